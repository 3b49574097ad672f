import { Temporal } from 'temporal-polyfill'

/**
 * A zone as calendars want it described (RFC 5545, 3.6.5): what its clocks show from the first of these days to the
 * last, every change of them as it is.
 */
export function vtimezone(timeZone: string, { from, until }: { from: string; until: string }): string {
  const start = Temporal.PlainDate.from(from).toZonedDateTime(timeZone)
  const end = Temporal.PlainDate.from(until).toZonedDateTime(timeZone)
  const lowest = Math.min(offsetOf(start), ...changesBetween(start, end).map(offsetOf))
  const parts = [observance(start, offsetOf(start), lowest)]
  for (const change of changesBetween(start, end)) {
    parts.push(observance(change, offsetOf(change.subtract({ nanoseconds: 1 })), lowest))
  }
  return ['BEGIN:VTIMEZONE', `TZID:${timeZone}`, ...parts.flat(), 'END:VTIMEZONE'].join('\r\n')
}

const offsetOf = (at: Temporal.ZonedDateTime): number => at.offsetNanoseconds / 60e9

function changesBetween(start: Temporal.ZonedDateTime, end: Temporal.ZonedDateTime): Temporal.ZonedDateTime[] {
  const changes: Temporal.ZonedDateTime[] = []
  let next = start.getTimeZoneTransition('next')
  while (next && Temporal.ZonedDateTime.compare(next, end) < 0) {
    changes.push(next)
    next = next.getTimeZoneTransition('next')
  }
  return changes
}

function observance(at: Temporal.ZonedDateTime, offsetBefore: number, standard: number): string[] {
  const kind = offsetOf(at) > standard ? 'DAYLIGHT' : 'STANDARD'
  // When it begins, by the clocks that were shown until then.
  const begins = at.toInstant().toZonedDateTimeISO('UTC').toPlainDateTime().add({ minutes: offsetBefore })
  const local = begins.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '')
  return [
    `BEGIN:${kind}`,
    `DTSTART:${local}`,
    `TZOFFSETFROM:${written(offsetBefore)}`,
    `TZOFFSETTO:${written(offsetOf(at))}`,
    `END:${kind}`,
  ]
}

const written = (minutes: number): string => {
  const size = Math.abs(minutes)
  const two = (number: number) => String(Math.floor(number)).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(size / 60)}${two(size % 60)}`
}
