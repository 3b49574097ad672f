import { type Document, resolveSchema, type Schema } from '../../src/http/openapi/document.ts'

/** Ids that exist, by the collection they are found in (`contacts`, `announcement-recipients`), the newest last. */
export type Ids = Record<string, string[]>

export interface Sampling {
  document: Document
  ids: Ids
  /** What people say wherever they may say anything. */
  words: string
  /** JSON pointers to fields that are to be there although they are optional. */
  including: string[]
}

/** A short value that a request's schema allows: what it requires and no more, with ids that exist. */
export function sample(schema: Schema, how: Sampling, at = ''): unknown {
  const found = resolveSchema(how.document, schema)
  const branches = (found['anyOf'] ?? found['oneOf']) as Schema[] | undefined
  if (branches) return sample(branches[0]!, how, at)
  if ('const' in found) return found['const']
  if (found['enum']) return (found['enum'] as unknown[])[0]
  const isIncluded = (pointer: string) => how.including.some((field) => `${field}/`.startsWith(`${pointer}/`))
  switch (found.type) {
    case 'object': {
      const required = (found['required'] ?? []) as string[]
      const fields = Object.entries(found.properties ?? {}).filter(
        ([name]) => required.includes(name) || isIncluded(`${at}/${name}`),
      )
      return Object.fromEntries(fields.map(([name, field]) => [name, sample(field, how, `${at}/${name}`)]))
    }
    case 'array':
      return (found['minItems'] ?? 0) || isIncluded(`${at}/0`) ? [sample(found['items'] as Schema, how, `${at}/0`)] : []
    case 'integer':
    case 'number':
      return Math.max(1, Number(found['minimum'] ?? 1))
    case 'boolean':
      return false
    case 'null':
      return null
    default:
      return sampleText(found, nameAt(at), how)
  }
}

let people = 0

function sampleText(schema: Schema, name: string, { ids, words }: Sampling): string {
  // What somebody in the story has.
  if (name === 'tag') return 'said once'
  // Nobody introduces themselves, or is merged with themselves.
  if (['introducedContactId', 'from', 'otherContactId'].includes(name)) return ids['contacts']![0]!
  if (schema.format === 'uuid') return newestId(ids, collectionOf(name))
  if (schema.format === 'email') return `sample${(people += 1)}@example.test`
  if (schema.format === 'uri') return 'https://example.test'
  if (schema.format === 'date') return '2024-03-04'
  if (schema.format === 'date-time') return '2024-03-04T10:00:00.000Z'
  if (name === 'timeZone') return 'Europe/Berlin'
  if (name === 'locale') return 'en'
  if (name === 'host') return 'mail.example.test'
  return words.padEnd(Number(schema['minLength'] ?? 0), '.').slice(0, Number(schema['maxLength']))
}

/** The field at a pointer, or whose list has an entry there. */
export const nameAt = (pointer: string) => pointer.split('/').findLast((part) => !/^\d*$/.test(part)) ?? ''

export function newestId(ids: Ids, collection: string): string {
  const id = ids[collection]?.at(-1)
  if (!id)
    throw new Error(`there are no ${collection} in the world of the tests: let test/support/world-story.ts make one`)
  return id
}

const collections: Record<string, string> = {
  practice: 'practices',
  practiceId: 'practices',
  clientId: 'clients',
  coachId: 'members',
  memberId: 'members',
  contactId: 'contacts',
  introducedContactId: 'contacts',
  introducerContactId: 'contacts',
  introducedBy: 'contacts',
  from: 'contacts',
  otherContactId: 'contacts',
  sourceContactId: 'contacts',
  interactionId: 'interactions',
  searchId: 'searches',
  opportunityId: 'opportunities',
  recipientId: 'announcement-recipients',
  messageId: 'messages',
}

/** What the field or parameter of that name leads to; in a path, `{id}` is one of what stands before it. */
export function collectionOf(name: string, path = ''): string {
  const collection = name === 'id' ? /([^/]+)\/\{id\}/.exec(path)?.[1] : collections[name]
  if (!collection) throw new Error(`what is a ${name}? Let test/support/sample.ts know`)
  return collection
}

/** Every field of a body, at any depth, with a JSON pointer to it; of a list the first. */
export function fieldsOf(document: Document, schema: Schema, at = ''): { at: string; schema: Schema }[] {
  const found = resolveSchema(document, schema)
  const branches = ((found['anyOf'] ?? found['oneOf']) as Schema[] | undefined) ?? []
  const properties = Object.entries(found.properties ?? {})
  return [
    ...(branches.length === 0 ? [{ at, schema: found }] : []),
    ...branches.flatMap((branch) => fieldsOf(document, branch, at)),
    ...properties.flatMap(([name, field]) => fieldsOf(document, field, `${at}/${name}`)),
    ...(found['items'] ? fieldsOf(document, found['items'] as Schema, `${at}/0`) : []),
  ]
}
