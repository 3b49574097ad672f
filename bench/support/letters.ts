import { setTimeout as sleep } from 'node:timers/promises'
import type { Series } from '../measure.ts'
import type { SinkProcess } from './sink.ts'

/** A request that brings about one letter to an address. */
export interface Asking {
  url: string
  /** One after the other, with a pause in between. */
  addresses: string[]
  gapMs: number
  sink: SinkProcess
}

/** Has one address after the other ask for a letter, waits until all have arrived, and notes how long each took. */
export async function timeLetters(series: Series, { url, addresses, gapMs, sink }: Asking): Promise<void> {
  const askedAt = new Map<string, number>()
  const beganAt = Date.now()
  for (const email of addresses) {
    askedAt.set(email, Date.now())
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ email }) })
    if (!response.ok) throw new Error(`${url} answers ${response.status}: ${await response.text()}`)
    await sleep(gapMs)
  }
  const arrivedAt = new Map<string, number>()
  while (arrivedAt.size < addresses.length) {
    await sleep(200)
    for await (const { to, at } of sink.mails()) if (askedAt.has(to[0]!)) arrivedAt.set(to[0]!, Date.parse(at))
  }
  for (const [email, at] of arrivedAt) series.timesMs.push(at - askedAt.get(email)!)
  series.rates.push(addresses.length / ((Math.max(...arrivedAt.values()) - beganAt) / 1000))
}
