import { appendFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Envelope, type MailSummary, parseHeader } from './mail.ts'

export type MailQuery = {
  /** A whole address finds exactly that recipient of the envelope, anything else those that contain it. */
  to?: string
  /** Only mails older than this one. */
  before?: string
  limit: number
}

/** Newest first. `total` counts every mail to that recipient, `more` tells of older ones than these. */
export type MailList = { total: number; more: boolean; messages: MailSummary[] }

export type MailStore = {
  /** Resolves when the mail is on disk. Rejects when its headers cannot be parsed or the disk refuses. */
  add(source: Buffer, envelope: Envelope): Promise<MailSummary>
  list(query: MailQuery): MailList
  find(id: string): MailSummary | undefined
  /** The mail exactly as it came in. */
  source(mail: MailSummary): Promise<Buffer>
  clear(): Promise<void>
}

const INDEX = 'index.jsonl'

/**
 * Mails as .eml files in a folder, with an index in memory and, for a quick start, in a file beside them. A mail whose
 * index line is missing is indexed anew from its own headers. Beyond `capacity` the oldest go.
 */
export async function openMailStore(dir: string, capacity = 20_000): Promise<MailStore> {
  // Mails hold links that sign people in.
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const index = new Map((await readIndex(dir)).map((mail) => [mail.id, mail]))
  await writeIndex(dir, [...index.values()])
  const nextId = idSequence()
  const fileOf = (id: string) => join(dir, `${id}.eml`)

  const discard = async (ids: string[]) => {
    for (const id of ids) index.delete(id)
    await Promise.all(ids.map((id) => rm(fileOf(id), { force: true })))
  }
  await discard([...index.keys()].slice(0, -capacity))

  return {
    async add(source, envelope) {
      const header = await parseHeader(source)
      const receivedAt = new Date()
      const mail = { id: nextId(receivedAt), receivedAt: receivedAt.toISOString(), envelope, ...header }
      // Renamed when whole, so that a crash leaves no half mail that looks like one.
      await writeFile(`${fileOf(mail.id)}.part`, source)
      await rename(`${fileOf(mail.id)}.part`, fileOf(mail.id))
      await appendFile(join(dir, INDEX), `${JSON.stringify(mail)}\n`)
      index.set(mail.id, mail)
      if (index.size > capacity) await discard([...index.keys()].slice(0, index.size - capacity))
      return mail
    },
    list({ to, before, limit }) {
      const found = [...index.values()].toReversed().filter((mail) => !to || isTo(mail, to))
      const older = found.slice(found.findIndex(({ id }) => id === before) + 1)
      return { total: found.length, more: older.length > limit, messages: older.slice(0, limit) }
    },
    find: (id) => index.get(id),
    source: (mail) => readFile(fileOf(mail.id)),
    async clear() {
      await discard([...index.keys()])
      await writeIndex(dir, [...index.values()])
    },
  }
}

function isTo(mail: MailSummary, wanted: string): boolean {
  const recipient = wanted.trim().toLowerCase()
  const whole = /^[^@]+@[^@]+$/.test(recipient)
  return mail.envelope.to.some((address) => {
    const known = address.toLowerCase()
    return whole ? known === recipient : known.includes(recipient)
  })
}

/** Ids sort in the order of arrival, also within a millisecond. */
function idSequence(): (at: Date) => string {
  let count = 0
  return (at) => {
    count = (count + 1) % 1_000_000
    return `${at.toISOString().replace(/\W/g, '')}-${String(count).padStart(6, '0')}`
  }
}

async function readIndex(dir: string): Promise<MailSummary[]> {
  const ids = (await readdir(dir)).filter((name) => name.endsWith('.eml')).map((name) => name.slice(0, -'.eml'.length))
  const known = new Map<string, MailSummary>()
  for (const line of (await readFile(join(dir, INDEX), 'utf8').catch(() => '')).split('\n')) {
    const mail = parseLine(line)
    if (mail) known.set(mail.id, mail)
  }
  const mails: MailSummary[] = []
  for (const id of ids.toSorted()) mails.push(known.get(id) ?? (await readMail(dir, id)))
  return mails
}

/** Undefined for the last line of a process that was killed while writing it. */
function parseLine(line: string): MailSummary | undefined {
  try {
    return JSON.parse(line) as MailSummary
  } catch {
    return undefined
  }
}

async function readMail(dir: string, id: string): Promise<MailSummary> {
  const file = join(dir, `${id}.eml`)
  const [header, { mtime }] = await Promise.all([readFile(file).then(parseHeader), stat(file)])
  const envelope = { from: header.from?.address ?? '', to: header.to.map(({ address }) => address) }
  return { id, receivedAt: mtime.toISOString(), envelope, ...header }
}

async function writeIndex(dir: string, mails: MailSummary[]): Promise<void> {
  await writeFile(join(dir, `${INDEX}.part`), mails.map((mail) => `${JSON.stringify(mail)}\n`).join(''))
  await rename(join(dir, `${INDEX}.part`), join(dir, INDEX))
}
