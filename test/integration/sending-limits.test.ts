import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { queueMessages } from '../../src/modules/messages/messages.service.ts'
import { claimSlice, recoverLease, type Slice } from '../../src/modules/messages/sending.service.ts'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Ledger, openLedger } from '../support/ledger.ts'

let api: TestApi
let ledger: Ledger
beforeAll(async () => {
  api = await startTestApi()
})
beforeEach(async () => {
  ledger = await openLedger(api)
})
afterAll(() => api.stop())

const patch = (body: unknown) => api.call('PATCH', '/v1/practice', { as: ledger.practice.owner, body })

const queue = (count: number, domain = 'reader.example') =>
  ledger.inPractice((trx) =>
    queueMessages(
      trx,
      Array.from({ length: count }, (_, n) => ledger.letter({ to: { name: 'Ben', address: `ben${n}@${domain}` } })),
    ),
  )

/** As workers do whose job the outbox holds. */
const wake = () =>
  api.database.admin.query(`insert into outbox (practice_id, job, payload) values ($1, 'messages.send_bulk', '{}')`, [
    ledger.practice.practiceId,
  ])

async function claimed(): Promise<Slice['messages']> {
  await wake()
  return (await ledger.claim(1000))?.messages ?? []
}

/** Nobody can move the clock of a database, so what was paid for lies further back. */
const later = (interval: string) =>
  api.database.admin.query(`update sending_pace set paid_until = paid_until - $2::interval where practice_id = $1`, [
    ledger.practice.practiceId,
    interval,
  ])

const sentToday = async () => {
  const { rows } = await api.database.admin.query<{ mails: number }>(
    'select mails from sending_days where practice_id = $1',
    [ledger.practice.practiceId],
  )
  return rows[0]?.mails
}

describe('limits', () => {
  it('are the practice’s to set, one by one, and to take away', async () => {
    const { json } = await patch({ limits: { mailsPerMinute: 30, mailsPerDay: 400 } })
    expect(json()).toMatchObject({ limits: { mailsPerMinute: 30, mailsPerDay: 400, mailsPerDomainPerMinute: null } })
    const cleared = await patch({ limits: { mailsPerDay: null } })
    expect(cleared.json()).toMatchObject({ limits: { mailsPerMinute: 30, mailsPerDay: null } })
  })

  it.each([0, -1, 1.5, '30', 1e9])('of %s are refused, and nothing changes', async (mailsPerMinute) => {
    const refused = await patch({ name: 'Changed', limits: { mailsPerMinute } })
    expect(refused.statusCode).toBe(422)
    expect(refused.json()).toMatchObject({ errors: [{ pointer: '/limits/mailsPerMinute' }] })
    const practice = await api.call('GET', '/v1/practice', { as: ledger.practice.owner })
    expect(practice.json()).toMatchObject({ name: 'Northlight Coaching', limits: { mailsPerMinute: null } })
  })
})

describe('a pace of 60 a minute', () => {
  it('lets ten seconds’ worth leave at once, then one a second; the agenda comes back for the rest', async () => {
    await patch({ limits: { mailsPerMinute: 60 } })
    await queue(40)
    expect(await claimed()).toHaveLength(11)
    expect(await ledger.agenda()).toContain('messages.put_off_is_due')
    expect(await claimed()).toHaveLength(0)
    await later('5 seconds')
    const more = await claimed()
    expect(more.length).toBeGreaterThanOrEqual(5)
  })

  it('holds nothing up that is not an announcement', async () => {
    await patch({ limits: { mailsPerMinute: 1, mailsPerDay: 1 } })
    await ledger.inPractice((trx) =>
      queueMessages(
        trx,
        Array.from({ length: 20 }, () => ledger.letter({ lane: 'transactional', kind: 'reminder' })),
      ),
    )
    const slice = await ledger.inPractice((trx) =>
      claimSlice(trx, {}, { lane: 'transactional', limit: 100, leaseMs: 60_000 }),
    )
    expect(slice!.messages).toHaveLength(20)
  })

  it('is one for all workers, however many claim at once', async () => {
    await patch({ limits: { mailsPerMinute: 60 } })
    await queue(200)
    for (let works = 0; works < 8; works += 1) await wake()
    const slices = await Promise.all(Array.from({ length: 8 }, () => ledger.claim(50)))
    const count = slices.reduce((sum, slice) => sum + (slice?.messages.length ?? 0), 0)
    expect(count).toBeGreaterThanOrEqual(11)
    // What passes meanwhile lets one leave each second.
    expect(count).toBeLessThan(40)
  })
})

describe('a daily limit', () => {
  it('is never exceeded, and counts what really left when a worker dies', async () => {
    await patch({ limits: { mailsPerDay: 25 } })
    await queue(60)
    await wake()
    const lost = (await ledger.claim(20))!
    expect(await sentToday()).toBe(20)
    await ledger.record(lost, [lost.messages[0]!.id])
    await ledger.inPractice((trx) => recoverLease(trx, {}, lost.leaseId))
    expect(await sentToday()).toBe(1)
    expect(await claimed()).toHaveLength(24)
    expect(await claimed()).toHaveLength(0)
    expect(await ledger.agenda()).toContain('messages.put_off_is_due')
  })

  it('of the house holds for a practice while it is new', async () => {
    await queue(30)
    const newPracticeCap = { days: 14, mailsPerDay: 10 }
    const claim = () =>
      enterAsSystem(api.container.db, ledger.practice.practiceId, (trx) =>
        claimSlice(trx, {}, { lane: 'bulk', limit: 100, leaseMs: 60_000, newPracticeCap }),
      )
    expect((await claim())!.messages).toHaveLength(10)
    await api.database.admin.query(`update practices set created_at = now() - interval '15 days' where id = $1`, [
      ledger.practice.practiceId,
    ])
    await wake()
    expect((await claim())!.messages).toHaveLength(20)
  })
})

describe('a throttle by domain', () => {
  it('passes over the full ones for the others, and comes back for them', async () => {
    await patch({ limits: { mailsPerDomainPerMinute: 6 } })
    await queue(50, 'busy.example')
    await queue(2, 'quiet.example')
    const domains = (await claimed()).map(({ toDomain }) => toDomain)
    expect(domains.filter((domain) => domain === 'busy.example')).toHaveLength(2)
    expect(domains.filter((domain) => domain === 'quiet.example')).toHaveLength(2)
    await queue(1, 'other.example')
    expect((await claimed()).map(({ toDomain }) => toDomain)).toEqual(['other.example'])
    expect(await ledger.agenda()).toContain('messages.put_off_is_due')
    await later('30 seconds')
    expect((await claimed()).map(({ toDomain }) => toDomain)).toEqual(['busy.example', 'busy.example'])
  })
})
