import { globSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { expect, it } from 'vitest'
import { messageIdsIn } from '../../infra/mail/journal.ts'
import { readReturnedMail } from './returned-mail.rules.ts'

/* Mails as servers of many makes send them: the folder says what each is. None is of a real person or server. */

const folder = new URL('../../../test/samples/returned-mail/', import.meta.url).pathname
const samples = globSync('*/*.eml', { cwd: folder }).toSorted()
const ours = messageIdsIn('01981c3e-7b5a-7d3e-9f0a-5b1c2d3e4f50.announcement@letters.example')

it('there are as many as were asked for: 60 that came back, 20 complaints, 30 answers of machines', () => {
  const count = (kind: RegExp) => samples.filter((path) => kind.test(path)).length
  expect(count(/^bounced(-softly)?\//)).toBeGreaterThanOrEqual(60)
  expect(count(/^complained\//)).toBeGreaterThanOrEqual(20)
  expect(count(/^replied-automatically\//)).toBeGreaterThanOrEqual(30)
})

it.each(samples)('%s', (path) => {
  const { kind, messageIds } = readReturnedMail(readFileSync(`${folder}${path}`, 'utf8'))
  expect(kind).toBe(dirname(path).replace('-', '_'))
  if (kind !== 'other') expect(messageIds, basename(path)).toContain(ours[0])
})
