import path from 'node:path'
import type pg from 'pg'
import { addWeek, clientsPerPractice, held, letFallDue, practices } from './judging.ts'
import { type Bench, emptySeries } from './measure.ts'
import { addPractices } from './support/coach.ts'
import { timeLetters } from './support/letters.ts'
import { startApi } from './support/process.ts'
import { startBenchServices } from './support/services.ts'
import { startSinkProcess } from './support/sink.ts'
import { startWorkerProcess } from './support/worker.ts'

const letters = 60
const gapMs = 250

/** How long a password reset waits while a hundred thousand weeks that ended at one midnight are judged, next to when nothing is. */
export const midnight: Bench = {
  name: 'midnight',
  async run(say) {
    const services = await startBenchServices()
    const sink = await startSinkProcess({ journal: path.join(services.folder, 'journal'), ackMs: 0 })
    const { admin, environment } = await services.database('postgres')
    const settings = { ...environment, SMTP_URL: sink.url }
    const api = await startApi(settings)
    const worker = startWorkerProcess(settings)
    const idle = emptySeries('nothing else under way')
    const busy = emptySeries('beside the judging of all of them')
    try {
      const ids = await addPractices(admin, practices, clientsPerPractice)
      await addWeek(admin)
      await addOwners(admin, ids[0]!)
      await letFallDue(admin, [])
      const ask = { url: `${api.origin}/v1/auth/password-resets`, gapMs, sink }
      await Promise.race([timeLetters(idle, { ...ask, addresses: owners(1) }), worker.died])
      say(`${letters} resets on an idle system have arrived`)
      await letFallDue(admin, ids)
      await putOnAgenda(admin, ids)
      await Promise.race([timeLetters(busy, { ...ask, addresses: owners(letters + 1) }), worker.died])
      if ((await countDue(admin)) === 0) throw new Error('all was judged before the letters had arrived')
    } finally {
      await Promise.all([api.stop(), worker.stop()])
      await sink.stop()
      await services.stop()
    }
    return [
      {
        name: 'midnight',
        what: `${letters} people ask for a new password, one every ${gapMs} ms, while ${held} weeks that ended at one midnight are judged and ${practices * clientsPerPractice} ladders looked at`,
        unit: 'letters/s',
        timed: 'from the request to the mail server’s acceptance',
        baseline: idle,
        against: [{ ...busy, target: { of: 'p99 by itself', must: 2000, aim: 500 } }],
      },
    ]
  },
}

const owners = (first: number) => Array.from({ length: letters }, (_, n) => `owner${first + n}@coach.example`)

/** People who have forgotten their passwords. */
async function addOwners(admin: pg.Client, practiceId: string): Promise<void> {
  await admin.query(
    `with forgetful as (
       insert into users (id, name, email, email_key, password_hash, email_verified_at, created_at, updated_at)
       select uuidv7(), 'Owner ' || n, address, address, 'unknown', now(), now(), now()
         from generate_series(1, $2) n, lateral (select 'owner' || n || '@coach.example' as address)
       returning id)
     insert into members (practice_id, user_id, role, created_at, updated_at) select $1, id, 'owner', now(), now() from forgetful`,
    [practiceId, letters * 2],
  )
}

/** As the beginning of a period has it looked at. */
async function putOnAgenda(admin: pg.Client, practiceIds: string[]): Promise<void> {
  await admin.query(
    `insert into agenda (practice_id, kind, subject_id, period, due_at, publish_at, sandbox)
     select id, 'periods.due', id, '2026-03-09', now(), now(), false from unnest($1::uuid[]) id`,
    [practiceIds],
  )
}

/** What is still to be judged, or looked at afterwards. */
async function countDue(admin: pg.Client): Promise<number> {
  const { rows } = await admin.query<{ count: number }>(
    'select count(*)::int as count from agenda where due_at <= now()',
  )
  return rows[0]!.count
}
