import type { TagToken, Token, Tokenizer } from 'liquidjs'
import type { Spot } from './template-mistakes.rules.ts'
import { conditionMistakes, listMistakes, pathOf, pathsIn } from './template-expressions.rules.ts'
import type { Variable } from './template-variables.rules.ts'

/** What may be said at one place of a template, going through it from top to bottom. */
export interface Scope {
  /** The variable of that path (`advice`, `item.what`), `'helper'` for what Liquid knows of a loop, undefined for none. */
  find(path: readonly string[]): Variable | 'helper' | undefined
  /** Whether it was asked here that it is there. */
  isSure(path: readonly string[], variable: Variable): boolean
  isComment(): boolean
  enter(tag: TagToken): Spot[]
  /** What was opened and not closed, at the end. */
  leave(): Spot[]
}

interface Frame {
  name: string
  at: number
  /** What was asked for in the branch we are in. */
  sure: string[]
  asked: string[]
  loop?: { item: string; fields: readonly Variable[] } | undefined
}

/** Which tags may stand between a tag and its end. */
export const blocks: Readonly<Record<string, readonly string[]>> = {
  if: ['elsif', 'else'],
  unless: ['elsif', 'else'],
  case: ['when', 'else'],
  for: ['else'],
  either: ['or'],
  comment: [],
}
const unsafe = ['include', 'render', 'layout', 'block', 'raw', 'liquid']
const deepest = 3
const loopFacts = ['first', 'last', 'index', 'index0', 'rindex', 'rindex0', 'length']

export function startScope(variables: readonly Variable[]): Scope {
  const frames: Frame[] = []
  const scope: Scope = { find, isSure, isComment: () => frames.at(-1)?.name === 'comment', enter, leave }
  return scope

  function find([name, ...rest]: readonly string[]): Variable | 'helper' | undefined {
    const loop = frames.findLast(({ loop: of }) => of?.item === name)?.loop
    if (name === 'forloop') return frames.some((frame) => frame.loop) && loopFacts.includes(rest.join('.')) ? 'helper' : undefined // prettier-ignore
    if (loop) return rest.length === 1 ? loop.fields.find((field) => field.name === rest[0]) : undefined
    const variable = variables.find((one) => one.name === name)
    if (rest.length === 0) return variable
    if (variable?.type === 'group' && rest.length === 1) return variable.fields?.find((field) => field.name === rest[0])
    return rest.join('.') === 'size' && variable?.type === 'list' ? 'helper' : undefined
  }

  function isSure(path: readonly string[], variable: Variable): boolean {
    const isAsked = (matches: (name: string) => boolean) => frames.some(({ sure }) => sure.some(matches))
    const [group = ''] = path
    const isOfGroup = path.length === 2 && variables.some((one) => one.name === group && one.type === 'group')
    // Whoever asked for a group, or one of its fields, knows that it is there, with the fields that it always has.
    if (variable.required) return !isOfGroup || isAsked((name) => name === group || name.startsWith(`${group}.`))
    const names = [path.join('.'), ...(variable.with ? [[...path.slice(0, -1), variable.with].join('.')] : [])]
    return isAsked((name) => names.includes(name))
  }

  function enter(tag: TagToken): Spot[] {
    const { name, begin: at } = tag
    const open = frames.at(-1)
    if (open?.name === 'comment' && name !== 'endcomment') return []
    if (name === '#') return []
    if (name in blocks) return begin(tag)
    if (open && name === `end${open.name}`) {
      frames.pop()
      return []
    }
    if (open && blocks[open.name]!.includes(name)) return branch(tag, open)
    if (unsafe.includes(name)) return [{ at, detail: `The tag ${name} is not safe in a letter and is not known here.` }]
    if (Object.values(blocks).flat().includes(name) || (name.startsWith('end') && name.slice(3) in blocks)) {
      const where = open ? `inside ${open.name}` : 'here'
      return [{ at, detail: `The tag ${name} has no place ${where}.` }]
    }
    return [{ at, detail: `There is no tag ${name || 'without a name'}. There are ${Object.keys(blocks).join(', ')}.` }]
  }

  function begin(tag: TagToken): Spot[] {
    const { name, begin: at } = tag
    if (name === 'for') return beginLoop(tag)
    const frame: Frame = { name, at, sure: [], asked: [] }
    if (name === 'either') {
      frames.push(frame)
      return /^\w+$/.test(tag.args.trim()) ? [] : [{ at, detail: 'Give it a name of letters: {% either greeting %}.' }]
    }
    const mistakes = name === 'comment' ? [] : ask(tag, frame)
    frames.push(frame)
    return mistakes
  }

  function branch(tag: TagToken, open: Frame): Spot[] {
    open.sure = []
    if (tag.name === 'elsif') return ask(tag, open)
    if (tag.name === 'else' && open.name === 'unless') open.sure = open.asked
    if (tag.name === 'when') open.sure = open.asked
    return []
  }

  /** Reads a condition; what is asked for in it is there in the branch that follows. */
  function ask(tag: TagToken, frame: Frame): Spot[] {
    const value = read(tag, (tokenizer) => tokenizer.readFilteredValue())
    if (!value) return [unreadable(tag)]
    frame.asked = pathsIn(value.initial.postfix).map((path) => path.join('.'))
    frame.sure = tag.name === 'unless' || frame.name === 'case' ? [] : frame.asked
    return conditionMistakes(tag, value, scope)
  }

  function beginLoop(tag: TagToken): Spot[] {
    const { begin: at } = tag
    const frame: Frame = { name: 'for', at, sure: [], asked: [] }
    const parts = read(tag, (tokenizer) => [tokenizer.readIdentifier(), tokenizer.readIdentifier(), tokenizer.readValue()] as const) // prettier-ignore
    if (!parts) {
      frames.push(frame)
      return [unreadable(tag)]
    }
    const [item, of, list] = parts
    const path = list && pathOf(list as Token)
    const variable = path && find(path)
    const mistakes =
      item.content === '' || of.content !== 'in'
        ? [{ at, detail: 'A loop reads {% for item in list %}.' }]
        : listMistakes(list as Token | undefined, at, scope)
    const fields = variable && variable !== 'helper' ? (variable.fields ?? []) : []
    frames.push({ ...frame, sure: path ? [path.join('.')] : [], loop: { item: item.content, fields } })
    const depth = frames.filter(({ loop }) => loop).length
    if (depth > deepest) mistakes.push({ at, detail: `Loops may stand in each other ${deepest} deep at most.` })
    return mistakes
  }

  function leave(): Spot[] {
    return frames.map(({ name, at }) => ({ at, detail: `The tag ${name} is opened here and not closed.` }))
  }
}

const unreadable = ({ name, begin }: TagToken): Spot => ({ at: begin, detail: `The tag ${name} cannot be read.` })

function read<T>(tag: TagToken, reading: (tokenizer: Tokenizer) => T): T | undefined {
  try {
    return reading(tag.tokenizer)
  } catch {
    return undefined
  }
}
