import ical, { ICalEvent } from 'ical-generator'
import type { ExportedInteraction, Format } from './formats.rules.ts'

const verbs: Record<string, string> = {
  call: 'Call with',
  video_call: 'Video call with',
  email: 'E-mail with',
  meeting: 'Meeting with',
  message: 'Message with',
  letter: 'Letter with',
  event: 'Event with',
}
const closing = 'END:VCALENDAR'

/** What happened, as a calendar (RFC 5545), in UTC: only there are instants as they are. */
export const icsFormat: Format = {
  parts: ['interactions'],
  mediaType: 'text/calendar; charset=utf-8',
  extension: 'ics',
  begin: ({ name }) => `${calendar(name).toString().replace(closing, '').trimEnd()}\r\n`,
  beginPart: () => '',
  rows: (rows) => rows.map((row) => entry(row as unknown as ExportedInteraction)).join(''),
  end: () => `${closing}\r\n`,
}

const calendar = (name: string) => ical({ name: `What ${name} did`, prodId: { company: 'Cadre', product: 'Cadre' } })

function entry({ id, type, occurredAt, updatedAt, minutes, summary, outcome, contacts }: ExportedInteraction): string {
  const start = new Date(occurredAt)
  const advice = contacts.flatMap(({ name, advice: given }) => (given ? [`${name} advised: ${given.about}`] : []))
  const event = new ICalEvent(
    {
      id: `${id}@cadre`,
      start,
      end: new Date(start.getTime() + (minutes ?? 0) * 60_000),
      stamp: new Date(updatedAt),
      summary: `${verbs[type] ?? 'With'} ${contacts.map(({ name }) => name).join(', ')}`,
      description: [summary, outcome, ...advice].filter(Boolean).join('\n\n') || null,
    },
    calendar(''),
  )
  return `${event.toString().trimEnd()}\r\n`
}
