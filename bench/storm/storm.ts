import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { type Campaign, seedCampaign, startCampaign } from '../support/campaign.ts'
import { startWorkerProcess } from '../support/worker.ts'
import { type Audit, audit, countOpen, type Sink } from './audit.ts'

export interface StormOptions {
  /** An administrator's connection to a migrated database in which nobody sends anything. */
  admin: pg.Client
  /** What a worker process needs in order to work on that database and its queue. */
  environment: Record<string, string>
  /** Takes its time over each mail, so that kills come while some are on the wire. */
  sink: Sink
  recipients: number
  kills: number
  /** SMTP sessions of the worker. */
  sessions: number
  /** From 0 to 1; decides after how much work each kill comes. */
  random: () => number
  log?: (line: string) => void
}

export interface StormResult extends Audit {
  recipients: number
  kills: number
  /** Kills that came while mails had begun to leave whose outcome was not yet written. */
  midFlight: number
  sessions: number
  seconds: number
  messagesPerSecond: number
  /** What should not be, in words; empty when everything holds. */
  broken: string[]
}

const leaseSeconds = 3
/** After the last kill: as long as leases and retries may take before a message that is not settled counts as stuck. */
const patienceMs = (leaseSeconds + 60) * 1000

/** Sends a campaign with a worker that is killed (-9) again and again, and holds the ledger against what arrived. */
export async function runStorm(options: StormOptions): Promise<StormResult> {
  const { admin, sink, recipients, kills, sessions, log = () => {} } = options
  const environment = {
    ...options.environment,
    SMTP_URL: sink.url,
    MAIL_SESSIONS: String(sessions),
    MAIL_LEASE_SECONDS: String(leaseSeconds),
    QUEUE_REPUBLISH_SECONDS: '2',
    NODE_COMPILE_CACHE: path.join(tmpdir(), 'cadre-storm-compiled'),
  }
  const campaign = await seedCampaign(admin, recipients)
  await startCampaign(admin, campaign)
  // Leaves its code compiled for those that follow: who is killed cannot.
  await using first = startWorkerProcess(environment)
  await Promise.race([reached(sink, 1, patienceMs), first.died])
  await first.stop()
  const startedAt = performance.now()
  const inFlight = inFlightWatch(admin, campaign)
  let midFlight = 0

  for (let kill = 1; kill <= kills; kill += 1) {
    await using worker = startWorkerProcess(environment)
    const before = await sink.count()
    // Spread so that there is work left for those that follow.
    const share = (recipients - before) / (kills - kill + 2)
    const enough = Math.min(before + 1 + Math.floor(options.random() * 1.8 * share), recipients)
    await Promise.race([reached(sink, enough, patienceMs), worker.died])
    await worker.kill9()
    const left = await inFlight()
    if (left > 0) midFlight += 1
    log(`kill ${kill} of ${kills} after ${enough - before} mails of this worker, ${enough} of all: ${left} in flight`)
  }

  await using last = startWorkerProcess(environment)
  await Promise.race([settled(admin, campaign, sink), last.died])
  const seconds = (performance.now() - startedAt) / 1000
  await last.stop()

  const found = await audit(admin, campaign, sink)
  const broken = [...found.broken]
  if (found.uncertain > kills * sessions) broken.push(`${found.uncertain} uncertain, more than kills × sessions`)
  if (midFlight * 2 < kills) broken.push(`only ${midFlight} of ${kills} kills came mid-flight: make the sink slower`)
  const messagesPerSecond = Math.round(recipients / seconds)
  return { ...found, recipients, kills, midFlight, sessions, seconds, messagesPerSecond, broken }
}

async function reached(sink: Sink, count: number, withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs
  while ((await sink.count()) < count) {
    if (performance.now() > deadline)
      throw new Error(`no mail for ${withinMs / 1000} s: stuck at ${await sink.count()}`)
    await sleep(2)
  }
}

/** Counts messages whose bodies had begun to leave, each with the first kill that left it behind. */
function inFlightWatch(admin: pg.Client, { practiceId }: Campaign): () => Promise<number> {
  const known = new Set<string>()
  return async () => {
    const { rows } = await admin.query<{ id: string }>(
      `select id from messages where practice_id = $1 and status = 'sending' and body_started_at is not null`,
      [practiceId],
    )
    const news = rows.filter(({ id }) => !known.has(id))
    for (const { id } of news) known.add(id)
    return news.length
  }
}

/** Resolves when nothing is left to do, or when nothing has moved for so long that it never will. */
async function settled(admin: pg.Client, campaign: Campaign, sink: Sink): Promise<void> {
  let last = ''
  let movedAt = performance.now()
  while (performance.now() < movedAt + patienceMs) {
    const open = await countOpen(admin, campaign)
    if (open.messages === 0 && open.entries === 0) return
    const now = `${JSON.stringify(open)} ${await sink.count()}`
    if (now !== last) [last, movedAt] = [now, performance.now()]
    await sleep(100)
  }
}
