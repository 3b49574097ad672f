import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Bench, emptySeries } from './measure.ts'
import { seedCampaign, startCampaign } from './support/campaign.ts'
import { addPractices } from './support/coach.ts'
import { timeLetters } from './support/letters.ts'
import { startApi } from './support/process.ts'
import { type Backend, backends, startBenchServices } from './support/services.ts'
import { type SinkProcess, startSinkProcess } from './support/sink.ts'
import { startWorkerProcess } from './support/worker.ts'

const recipients = 50_000
/** Twice, from one network: that is how many links it may ask for in an hour. */
const letters = 50
const gapMs = 250
const sessions = 25

/** How long another practice’s mail waits while a large campaign is under way, next to when nothing is. */
export const fairness: Bench = {
  name: 'fairness',
  async run(say) {
    const measured = []
    for (const backend of backends) measured.push(await measure(backend, say))
    return measured
  },
}

async function measure(backend: Backend, say: (line: string) => void) {
  const services = await startBenchServices()
  const sink = await startSinkProcess({ journal: path.join(services.folder, 'journal'), ackMs: 0 })
  const { admin, environment } = await services.database(backend)
  const settings = { ...environment, SMTP_URL: sink.url, MAIL_SESSIONS: String(sessions) }
  const api = await startApi(settings)
  const worker = startWorkerProcess(settings)
  const url = `${api.origin}/v1/auth/sign-in-links`
  const idle = emptySeries('nothing else under way')
  const busy = emptySeries(`beside ${recipients} letters, queue on ${backend}`)
  try {
    await addPractices(admin, 1, letters * 2)
    await Promise.race([timeLetters(idle, { url, gapMs, sink, addresses: clients(1) }), worker.died])
    say(`${backend}: ${letters} letters on an idle system have arrived`)
    await startCampaign(admin, await seedCampaign(admin, recipients))
    await Promise.race([reached(sink, letters + 500), worker.died])
    await Promise.race([timeLetters(busy, { url, gapMs, sink, addresses: clients(letters + 1) }), worker.died])
    if ((await sink.count()) > recipients) throw new Error('the campaign was over before the letters were')
  } finally {
    await Promise.all([api.stop(), worker.stop()])
    await sink.stop()
    await services.stop()
  }
  return {
    name: `fairness-${backend}`,
    what: `${letters} clients of another practice ask for a sign-in link, one every ${gapMs} ms, while a campaign to ${recipients} runs`,
    unit: 'letters/s',
    timed: 'from the request to the mail server’s acceptance',
    baseline: idle,
    against: [{ ...busy, target: { of: 'p99 by itself' as const, must: 2000, aim: 500 } }],
  }
}

const clients = (first: number) => Array.from({ length: letters }, (_, n) => `client${first + n}@client.example`)

async function reached(sink: SinkProcess, count: number): Promise<void> {
  while ((await sink.count()) < count) await sleep(50)
}
