import { hash as argon2 } from '@node-rs/argon2'
import { expect, it } from 'vitest'
import { AppError } from '../../errors.ts'
import { createPasswords } from './passwords.ts'

const passwords = createPasswords()

it('hashes with Argon2id at the cost OWASP asks for', async () => {
  expect(await passwords.hash('correct horse')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})

it.each([
  ['long', 'x'.repeat(73)],
  ['200 characters', 'äß'.repeat(100)],
  ['emoji', '🐎🔋📎🧷🐎🔋📎🧷🐎🔋'],
  ['NUL', 'before\u0000after'],
])('keeps every character of a password: %s', async (_, password) => {
  const hash = await passwords.hash(password)
  expect(await passwords.verify(hash, password)).toBe(true)
  expect(await passwords.verify(hash, password.slice(0, -1))).toBe(false)
})

it('knows a letter however it is composed', async () => {
  const hash = await passwords.hash('cafe\u0301 au lait')
  expect(await passwords.verify(hash, 'caf\u00e9 au lait')).toBe(true)
})

it('says no where there is no hash, or none it can read', async () => {
  expect(await passwords.verify(undefined, 'anything')).toBe(false)
  expect(await passwords.verify(undefined, 'nobody’s password')).toBe(false)
  expect(await passwords.verify('-', 'anything')).toBe(false)
})

it('asks for a new hash where the old one was cheaper', async () => {
  expect(passwords.needsRehash(await passwords.hash('correct horse'))).toBe(false)
  expect(passwords.needsRehash(await argon2('correct horse', { memoryCost: 4096 }))).toBe(true)
})

it('sends callers away when too many wait, and serves all others', async () => {
  const few = createPasswords({ atOnce: 1, waiting: 3 })
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => few.hash('correct horse')))
  const refused = outcomes
    .filter((outcome) => outcome.status === 'rejected')
    .map((outcome) => outcome.reason as unknown)
  expect(refused).toHaveLength(6)
  for (const error of refused) {
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ problem: { status: 503 }, retryAfterSeconds: 1 })
  }
  expect(await few.hash('correct horse')).toMatch(/^\$argon2id/)
})
