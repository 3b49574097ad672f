import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeliveryOutcome } from '../../infra/mail/outcome.ts'
import { addMilliseconds } from '../../infra/time/calendar.ts'
import { accountKinds, type Attempt, comesFrom, giveUpAfterMs, judge, messageTransitions } from './messages.rules.ts'

const now = new Date('2026-11-23T09:00:00Z')
const note: Attempt = {
  kind: 'announcement',
  attempt: 1,
  giveUpAt: addMilliseconds(now, giveUpAfterMs),
  timeline: [{ status: 'queued' }, { status: 'sending' }],
}
const response = 'the words of a server'

type Outcome = Parameters<typeof judge>[0]
const outcomes: fc.Arbitrary<Outcome> = fc.oneof(
  fc.constant<Outcome>({ kind: 'sent', response }),
  fc.record({
    kind: fc.constant('deferred' as const),
    reason: fc.constantFrom('reply' as const, 'connection' as const, 'timeout' as const, 'session' as const),
    response: fc.constant(response),
  }),
  fc.record({
    kind: fc.constant('rejected' as const),
    scope: fc.constantFrom('recipient' as const, 'sender' as const, 'message' as const, 'policy' as const),
    code: fc.integer({ min: 500, max: 559 }),
    response: fc.constant(response),
  }),
  fc.record({
    kind: fc.constant('uncertain' as const),
    reason: fc.constantFrom('connection' as const, 'timeout' as const, 'cancelled' as const),
    response: fc.constant(response),
  }),
)
const attempts: fc.Arbitrary<Attempt> = fc.record({
  kind: fc.constantFrom('announcement', 'client_digest', ...accountKinds),
  attempt: fc.integer({ min: 1, max: 12 }),
  giveUpAt: fc.integer({ min: -giveUpAfterMs, max: giveUpAfterMs }).map((left) => addMilliseconds(now, left)),
  timeline: fc.array(fc.record({ status: fc.constantFrom('queued', 'sending', 'uncertain') })),
})
const random = fc.double({ min: 0, max: 1, noNaN: true })

describe('transitions', () => {
  it('lead only where the table says', () => {
    expect(comesFrom('sending')).toEqual(['queued'])
    expect(comesFrom('sent')).toEqual(['sending'])
    expect(comesFrom('queued').toSorted()).toEqual(['failed', 'sending', 'uncertain'])
  })

  it('lead nowhere from what is over', () => {
    for (const status of ['bounced', 'complained', 'suppressed', 'cancelled'] as const) {
      expect(messageTransitions[status]).toEqual([])
    }
  })

  it('let every verdict through', () => {
    fc.assert(
      fc.property(outcomes, attempts, random, (outcome, attempt, chance) => {
        expect(messageTransitions.sending).toContain(judge(outcome, attempt, now, chance).status)
      }),
    )
  })
})

describe('a verdict', () => {
  it('sends again only what certainly was not sent, but for account mails once', () => {
    fc.assert(
      fc.property(outcomes, attempts, random, (outcome, attempt, chance) => {
        const { status } = judge(outcome, attempt, now, chance)
        if (status !== 'queued') return
        const isSecondCopyHarmless =
          accountKinds.includes(attempt.kind) && !attempt.timeline.some((entry) => entry.status === 'uncertain')
        expect(outcome.kind === 'deferred' || (outcome.kind === 'uncertain' && isSecondCopyHarmless)).toBe(true)
      }),
    )
  })

  it('never puts off beyond the hour of giving up', () => {
    fc.assert(
      fc.property(outcomes, attempts, random, (outcome, attempt, chance) => {
        if (outcome.kind !== 'deferred') return
        const { status, nextAttemptAt } = judge(outcome, attempt, now, chance)
        if (status === 'queued') expect(nextAttemptAt!.getTime()).toBeLessThanOrEqual(attempt.giveUpAt.getTime())
        else expect(status).toBe('failed')
      }),
    )
  })

  it('comes to an end: five times "later" are enough', () => {
    const later: DeliveryOutcome & { kind: 'deferred' } = { kind: 'deferred', reason: 'reply', response }
    const statuses = [1, 2, 3, 4, 5].map((attempt) => judge(later, { ...note, attempt }, now, 0.5).status)
    expect(statuses).toEqual(['queued', 'queued', 'queued', 'queued', 'failed'])
  })

  it('waits longer from time to time', () => {
    const waits = [1, 2, 3, 4].map((attempt) => {
      const { nextAttemptAt } = judge({ kind: 'deferred', reason: 'reply', response }, { ...note, attempt }, now, 0.5)
      return (nextAttemptAt!.getTime() - now.getTime()) / 60_000
    })
    expect(waits).toEqual([1, 4, 16, 64])
  })

  it('does not count an attempt in which the server was away', () => {
    expect(judge({ kind: 'deferred', reason: 'connection', response }, note, now, 0.5)).toMatchObject({
      status: 'queued',
      attempt: 0,
      nextAttemptAt: addMilliseconds(now, 60_000),
    })
  })

  it.each([
    ['recipient', 550, 'bounced'],
    ['recipient', 551, 'bounced'],
    ['recipient', 553, 'bounced'],
    ['recipient', 552, 'failed'],
    ['sender', 550, 'failed'],
    ['policy', 550, 'failed'],
    ['message', 554, 'failed'],
  ] as const)('on a refusal of the %s with %i is: %s', (scope, code, status) => {
    expect(judge({ kind: 'rejected', scope, code, response }, note, now, 0.5).status).toBe(status)
  })

  it('on an account mail in doubt is to send it once more, and then to leave it', () => {
    const doubt: Outcome = { kind: 'uncertain', reason: 'connection', response }
    const mail = { ...note, kind: 'password_reset' }
    expect(judge(doubt, mail, now, 0.5)).toMatchObject({ status: 'queued', wasUncertain: true })
    const again = { ...mail, timeline: [...note.timeline, { status: 'uncertain' }, { status: 'queued' }] }
    expect(judge(doubt, again, now, 0.5).status).toBe('uncertain')
    expect(judge(doubt, note, now, 0.5).status).toBe('uncertain')
  })
})
