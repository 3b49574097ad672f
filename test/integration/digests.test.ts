import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { addDays, at, dayOf } from '../../src/infra/time/calendar.ts'
import { planDueDigests } from '../../src/modules/digest-schedules/digest-schedules.service.ts'
import { writeNextDigest } from '../../src/modules/digests/writing.service.ts'
import { createDigestsWrite } from '../../workers/processors/digests-write.processor.ts'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'
import { openPage } from '../support/pages.ts'
import { createSandboxWorker, makeSandbox, type Sandbox } from '../support/sandbox.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

interface Mail {
  kind: string
  to: string
  at: Date
  subject: string
  text: string
  headers: Record<string, string>
}

async function digestsIn({ practiceId }: TestPractice, to?: string): Promise<Mail[]> {
  const { rows } = await api.database.admin.query<Mail>(
    `select m.kind, m.to_address as to, d.written_at as at, m.subject, m.text_body as text, m.headers
       from messages m join digests d on d.practice_id = m.practice_id and d.id = m.subject_id
      where m.practice_id = $1 and ($2::text is null or m.to_address = $2) order by d.written_at, m.id`,
    [practiceId, to ?? null],
  )
  return rows
}

const post = async (practice: TestPractice, url: string, body: object) => {
  const response = await api.call('POST', url, { as: practice.owner, body })
  expect(response.statusCode, response.body).toBe(201)
  return response.json<{ id: string }>()
}
const addClient = (practice: TestPractice, name: string, timeZone: string) =>
  post(practice, '/v1/clients', { name, email: `${name.toLowerCase()}@clients.example`, timeZone })

/** People who are all due on that day. */
async function addPeople(practice: TestPractice, clientId: string, count: number, dueOn: string) {
  const people = []
  for (let n = 1; n <= count; n += 1) {
    people.push(
      await post(practice, `/v1/clients/${clientId}/contacts`, { name: `Person Number${String(n).padStart(2, '0')}` }),
    )
  }
  await api.database.admin.query(
    `update contacts set next_follow_up_on = $2, follow_up_since = $2::date - 90, follow_up_every_days = 90, follow_up_step = 0,
            follow_up_ideal_on = $2, follow_up_latest_on = $2::date + 14 where client_id = $1`,
    [clientId, dueOn],
  )
  return people
}

interface Preview {
  text: string
  html: string
  dueAt: string | null
}
const read = async <T>(as: string, url: string): Promise<T> => (await api.call('GET', url, { as })).json<T>()

const namesIn = (text: string) => [...new Set(text.match(/Number\d\d/g))]

describe('twelve in a row', () => {
  const zones = { Maya: 'Europe/Berlin', Nadia: 'America/New_York' }
  const start = '2026-02-18T12:00:00.000Z'
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await makeSandbox(api, { standsAt: start })
    await api.call('PATCH', '/v1/me', { as: sandbox.practice.owner, body: { digest: 'daily' } })
    for (const [name, timeZone] of Object.entries(zones)) {
      const { id } = await addClient(sandbox.practice, name, timeZone)
      await addPeople(sandbox.practice, id, 10, '2026-02-20')
    }
    await sandbox.advance('2026-08-03T12:30:00.000Z')
    await createSandboxWorker(api)(sandbox)
  }, 120_000)

  it('come at eight on Mondays where their reader lives, across the change of clocks; then quarterly, saying so', async () => {
    for (const [name, timeZone] of Object.entries(zones)) {
      const mails = await digestsIn(sandbox.practice, `${name.toLowerCase()}@clients.example`)
      const weekly = Array.from({ length: 13 }, (_, week) => at(addDays('2026-02-23', 7 * week), '08:00', timeZone))
      expect(mails.map((one) => one.at)).toEqual([...weekly, at('2026-07-06', '08:00', timeZone)])
      expect(mails.map(({ text }) => text.includes('four times a year'))).toEqual(mails.map((_, n) => n === 12))
    }
  })

  it('name everybody in turn, seven at most, and nobody always', async () => {
    const mails = await digestsIn(sandbox.practice, 'maya@clients.example')
    const named = mails.map(({ text }) => namesIn(text))
    expect(named.every(({ length }) => length >= 3 && length <= 7)).toBe(true)
    for (const [n] of named.slice(1).entries()) {
      expect(new Set([...named[n]!, ...named[n + 1]!]).size).toBe(10)
    }
  })

  it('go to the coach as well, whose clients have done nothing to tell of: none is sent', async () => {
    const { rows } = await api.database.admin.query(
      'select distinct status from digests where practice_id = $1 and member_id is not null',
      [sandbox.practice.practiceId],
    )
    expect(rows).toEqual([{ status: 'quiet' }])
  })
})

describe('one for each recipient and period', () => {
  let practice: TestPractice
  beforeAll(async () => {
    practice = await api.practice()
    for (const name of ['Ada', 'Ben', 'Cleo']) {
      const { id } = await addClient(practice, name, 'Europe/Berlin')
      await addPeople(practice, id, 2, dayOf(new Date(), 'Europe/Berlin'))
    }
    await fallDue()
  })
  const fallDue = () =>
    api.database.admin.query(
      `update digest_schedules set due_at = now() - interval '1 minute' where practice_id = $1 and client_id is not null`,
      [practice.practiceId],
    )
  const plan = () => enterAsSystem(api.container.db, practice.practiceId, planDueDigests)
  const work = async () => {
    const { rows } = await api.database.admin.query<{ id: string }>(
      `select id from outbox where practice_id = $1 and job = 'digests.write'`,
      [practice.practiceId],
    )
    const write = createDigestsWrite(api.container, { stopping: new AbortController().signal })
    await Promise.all(
      rows.flatMap(({ id }) => [1, 2].map(() => write({ practiceId: practice.practiceId, outboxId: id }))),
    )
  }

  it('however many agendas plan it, whoever dies while writing, and however many write', async () => {
    await Promise.all([plan(), plan(), plan()])
    const killed = enterAsSystem(api.container.db, practice.practiceId, async (trx) => {
      expect(await writeNextDigest(trx, api.container.office)).toBe('maybe_more')
      throw new Error('killed')
    })
    await expect(killed).rejects.toThrow('killed')
    expect(await digestsIn(practice)).toEqual([])
    await work()
    await plan()
    await work()
    const recipients = (await digestsIn(practice)).map(({ to }) => to).toSorted()
    expect(recipients).toEqual(['ada@clients.example', 'ben@clients.example', 'cleo@clients.example'])
    const { rows } = await api.database.admin.query(
      `select id from outbox where practice_id = $1 and job = 'digests.write'`,
      [practice.practiceId],
    )
    expect(rows).toEqual([])
  })

  it('with a link that says they were in touch, once, and takes it back', async () => {
    const [mail] = await digestsIn(practice, 'ada@clients.example')
    const [, link] = /I was in touch: (\S+)/.exec(mail!.text)!
    const { rows } = await api.database.admin.query<{ id: string }>(
      `select id from clients where practice_id = $1 and name = 'Ada'`,
      [practice.practiceId],
    )
    const count = async () =>
      (await read<{ data: unknown[] }>(practice.owner, `/v1/clients/${rows[0]!.id}/interactions`)).data.length
    const dueOn = async () =>
      (await read<{ data: { nextFollowUpOn: string }[] }>(practice.owner, `/v1/clients/${rows[0]!.id}/contacts`)).data.map(({ nextFollowUpOn }) => nextFollowUpOn) // prettier-ignore
    const before = await dueOn()
    const page = await openPage(api, link!)
    expect(await count()).toBe(0)
    const done = await page.press('Yes, done', { type: 'call' })
    expect([done.status, await count()]).toEqual([200, 1])
    expect(await dueOn()).not.toEqual(before)
    await done.press('Undo')
    expect(await count()).toBe(0)
    expect(await dueOn()).toEqual(before)
  })

  it('with the headers by which a mail program stops it, which the page takes back', async () => {
    const [mail] = await digestsIn(practice, 'ben@clients.example')
    expect(mail!.headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click')
    const page = await openPage(api, mail!.headers['List-Unsubscribe']!.slice(1, -1))
    const digestOf = async () =>
      (
        await api.database.admin.query(`select digest from clients where practice_id = $1 and name = 'Ben'`, [
          practice.practiceId,
        ])
      ).rows[0]
    const done = await page.press('Stop these mails')
    expect(await digestOf()).toEqual({ digest: 'off' })
    await done.press('Undo')
    expect(await digestOf()).toEqual({ digest: null })
  })
})

describe('one that has nothing to say', () => {
  it('is not sent, unless the practice wants it', async () => {
    const sandbox = await makeSandbox(api, { standsAt: '2026-01-07T12:00:00.000Z' })
    const { practice } = sandbox
    await addClient(practice, 'Quiet', 'Europe/Berlin')
    const runTo = async (to: string) => {
      expect((await sandbox.advance(to)).statusCode).toBe(202)
      await createSandboxWorker(api)(sandbox)
    }
    await runTo('2026-01-13T12:00:00.000Z')
    expect(await digestsIn(practice)).toEqual([])
    const body = { digests: { whenQuiet: true, hour: 7, weekday: 'tuesday' } }
    expect((await api.call('PATCH', '/v1/practice', { as: practice.owner, body })).statusCode).toBe(200)
    await runTo('2026-01-21T12:00:00.000Z')
    const mails = await digestsIn(practice, 'quiet@clients.example')
    expect(mails.map((one) => one.at.toISOString())).toEqual(['2026-01-20T06:00:00.000Z'])
  })
})

describe('a preview', () => {
  it('shows what would be sent, as data and as the page', async () => {
    const practice = await api.practice()
    const { id } = await addClient(practice, 'Vera', 'Europe/Berlin')
    await addPeople(practice, id, 4, dayOf(new Date(), 'Europe/Berlin'))
    const url = `/v1/clients/${id}/digest/preview`
    const shown = await read<Preview>(practice.owner, url)
    expect(shown).toMatchObject({ hasSomethingToSay: true, wouldBeSent: true })
    expect(namesIn(shown.text)).toHaveLength(4)
    const page = await api.call('GET', url, { as: practice.owner, headers: { accept: 'text/html' } })
    expect(page.headers['content-type']).toContain('text/html')
    expect(page.body).toBe(shown.html)
    const client = await practice.clientSession(id)
    expect((await read<Preview>(client, '/v1/me/digest/preview')).text).toBe(shown.text)
    const own = await read<Preview>(practice.owner, '/v1/me/digest/preview')
    expect(own).toMatchObject({ hasSomethingToSay: false, wouldBeSent: false })
  })

  it('is of the frequency and the hour that somebody chose', async () => {
    const practice = await api.practice()
    const body = { digest: 'daily', digestHour: 6 }
    expect((await api.call('PATCH', '/v1/me', { as: practice.owner, body })).json()).toMatchObject(body)
    const dueAt = (await read<Preview>(practice.owner, '/v1/me/digest/preview')).dueAt!
    const { timeZone } = await read<{ timeZone: string }>(practice.owner, '/v1/practice')
    expect(new Date(dueAt)).toEqual(at(dayOf(new Date(dueAt), timeZone), '06:00', timeZone))
    await api.call('PATCH', '/v1/me', { as: practice.owner, body: { digest: 'off' } })
    expect((await read<Preview>(practice.owner, '/v1/me/digest/preview')).dueAt).toBe(null)
  })
})
