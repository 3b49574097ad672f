import { expect, test } from 'vitest'
import { createLogger } from './logger.ts'

function logged(what: object): string {
  let text = ''
  createLogger('trace', { write: (line) => void (text += line) }).error(what, 'request failed')
  return text
}

const errorOf = (message: string, more: object) => Object.assign(new Error(message), more)

test('an error of the database says which constraint, not which row', () => {
  const error = errorOf('new row for relation "contacts" violates check constraint "contacts_tier_check"', {
    code: '23514',
    detail: 'Failing row contains (Ines Ferro, ines@people.example).',
    where: 'SQL statement about Ines Ferro',
    table: 'contacts',
    constraint: 'contacts_tier_check',
  })
  const text = logged({ err: error })
  expect(text).toContain('contacts_tier_check')
  expect(text).toContain('logger.test.ts')
  expect(text).not.toMatch(/ines/i)
})

test('a value that does not fit is not repeated', () => {
  const error = errorOf('invalid input syntax for type uuid: "ines@people.example"', { code: '22P02' })
  const wrapped = new Error('could not be read', { cause: error })
  expect(logged({ err: error })).toContain('invalid input syntax for type uuid')
  expect(logged({ err: error })).not.toContain('ines')
  expect(logged({ err: wrapped })).not.toContain('ines')
})

test('what a mail server says of somebody is not repeated', () => {
  const error = errorOf('all recipients were rejected', {
    response: '550 no <ines@people.example>',
    rejected: ['ines'],
  })
  expect(logged({ err: error })).not.toContain('ines')
})

test('a request is its method and its path', () => {
  const requestTo = (url: string) => ({ method: 'GET', url, headers: { authorization: 'Bearer secret' } })
  const text =
    logged({ req: requestTo('/v1/contacts?email=ines@people.example') }) +
    logged({ req: requestTo('/l/secret') }) +
    logged({ req: requestTo('/downloads/secret') })
  expect(text).toContain('"path":"/v1/contacts"')
  expect(text).toContain('"path":"/l/…"')
  expect(text).not.toMatch(/ines|secret/)
})
