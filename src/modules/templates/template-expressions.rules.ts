import { TokenKind, Tokenizer } from 'liquidjs'
import type { FilteredValueToken, PropertyAccessToken, TagToken, Token, TopLevelToken } from 'liquidjs'
import type { Spot } from './template-mistakes.rules.ts'
import { grammarMistake } from './template-engine.rules.ts'
import type { Scope } from './template-scope.rules.ts'

/** Pure, and as long as what goes in: nothing a letter needs beyond these. */
export const filters = ['append', 'capitalize', 'default', 'downcase', 'prepend', 'remove', 'replace', 'size', 'strip', 'truncate', 'truncatewords', 'upcase'] // prettier-ignore

/** What is wrong with `{{ … }}`. */
export function expressionMistakes(text: string, token: TopLevelToken, scope: Scope): Spot[] {
  const value = readValue(text, token)
  const broken = syntaxMistakes(text.slice(token.begin, token.end), token.begin)
  if (!value) return broken.length > 0 ? broken : [{ at: token.begin, detail: 'There is nothing in these brackets that could be said.' }] // prettier-ignore
  const hasDefault = value.filters.some(({ name }) => name === 'default')
  const mistakes = [
    ...tokensIn(value.initial.postfix).flatMap((one) => nameMistakes(one, scope)),
    ...filterMistakes(value, scope),
    ...value.initial.postfix.flatMap((one) => saidMistakes(one, scope, hasDefault, value.filters.some(({ name }) => name === 'size'))), // prettier-ignore
  ]
  return mistakes.length > 0 ? mistakes : broken
}

/** What is wrong with the condition of a tag. */
export function conditionMistakes(tag: TagToken, value: FilteredValueToken, scope: Scope): Spot[] {
  const mistakes = [
    ...tokensIn(value.initial.postfix).flatMap((one) => nameMistakes(one, scope)),
    ...filterMistakes(value, scope),
  ]
  if (mistakes.length > 0) return mistakes
  const asIf = `{% if ${tag.args} %}{% endif %}`
  return syntaxMistakes(asIf, tag.begin).slice(0, 1).map(({ detail }) => ({ at: tag.begin, detail })) // prettier-ignore
}

/** What a loop goes through: a list of the facts, and nothing that could have no end. */
export function listMistakes(list: Token | undefined, at: number, scope: Scope): Spot[] {
  if (!list) return [{ at, detail: 'A loop reads {% for item in list %}.' }]
  if (list.kind === TokenKind.Range) return [range(list)]
  const mistakes = nameMistakes(list, scope)
  if (mistakes.length > 0) return mistakes
  const path = pathOf(list)
  const variable = path && scope.find(path)
  if (!variable || variable === 'helper' || variable.type !== 'list') {
    return [{ at: list.begin, detail: `${list.getText()} is not a list: a loop goes through one.` }]
  }
  return scope.isSure(path, variable) ? [] : [notSure(list.begin, path.join('.'))]
}

const notSure = (at: number, name: string): Spot => ({
  at,
  detail: `${name} is not there in every letter: put the sentence inside {% if ${name} %}, or give it words with | default: "…".`,
})

const range = (token: Token): Spot => ({ at: token.begin, detail: 'A loop goes through a list of the facts; ranges of numbers are not known here.' }) // prettier-ignore

function readValue(text: string, { begin, end }: Token): FilteredValueToken | undefined {
  const [, open = '', inner = ''] = /^(\{\{-?)(.*?)-?\}\}$/su.exec(text.slice(begin, end)) ?? []
  try {
    const from = begin + open.length
    const value = new Tokenizer(text, undefined, undefined, [from, from + inner.length]).readFilteredValue()
    return value.initial.valid() ? value : undefined
  } catch {
    return undefined
  }
}

function filterMistakes({ filters: used }: FilteredValueToken, scope: Scope): Spot[] {
  return used.flatMap((filter) => [
    ...(filters.includes(filter.name)
      ? []
      : [{ at: filter.begin, detail: `There is no filter ${filter.name}. There are ${filters.join(', ')}.` }]),
    ...filter.args.flatMap((argument) => {
      const token = Array.isArray(argument) ? argument[1] : argument
      return token ? tokensIn([token as Token]).flatMap((one) => [...nameMistakes(one, scope), ...saidMistakes(one, scope, false, false)]) : [] // prettier-ignore
    }),
  ])
}

/** Whether a name stands for anything, and is written down: what is worked out (`contact[x]`) cannot be checked. */
function nameMistakes(token: Token, scope: Scope): Spot[] {
  if (token.kind === TokenKind.Range) return [range(token)]
  if (token.kind !== TokenKind.PropertyAccess) return []
  const path = pathOf(token)
  if (!path) return [{ at: token.begin, detail: `${token.getText()} works out a name: write the name itself.` }]
  if (scope.find(path)) return []
  return [{ at: token.begin, detail: `There is no variable ${path.join('.')} here.` }]
}

/** Whether a value can be said in every letter. */
function saidMistakes(token: Token, scope: Scope, hasDefault: boolean, isCounted: boolean): Spot[] {
  const path = token.kind === TokenKind.PropertyAccess ? pathOf(token) : undefined
  const variable = path && scope.find(path)
  if (!variable || variable === 'helper') return []
  const { begin: at } = token
  const name = path.join('.')
  if (variable.type === 'list') return isCounted ? [] : [{ at, detail: `${name} is a list: go through it with {% for item in ${name} %}.` }] // prettier-ignore
  if (variable.type === 'group') return [{ at, detail: `${name} has no words of its own: say one of its fields.` }]
  if (variable.type === 'flag') return [{ at, detail: `${name} is a yes or no: ask for it with {% if ${name} %}.` }]
  return hasDefault || scope.isSure(path, variable) ? [] : [notSure(at, name)]
}

/** `advice` or `item.what` as written; undefined where a part of the name is worked out. */
export function pathOf(token: Token): string[] | undefined {
  if (token.kind !== TokenKind.PropertyAccess) return undefined
  const { variable, props } = token as PropertyAccessToken
  const names = [...(variable ? [variable as Token] : []), ...props].map((part) =>
    part.kind === TokenKind.Word ? part.getText() : undefined,
  )
  return names.every((name) => name !== undefined) ? names : undefined
}

export const pathsIn = (tokens: readonly Token[]): string[][] => tokensIn(tokens).flatMap((token) => { const path = pathOf(token); return path ? [path] : [] }) // prettier-ignore

/** The tokens of an expression with those in brackets. */
function tokensIn(tokens: readonly Token[]): Token[] {
  return tokens.flatMap((token) =>
    token.kind === TokenKind.FilteredValue ? tokensIn((token as FilteredValueToken).initial.postfix) : [token],
  )
}

function syntaxMistakes(fragment: string, at: number): Spot[] {
  const detail = grammarMistake(fragment)
  return detail ? [{ at, detail }] : []
}
