import { normalizeAddress } from '../../infra/mail/address.ts'
import type { ReceivedMail } from '../../infra/mail/read-mail.ts'

/** Somebody whom a mail names besides the client. */
export interface MailedPerson {
  name: string
  address: string
  /** By which contacts are known. */
  key: string
}

/** A mail to a client's logging address, as the conversation that it was. */
export interface MailedConversation {
  direction: 'outbound' | 'inbound'
  people: MailedPerson[]
  subject: string | null
  body: string | null
  occurredAt: Date
}

const mostPeople = 50
const longestBody = 10_000

/**
 * What conversation a mail was: what the client wrote (a blind copy came to us), what somebody wrote to them (they
 * forwarded it, or had it sent on), or what they tell of one themselves.
 *
 * @param of.clientKey the client's own address, as `normalizeAddress` gives it
 * @param of.isOurs whether an address is one of this service: nobody to talk with
 */
export function conversationIn(
  { from, to, subject, text, date }: Omit<ReceivedMail, 'messageId' | 'hasFiles'>,
  { clientKey, isOurs, now }: { clientKey: string; isOurs(address: string): boolean; now: Date },
): MailedConversation {
  const others = (named: { name: string; address: string }[]): MailedPerson[] => {
    const people = named.flatMap(({ name, address }) => {
      const key = normalizeAddress(address)
      return key && key !== clientKey && !isOurs(address) ? [{ name: name.slice(0, 200), address: key, key }] : []
    })
    return [...new Map(people.map((person) => [person.key, person])).values()].slice(0, mostPeople)
  }
  const isFromClient = from !== undefined && normalizeAddress(from.address) === clientKey
  const written = isFromClient ? others(to) : others(from ? [from] : [])
  const forwarded = isFromClient && written.length === 0 ? others(originalSender(text)) : []
  const body = (forwarded.length > 0 ? text : newWords(text)).slice(0, longestBody)
  return {
    direction: isFromClient && forwarded.length === 0 ? 'outbound' : 'inbound',
    people: [...written, ...forwarded],
    subject: subject.slice(0, 500) || null,
    body: body || null,
    occurredAt: date && date < now ? date : now,
  }
}

/** Who wrote the mail that this one forwards: mail programs put it there in words. */
function originalSender(text: string): { name: string; address: string }[] {
  const line =
    /^[>*\s]*(?:From|Von|De|Da|Van|Från|Fra)\s?:\*?[ \t]*(.{0,200}?)[ \t]*[<[(](?:mailto:)?([^<>[\]()\s]{3,254})[>\])]/im
  const [, name, address] = line.exec(text.slice(0, longestBody)) ?? []
  return address ? [{ name: (name ?? '').replace(/^["']|["']$/g, ''), address }] : []
}

const quoteBegins = [
  /^(?:On|Am|Le|El|Il|Op|Den) .{5,200}(?:wrote|schrieb|écrit|escribió|scritto|schreef|skrev).{0,100}:\s*$/,
  /^-{2,}\s*(?:Original Message|Ursprüngliche Nachricht|Message d'origine|Mensaje original)\s*-{2,}\s*$/i,
  /^_{20,}\s*$/,
  /^--\s?$/,
]

/** A text without what it quotes and without a signature. */
export function newWords(text: string): string {
  const lines = text.split('\n')
  const end = lines.findIndex((line) => quoteBegins.some((begins) => begins.test(line)))
  const own = (end === -1 ? lines : lines.slice(0, end)).filter((line) => !line.startsWith('>'))
  return own.join('\n').trim()
}
