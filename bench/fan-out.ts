import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { SendMailOptions } from 'nodemailer'
import type pg from 'pg'
import type { BareRound } from './fan-out/bare-loop.ts'
import { type Bench, emptySeries, type Series } from './measure.ts'
import { type Campaign, seedCampaign, startCampaign } from './support/campaign.ts'
import { type Backend, startBenchServices } from './support/services.ts'
import { type SinkProcess, startSinkProcess } from './support/sink.ts'
import { startWorkerProcess, type WorkerProcess } from './support/worker.ts'

const recipients = 5000
const sessions = 20
const rounds = 5

interface Sender {
  admin: pg.Client
  worker: WorkerProcess
}

interface Round {
  beganAt: number
  endedAt: number
}

/**
 * A campaign from the moment its hour has come (its letters are not written yet) until the last outcome is in the
 * ledger, against a loop that has the finished letters in memory.
 */
export const fanOut: Bench = {
  name: 'fan-out',
  async run(say) {
    const services = await startBenchServices()
    const bare = fork(fileURLToPath(new URL('fan-out/bare-loop.ts', import.meta.url)))
    const sink = await startSinkProcess({ journal: path.join(services.folder, 'journal'), ackMs: 0 })
    const cadre = async (backend: Backend): Promise<Sender> => {
      const { admin, environment } = await services.database(backend)
      const worker = startWorkerProcess({
        ...environment,
        SMTP_URL: sink.url,
        MAIL_SESSIONS: String(sessions + sessions / 4),
      })
      return { admin, worker }
    }
    const onRedis = await cadre('redis')
    const onPostgres = await cadre('postgres')
    try {
      const mailsFile = path.join(services.folder, 'mails.json')
      // Once unmeasured, so that everybody is warm and the loop gets the very letters that Cadre writes.
      const first = await sendCampaign(onRedis, recipients)
      await writeFile(mailsFile, JSON.stringify(await readMails(onRedis.admin, first)))
      await sendCampaign(onPostgres, recipients)
      const runs = {
        bare: () => sendBare({ smtpUrl: sink.url, sessions, mailsFile }),
        redis: () => sendCampaign(onRedis, recipients),
        postgres: () => sendCampaign(onPostgres, recipients),
      }
      await runs.bare()
      const series = { bare: emptySeries('bare nodemailer pool'), redis: emptySeries('Cadre, queue on Redis'), postgres: emptySeries('Cadre, queue on PostgreSQL') } // prettier-ignore
      for (let round = 1; round <= rounds; round += 1) {
        for (const name of ['bare', 'redis', 'postgres'] as const) await measure(sink, series[name], runs[name])
        say(`round ${round}: ${Object.values(series).map(({ rates }) => rates.at(-1)!.toFixed(0)).join(' / ')} messages/s`) // prettier-ignore
      }
      return [
        {
          name: 'fan-out',
          what: `An announcement to ${recipients} recipients over ${sessions} SMTP sessions`,
          unit: 'messages/s',
          timed: 'from the start until a message was accepted',
          baseline: series.bare,
          against: [
            { ...series.redis, target: { of: 'rate', must: 0.7, aim: 0.95 } },
            { ...series.postgres, target: { of: 'rate', must: 0.5, aim: 0.95 } },
          ],
        },
      ]
    } finally {
      bare.kill()
      await Promise.all([onRedis.worker.stop(), onPostgres.worker.stop()])
      await sink.stop()
      await services.stop()
    }

    async function sendBare(round: BareRound): Promise<Round> {
      const done = once(bare, 'message') as Promise<[Round]>
      bare.send(round)
      return (await done)[0]
    }
  },
}

async function measure(sink: SinkProcess, series: Series, run: () => Promise<Round>): Promise<void> {
  await sink.clear()
  const { beganAt, endedAt } = await run()
  series.rates.push(recipients / ((endedAt - beganAt) / 1000))
  for await (const { at } of sink.mails()) series.timesMs.push(Date.parse(at) - beganAt)
}

/** Has a new practice send a campaign; begin and end as the ledger says. */
async function sendCampaign({ admin, worker }: Sender, count: number): Promise<Campaign & Round> {
  const campaign = await seedCampaign(admin, count)
  await startCampaign(admin, campaign)
  return { ...campaign, ...(await Promise.race([sent(admin, campaign, count), worker.died])) }
}

async function sent(admin: pg.Client, { practiceId }: Campaign, count: number): Promise<Round> {
  for (;;) {
    const { rows } = await admin.query<{ sent: number; beganAt: Date; endedAt: Date }>(
      `select count(*) filter (where status = 'sent')::integer as sent, min(created_at) as "beganAt",
              max(sent_at) as "endedAt" from messages where practice_id = $1`,
      [practiceId],
    )
    const { sent, beganAt, endedAt } = rows[0]!
    if (sent === count) return { beganAt: beganAt.getTime(), endedAt: endedAt.getTime() }
    await sleep(200)
  }
}

async function readMails(admin: pg.Client, { practiceId }: Campaign): Promise<SendMailOptions[]> {
  const { rows } = await admin.query<SendMailOptions>(
    `select json_build_object('name', from_name, 'address', from_address) as "from",
            json_build_object('name', to_name, 'address', to_address) as "to", reply_to_address as "replyTo", subject,
            text_body as text, html_body as html, headers, message_id_header as "messageId"
       from messages where practice_id = $1`,
    [practiceId],
  )
  return rows
}
