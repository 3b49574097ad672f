import { execFile } from 'node:child_process'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { rolePassword } from '../../src/config.ts'
import { migrate } from '../../src/infra/db/migrate.ts'
import { startEmbeddedPostgres } from '../../src/infra/embedded/postgres.ts'
import { audit, countOpen } from '../storm/audit.ts'
import { type Campaign, seedCampaign, startCampaign } from '../support/campaign.ts'
import { startSinkProcess, type SinkProcess } from '../support/sink.ts'
import { startWorkerProcess } from '../support/worker.ts'
import { takeBaseBackup } from './base-backup.ts'

export interface DrillOptions {
  recipients: number
  /** The back-up is made once so many mails have left: 0 for before the campaign starts. */
  sentBefore: number
  /** The server is lost once so many have left. */
  sentInAll: number
  log?: (line: string) => void
}

export interface DrillResult {
  /** From the back-up to the loss: what was written in between is gone. */
  lostSeconds: number
  /** Mails that left in between, of which the restored database knows nothing. */
  forgotten: number
  /** From the loss to a database that answers, and to mail that leaves again. */
  databaseBackSeconds: number
  mailBackSeconds: number
  /** Why no mail left the restored database, as `npm run sending` says it. */
  frozen: string
  /** Mails that left before somebody said that they may. */
  leftWhileFrozen: number
  sent: number
  uncertain: number
  twice: number
  lost: number
  /** What should not be, in words; empty when everything holds. */
  broken: string[]
}

const secret = 'a secret that only the drill is good for'
const password = 'drill'
const patienceMs = 120_000

/**
 * Loses a database in the middle of a campaign, restores an older back-up of it, and lets mail leave again with the mail
 * server's journal: everybody gets one mail, and nobody two.
 */
export async function drillRestore(options: DrillOptions): Promise<DrillResult> {
  const { recipients, sentBefore, sentInAll, log = () => {} } = options
  const folder = await mkdtemp(path.join(tmpdir(), 'cadre-drill-'))
  const journal = path.join(folder, 'journal')
  const dataDir = await mkdtemp(path.join(tmpdir(), 'cadre-drill-data-'))
  await using sink = await startSinkProcess({ journal, ackMs: 20 })
  await using before = await open(dataDir, sink)
  await migrate(before.url, rolePassword(secret))
  const campaign = await seedCampaign(before.admin, recipients)
  await startCampaign(before.admin, campaign)
  if (sentBefore > 0) {
    await using worker = startWorkerProcess(before.environment)
    await until(async () => (await sink.count()) >= sentBefore)
    // In the middle of mails, so that some are on their way in the back-up.
    await worker.kill9()
  }

  const backup = await takeBaseBackup(before.url, dataDir)
  const backedUpAt = performance.now()
  const known = await sink.count()
  log(`back-up: ${backup.megabytes} MB in ${backup.seconds.toFixed(1)} s, when ${known} mails had left`)
  await using doomed = startWorkerProcess(before.environment)
  await until(async () => (await sink.count()) >= sentInAll)
  await doomed.kill9()
  await before.close()
  await rm(await realpath(dataDir), { recursive: true })
  const lostAt = performance.now()
  const left = await sink.count()
  log(`lost: the server and its data, when ${left} mails had left`)

  await using after = await open(backup.folder, sink)
  const databaseBackSeconds = (performance.now() - lostAt) / 1000
  await using heir = startWorkerProcess(after.environment)
  // It does everything else: starts what is due, and takes back what the lost worker held.
  await until(() => isPrepared(after.admin, campaign, recipients))
  const frozen = await sending(after.environment)
  const leftWhileFrozen = (await sink.count()) - left
  log(`restored: ${frozen}`)
  log(await sending(after.environment, '--thaw', '--journal', journal))
  await until(async () => (await sink.count()) > left || left >= recipients)
  const mailBackSeconds = (performance.now() - lostAt) / 1000
  await until(async () => {
    const { messages, entries } = await countOpen(after.admin, campaign)
    return messages + entries === 0
  })
  await heir.stop()
  const { sent, uncertain, twice, lost, broken } = await audit(after.admin, campaign, sink)
  await after.close()
  await sink.stop()
  await Promise.all([folder, backup.folder].map((each) => rm(each, { recursive: true, force: true })))
  const lostSeconds = (lostAt - backedUpAt) / 1000
  const figures = { lostSeconds, forgotten: left - known, databaseBackSeconds, mailBackSeconds }
  return { ...figures, frozen, leftWhileFrozen, sent, uncertain, twice, lost, broken }
}

async function open(dataDir: string, sink: SinkProcess) {
  const postgres = await startEmbeddedPostgres({ dataDir, password, durable: true })
  const admin = new pg.Client({ connectionString: postgres.url })
  await admin.connect()
  const environment: Record<string, string> = {
    DATABASE_URL: postgres.url,
    CADRE_SECRET: secret,
    PUBLIC_URL: 'http://cadre.example',
    SMTP_URL: sink.url,
    MAIL_LEASE_SECONDS: '3',
    QUEUE_REPUBLISH_SECONDS: '2',
  }
  let isOpen = true
  const close = async () => {
    if (!isOpen) return
    isOpen = false
    await admin.end()
    await postgres.stop()
  }
  return { url: postgres.url, admin, environment, close, [Symbol.asyncDispose]: close }
}

/** Everybody's message is there, and none of them in the hands of a worker that is gone. */
async function isPrepared(admin: pg.Client, { practiceId }: Campaign, recipients: number): Promise<boolean> {
  const { rows } = await admin.query<{ all: number; held: number }>(
    `select count(*)::integer as all, count(lease_id)::integer as held from messages where practice_id = $1`,
    [practiceId],
  )
  return rows[0]!.all === recipients && rows[0]!.held === 0
}

/** What `npm run sending` says. */
async function sending(environment: Record<string, string>, ...args: string[]): Promise<string> {
  const program = path.resolve('src/bin/sending.ts')
  const env = { PATH: process.env['PATH'], ...environment }
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { env })
  return stdout.trim()
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + patienceMs
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`waited ${patienceMs / 1000} s in vain for: ${isSo.toString()}`)
    await sleep(20)
  }
}
