import type { z } from 'zod'

type Issue = z.core.$ZodRawIssue

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
}

const formats: Record<string, string> = {
  uuid: 'must be a UUID',
  datetime: 'must be an instant with its offset, such as 2026-05-01T09:30:00Z',
  date: 'must be a day such as 2026-05-01',
}

/** What is wrong with a value where its schema has no words of its own: goes on after the field's name, as those do. */
export function wording(issue: Issue): string | undefined {
  if (issue.input === undefined) return 'is required'
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? `of type ${issue.expected}`}${issue.input === null ? ', not null' : ''}`
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of: ' : ''}${issue.values.map(String).join(', ')}`
    case 'too_small':
      return bounded(issue.origin, issue.minimum, 'at least')
    case 'too_big':
      return bounded(issue.origin, issue.maximum, 'at most')
    case 'invalid_format':
      return formats[issue.format] ?? 'is not written as it must be'
    default:
      return undefined
  }
}

function bounded(origin: string, bound: number | bigint, which: 'at least' | 'at most'): string {
  if (origin === 'string') return `must have ${which} ${bound} ${bound === 1 ? 'character' : 'characters'}`
  if (origin === 'array') return `must have ${which} ${bound} ${bound === 1 ? 'entry' : 'entries'}`
  return `must be ${which} ${bound}`
}
