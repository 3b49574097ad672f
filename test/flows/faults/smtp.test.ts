import { afterEach, describe, expect, it } from 'vitest'
import { brokenInvariants } from '../../support/invariants.ts'
import { openPost, patience, type Post } from '../../support/post.ts'
import type { Behaviour, Phase, Verdict } from '../../support/smtp-sink-session.ts'

let post: Post
afterEach(() => post.stop())

const each = 20
/** By what has become of a mail when its connection ends there. */
const ofMail = {
  sent: ['mail', 'rcpt', 'data', 'replied'],
  uncertain: ['body', 'dot', 'accepted'],
} satisfies Record<string, Phase[]>

describe.each<[string, Verdict, number]>([
  ['ends in order', 'cut', each],
  ['ends brutally', 'reset', each],
  ['stalls', 'stall', 4],
])('a session that %s', (_how, verdict, count) => {
  it(`leaves no doubt but about mails whose body has begun to leave (${count} at each phase)`, async () => {
    const phases = Object.values(ofMail).flat()
    const faults = phases.flatMap((phase) => Array.from({ length: count }, (_, n) => ({ phase, n })))
    post = await openPost('PostgreSQL', {
      // The envelope's sender, known from the first command on, says where its mail is to fail: once.
      behaviour: once(({ phase, envelopeFrom }) => (envelopeFrom.startsWith(`${phase}.`) ? verdict : undefined)),
      environment: { MAIL_SOCKET_TIMEOUT_SECONDS: '1', MAIL_SESSIONS: '20' },
    })
    await post.startWorkers()
    await post.queue(faults.length, (index) => {
      const { phase, n } = faults[index]!
      return { from: { name: 'Maya Lindqvist', address: `${phase}.${n}@sender.example` } }
    })
    await expect
      .poll(endsByPhase, patience)
      .toEqual(
        Object.fromEntries(Object.entries(ofMail).flatMap(([end, at]) => at.map((phase) => [phase, { [end]: count }]))),
      )
    await expect.poll(() => brokenInvariants(post), patience).toEqual([])
  })

  it(`before there is any mail in it costs nothing but time (${count} at each phase)`, async () => {
    const strikes: Behaviour = ({ phase, session }) => {
      const at = session <= count ? 'greeting' : 'ehlo'
      return session <= 2 * count && phase === at ? verdict : undefined
    }
    post = await openPost('PostgreSQL', { behaviour: strikes, environment: { MAIL_SOCKET_TIMEOUT_SECONDS: '1' } })
    await post.startWorkers()
    await post.queue(2 * count)
    await expect.poll(afterDelays, patience).toEqual({ sent: 2 * count })
    await expect.poll(() => brokenInvariants(post), patience).toEqual([])
  })
})

describe('a server that answers', () => {
  const phases: Phase[] = ['mail', 'rcpt', 'data', 'dot']
  const [later, never] = [['421', '450', '451', '452'], ['550', '551', '552', '553', '554']] // prettier-ignore

  it('4xx is asked again, 5xx is not, and only addresses it does not know count as bounced', async () => {
    const answers = phases.flatMap((phase) => [...later, ...never].map((code) => ({ phase, code })))
    post = await openPost('PostgreSQL', {
      behaviour: once(({ phase, envelopeFrom }) => {
        const [at, code] = envelopeFrom.split(/[.@]/)
        return phase === at ? { reply: `${code} Not this time` } : undefined
      }),
      environment: { MAIL_SESSIONS: '20' },
    })
    await post.startWorkers()
    await post.queue(answers.length, (index) => {
      const { phase, code } = answers[index]!
      return { from: { name: 'Maya Lindqvist', address: `${phase}.${code}@sender.example` } }
    })
    const endOf = ({ phase, code }: { phase: Phase; code: string }) => {
      if (code.startsWith('4')) return 'sent'
      return phase === 'rcpt' && ['550', '551', '553'].includes(code) ? 'bounced' : 'failed'
    }
    await expect
      .poll(endsBySender, patience)
      .toEqual(Object.fromEntries(answers.map((answer) => [`${answer.phase}.${answer.code}`, endOf(answer)])))
    await expect.poll(() => brokenInvariants(post), patience).toEqual([])
  })

  it.each(['greeting', 'ehlo'] as const)('4xx or 5xx at its %s says nothing about the mail', async (at) => {
    const replies = ['421 Busy', '554 No service', '450 Later', '550 Not you']
    post = await openPost('PostgreSQL', {
      behaviour: ({ phase, session }) => {
        const reply = replies[session - 1]
        return phase === at && reply ? { reply } : undefined
      },
      environment: { MAIL_SESSIONS: '2' },
    })
    await post.startWorkers()
    await post.queue(4)
    await expect.poll(afterDelays, patience).toEqual({ sent: 4 })
    await expect.poll(() => brokenInvariants(post), patience).toEqual([])
  })
})

describe('retries', () => {
  it('come after one minute, then four times as long each time, and five are enough', async () => {
    post = await openPost('PostgreSQL', { behaviour: ({ phase }) => (phase === 'rcpt' ? { reply: '451 Later' } : undefined) }) // prettier-ignore
    await post.startWorkers()
    await post.queue(5)
    for (const minutes of [1, 4, 16, 64]) {
      await expect.poll(waits, patience).toHaveLength(5)
      for (const seconds of await waits()) {
        expect(seconds).toBeGreaterThanOrEqual(minutes * 60 * 0.8)
        expect(seconds).toBeLessThanOrEqual(minutes * 60 * 1.2)
      }
      await post.skipDelays()
    }
    await expect.poll(() => post.statuses(), patience).toEqual({ failed: 5 })
    await expect.poll(() => brokenInvariants(post), patience).toEqual([])
  })

  it('end with the day when the server is away', async () => {
    post = await openPost('PostgreSQL')
    await post.sink.refuse()
    await post.startWorkers()
    await post.queue(10)
    await expect.poll(waits, patience).toHaveLength(10)
    expect(Math.max(...(await waits()))).toBeLessThanOrEqual(60)
    await setAge('12 hours')
    await expect.poll(waits, patience).toHaveLength(10)
    expect(Math.max(...(await waits()))).toBeGreaterThan(3500)
    await setAge('24 hours')
    await expect.poll(async () => post.skipDelays().then(post.statuses), patience).toEqual({ failed: 10 })
    await expect.poll(() => brokenInvariants(post), patience).toEqual([])
  })
})

/** Strikes each sender's mail at each phase once. */
function once(behaviour: Behaviour): Behaviour {
  const struck = new Set<string>()
  return async (moment) => {
    const verdict = await behaviour(moment)
    const key = `${moment.phase} ${moment.envelopeFrom}`
    if (!verdict || struck.has(key)) return undefined
    struck.add(key)
    return verdict
  }
}

const afterDelays = () => post.skipDelays().then(post.statuses)

async function endsBySender(): Promise<Record<string, string>> {
  await post.skipDelays()
  const { rows } = await post.api.database.admin.query<{ sender: string; status: string }>(
    `select split_part(from_address, '@', 1) as sender, status from messages`,
  )
  return Object.fromEntries(rows.map(({ sender, status }) => [sender, status]))
}

/** How many mails came to which end, by the phase that their sender stands for. */
async function endsByPhase(): Promise<Record<string, Record<string, number>>> {
  const ends: Record<string, Record<string, number>> = {}
  for (const [sender, status] of Object.entries(await endsBySender())) {
    const ofPhase = (ends[sender.split('.')[0]!] ??= {})
    ofPhase[status] = (ofPhase[status] ?? 0) + 1
  }
  return ends
}

/** For how many seconds each message that was put off waits. */
async function waits(): Promise<number[]> {
  const { rows } = await post.api.database.admin.query<{ seconds: number }>(
    `select extract(epoch from next_attempt_at - updated_at)::float as seconds
       from messages where status = 'queued' and next_attempt_at > now()`,
  )
  return rows.map(({ seconds }) => seconds)
}

/** Lets messages be tried again that have waited so long. */
async function setAge(age: string): Promise<void> {
  await post.api.database.admin.query(`update messages set give_up_at = now() + interval '24 hours' - $1::interval`, [age]) // prettier-ignore
  await post.skipDelays()
}
