import { expect, test } from 'vitest'
import { messageIdsIn } from './journal.ts'

const id = '0199f3a2-7c1e-7abc-9def-0123456789ab'

test('finds our Message-IDs in whatever a provider exports, and nothing of anybody’s', () => {
  const log = `
    2026-11-23 10:00:01 relay=mx.example to=<ines@people.example> message-id=<${id}@sender.example> status=sent
    "ines@people.example","${id}.announcement@sender.example","250 OK"
    {"to": "someone.else@people.example", "messageId": "<other-system-17@elsewhere.example>"}`
  expect(messageIdsIn(log)).toEqual([`<${id}@sender.example>`, `<${id}.announcement@sender.example>`])
  expect(messageIdsIn('')).toEqual([])
})
