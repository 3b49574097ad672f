import { LiquidError } from 'liquidjs'
import type { Token } from 'liquidjs'
import { wordsOf } from './template-engine.rules.ts'

/** What is wrong with a template, and where: line and column count from 1. */
export interface Mistake {
  part: 'subject' | 'body'
  line: number
  column: number
  detail: string
}

/** One mistake at a place in the text, before the place is a line and a column. */
export interface Spot {
  at: number
  detail: string
}

/** An error of the engine as a mistake; where it does not say where, at the beginning. */
export function mistakeOf(part: Mistake['part'], error: unknown): Mistake {
  const token: Token | undefined = LiquidError.is(error) ? (error as LiquidError).token : undefined
  const [line = 1, column = 1] = token?.getPosition() ?? []
  return { part, line, column, detail: wordsOf(error) }
}

/** A place in a text as line and column. */
export function placed(part: Mistake['part'], text: string, { at, detail }: Spot): Mistake {
  const before = text.slice(0, at).split('\n')
  return { part, line: before.length, column: before.at(-1)!.length + 1, detail }
}
