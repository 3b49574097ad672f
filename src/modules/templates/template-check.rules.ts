import { LiquidError, TokenKind, Tokenizer } from 'liquidjs'
import type { TagToken, TopLevelToken } from 'liquidjs'
import { expressionMistakes } from './template-expressions.rules.ts'
import { linkMistakes } from './template-links.rules.ts'
import { type Mistake, mistakeOf, placed, type Spot } from './template-mistakes.rules.ts'
import { startScope } from './template-scope.rules.ts'
import { parseSource, type TemplateSource } from './template-engine.rules.ts'
import type { Variable } from './template-variables.rules.ts'

/** Longer lists help nobody. */
const mostMistakes = 100

/**
 * Everything that is wrong with a template whose kind has these variables: what cannot be read, what there is not, what
 * would leave a hole in some letter, and what is not safe; in branches that no sample comes through as well.
 */
export function checkTemplate(source: TemplateSource, variables: readonly Variable[]): Mistake[] {
  const found = (['subject', 'body'] as const).flatMap((part) =>
    spotsIn(source[part], variables, part === 'body').map((spot) => placed(part, source[part], spot)),
  )
  if (found.length > 0) {
    return found.toSorted((a, b) => a.part.localeCompare(b.part) * -1 || a.line - b.line || a.column - b.column).slice(0, mostMistakes) // prettier-ignore
  }
  return unreadable(source)
}

function spotsIn(text: string, variables: readonly Variable[], isBody: boolean): Spot[] {
  const { tokens, broken } = tokensOf(text)
  const scope = startScope(variables)
  const spots = tokens.flatMap(
    (token) =>
    token.kind === TokenKind.HTML ? [] : token.kind === TokenKind.Tag ? scope.enter(token as TagToken) : scope.isComment() ? [] : expressionMistakes(text, token, scope), // prettier-ignore
  )
  return [...spots, ...broken, ...(broken.length > 0 ? [] : scope.leave()), ...(isBody ? linkMistakes(text, variables) : [])] // prettier-ignore
}

/** The outputs and tags of a text, up to the first that has no end. */
function tokensOf(text: string): { tokens: TopLevelToken[]; broken: Spot[] } {
  try {
    return { tokens: new Tokenizer(text).readTopLevelTokens(), broken: [] }
  } catch (error) {
    const at = LiquidError.is(error) ? (error as LiquidError).token.begin : 0
    const before = text.slice(0, at)
    const broken = [{ at, detail: `${opening(text.slice(at))} is opened here and not closed.` }]
    return before === text ? { tokens: [], broken } : { tokens: tokensOf(before).tokens, broken }
  }
}

const opening = (text: string): string => text.slice(0, 2)

/** What only reading the whole shows, with the first place that does not fit. */
function unreadable(source: TemplateSource): Mistake[] {
  for (const part of ['subject', 'body'] as const) {
    try {
      parseSource({ ...source, [part === 'subject' ? 'body' : 'subject']: 'x' })
    } catch (error) {
      return [mistakeOf(part, error)]
    }
  }
  return []
}
