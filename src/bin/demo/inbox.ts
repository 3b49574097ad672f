import { setTimeout as delay } from 'node:timers/promises'
import type { MailContent, MailSummary } from '../../infra/embedded/inbox/mail.ts'
import type { MailList } from '../../infra/embedded/inbox/store.ts'

export type Letter = MailSummary & MailContent

/** The local inbox, as its JSON API shows it. */
export interface Inbox {
  url: string
  /** Every mail to an address, or to all that contain these letters; the oldest first. */
  lettersTo(recipient: string): Promise<Letter[]>
  countTo(recipient: string): Promise<number>
  /** The first mail to this address with such a subject, waiting for it if need be. */
  expect(recipient: string, isSubject: (subject: string) => boolean): Promise<Letter>
}

const mostOfOneRun = 1000

export function openInbox(url: string): Inbox {
  const list = (recipient: string) =>
    getJson<MailList>(`${url}/api/messages?limit=${mostOfOneRun}&to=${encodeURIComponent(recipient)}`)
  const read = ({ id }: MailSummary) => getJson<Letter>(`${url}/api/messages/${id}`)
  return {
    url,
    lettersTo: async (recipient) => Promise.all((await list(recipient)).messages.toReversed().map(read)),
    countTo: async (recipient) => (await list(recipient)).total,
    expect: async (recipient, isSubject) =>
      read(
        await until(`a mail to ${recipient}`, async () =>
          (await list(recipient)).messages.findLast((mail) => isSubject(mail.subject)),
        ),
      ),
  }
}

/** Looks again and again until there is an answer. @throws after a minute */
export async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = performance.now() + 60_000
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (performance.now() > deadline) throw new Error(`Waited a minute for ${what}, in vain.`)
    await delay(150)
  }
}

async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as T
}
