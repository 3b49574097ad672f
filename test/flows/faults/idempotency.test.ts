import { afterEach, expect, it, vi } from 'vitest'
import { type Call, draftCampaign } from '../../support/campaign.ts'
import { openPost, type Post } from '../../support/post.ts'
import { callOver, startApiProcess } from '../../support/processes.ts'

vi.setConfig({ testTimeout: 300_000 })
const patience = { timeout: 60_000, interval: 50 }
const kills = 4
const requestsPerKill = 50

/** Where a request is when its API is killed. The server has all it needs only for the last. */
const moments = ['after the effect', 'after the answer is kept', 'during the commit'] as const
type Moment = (typeof moments)[number]

let post: Post
afterEach(() => post.stop())

it('an API killed between the effect and the answer: asked again with the same key, one effect and its answer', async () => {
  post = await openPost('PostgreSQL')
  const { clientId } = await draftCampaign(post.api.database.admin, post.practice.practiceId, { readers: 0 })
  const environment = { ...post.environment, DATABASE_POOL_SIZE: String(requestsPerKill + 5) }
  const add = (call: Call, { name, key }: Attempt) =>
    call('POST', `/v1/clients/${clientId}/contacts`, { body: { name }, headers: { 'idempotency-key': key } })
  /** Asks again until there is an answer: the database may still be busy with what it was told last. */
  async function insist(call: Call, attempt: Attempt) {
    const answer = await vi.waitUntil(async () => {
      const response = await add(call, attempt)
      return response.statusCode !== 409 && response
    }, patience)
    expect(answer.statusCode, answer.body).toBe(201)
    return { ...attempt, ...answer.json<{ id: string }>(), replayed: 'idempotency-replayed' in answer.headers }
  }
  await buildGate()
  let api = await startApiProcess(environment)
  const done: Awaited<ReturnType<typeof insist>>[] = []

  for (let kill = 0; kill < kills; kill += 1) {
    const attempts = Array.from({ length: requestsPerKill }, (_, n) => attemptAt(moments[n % 3]!, `${kill}-${n}`))
    await shutGate()
    const cut = Promise.allSettled(attempts.map((attempt) => add(callOver(api, post.practice.owner), attempt)))
    await expect.poll(atTheGate, patience).toBe(requestsPerKill)
    await api.end('SIGKILL')
    expect((await cut).filter(({ status }) => status === 'fulfilled')).toEqual([])
    await openGate()
    api = await startApiProcess(environment)
    const again = callOver(api, post.practice.owner)
    done.push(...(await Promise.all(attempts.map((attempt) => insist(again, attempt)))))
  }

  const { rows } = await post.api.database.admin.query<{ id: string; name: string }>('select id, name from contacts')
  const known = new Map(rows.map(({ id, name }) => [id, name]))
  expect(rows).toHaveLength(kills * requestsPerKill)
  expect(done.filter(({ id, name }) => known.get(id) !== name)).toEqual([])
  expect(done.filter(({ moment, replayed }) => replayed !== (moment === 'during the commit'))).toEqual([])
})

interface Attempt {
  moment: Moment
  name: string
  key: string
}

const attemptAt = (moment: Moment, number: string): Attempt => ({ moment, name: `${moment} ${number}`, key: `${moments.indexOf(moment)}-${number}` }) // prettier-ignore

/** Makes everybody wait at their moment while the gate is shut. */
async function buildGate(): Promise<void> {
  const { admin } = post.api.database
  await admin.query(`
    create table gate (shut boolean not null);
    insert into gate values (true);
    grant select on gate to cadre_app;
    create function wait_at_the_gate() returns trigger language plpgsql as $$
      begin
        while (select shut from gate) loop perform pg_sleep(0.2); end loop;
        return null;
      end $$;
    create trigger effect after insert on contacts for each row
      when (new.name like 'after the effect%') execute function wait_at_the_gate();
    create trigger kept after insert on idempotency_keys for each row
      when (new.key like '1-%') execute function wait_at_the_gate();
    create constraint trigger commit after insert on idempotency_keys deferrable initially deferred for each row
      when (new.key like '2-%') execute function wait_at_the_gate()`)
}

const shutGate = () => post.api.database.admin.query('update gate set shut = true')
const openGate = () => post.api.database.admin.query('update gate set shut = false')

async function atTheGate(): Promise<number> {
  const { rows } = await post.api.database.admin.query<{ count: number }>(
    `select count(*)::integer as count from pg_stat_activity
      where datname = current_database() and wait_event = 'PgSleep'`,
  )
  return rows[0]!.count
}
