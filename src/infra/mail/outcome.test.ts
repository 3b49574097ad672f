import { describe, expect, it } from 'vitest'
import { failureOutcome, serverWords } from './outcome.ts'

const refusal = (command: string, response: string, permanent = true) =>
  Object.assign(new Error('refused'), {
    code: 'EENVELOPE' as const,
    command,
    response,
    responseCode: Number(response.slice(0, 3)),
    permanent,
  })

describe('failureOutcome', () => {
  it.each([
    ['RCPT TO', '550 5.1.1 No such user', 'recipient', '5.1.1'],
    ['RCPT TO', '550-5.1.1 No such user\n550 5.1.1 Try another', 'recipient', '5.1.1'],
    ['RCPT TO', '550 5.1.10 Null MX', 'recipient', '5.1.10'],
    ['RCPT TO', '550 5.2.1 Mailbox disabled', 'recipient', '5.2.1'],
    ['RCPT TO', '552 5.2.2 Mailbox full', 'message', '5.2.2'],
    ['RCPT TO', '550 5.7.1 Listed as a source of spam', 'policy', '5.7.1'],
    ['RCPT TO', '550 5.1.8 Bad sender domain', 'sender', '5.1.8'],
    ['RCPT TO', '553 No such user', 'recipient', undefined],
    ['MAIL FROM', '553 Sender not verified', 'sender', undefined],
    ['DATA', '554 5.6.0 Malformed', 'message', '5.6.0'],
    ['DATA', '550 5.1.1 Found out late', 'recipient', '5.1.1'],
    ['DATA', '554 Looks like spam', 'message', undefined],
  ])('%s %j is about the %s', (command, response, scope, enhancedCode) => {
    const outcome = failureOutcome(refusal(command, response), command === 'DATA')
    expect(outcome).toMatchObject({ kind: 'rejected', scope, code: Number(response.slice(0, 3)) })
    expect(outcome).toHaveProperty('enhancedCode', enhancedCode)
  })

  it('takes 503 for a session out of step, which another attempt may find in step', () => {
    expect(failureOutcome(refusal('DATA', '503 Bad sequence', false), true)).toMatchObject({
      kind: 'deferred',
      code: 503,
    })
  })

  it('never takes a lost connection after the body for certain, even with half a reply', () => {
    const halfReply = Object.assign(refusal('CONN', '451 4.3.0 Lat', false), { code: 'ECONNECTION' as const })
    expect(failureOutcome(halfReply, true)).toMatchObject({ kind: 'uncertain', reason: 'connection' })
    expect(failureOutcome(halfReply, false)).toMatchObject({ kind: 'deferred', reason: 'connection', code: 451 })
  })
})

it('keeps what a server said to one short line', () => {
  expect(serverWords(`250-ok\r\n250 \u0007${'x'.repeat(1000)}`)).toMatch(/^250-ok 250 x{489}$/)
})
