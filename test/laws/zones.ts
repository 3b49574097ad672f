/**
 * Holds periods against the calendar, day by day: forty zones, ten years, every kind of period, and moves between zones.
 * Prints its seed, which plays the same again; says every law that is broken, and fails if there is one.
 *
 *   npm run laws -- [seed]
 */
import { addDays, dayOf, daysBetween, startOfDay } from '../../src/infra/time/calendar.ts'
import {
  endOf,
  type PeriodKind,
  type Rhythm,
  type Span,
  spanFrom,
  spanOn,
  type Weekday,
  wholePeriod,
} from '../../src/modules/periods/span.rules.ts'
import { pick, seededRandom } from '../support/random.ts'

const years = 10
const [earliest, latest] = ['1990-01-01', '2035-12-31']
/** Those whose clocks do what others' do not: half hours, lost days, midnights that are skipped. */
const odd = [
  'Australia/Lord_Howe', 'Pacific/Apia', 'Asia/Kathmandu', 'America/Sao_Paulo', 'Africa/Cairo', 'Asia/Beirut',
  'America/Havana', 'Pacific/Chatham', 'Africa/Casablanca', 'Antarctica/Troll',
] as const // prettier-ignore
const kinds: PeriodKind[] = ['day', 'week', 'fortnight', 'month']
const weekdays: Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']

const seed = Number(process.argv[2] ?? Math.floor(Math.random() * 1_000_000_000))
const random = seededRandom(seed)
const others = Intl.supportedValuesOf('timeZone').filter((zone) => !odd.some((one) => one === zone))
const zones = [...odd, ...Array.from({ length: 40 - odd.length }, () => pick(random, others))]
const broken: string[] = []
let spans = 0

const law = (holds: boolean, words: string): void => {
  if (!holds) broken.push(words)
}

for (const zone of zones) {
  for (const period of kinds) {
    const startsOn = addDays(earliest, Math.floor(random() * (daysBetween(earliest, latest) - years * 366)))
    followYears(zone, { period, weekStartsOn: pick(random, weekdays), startsOn, endsOn: null })
  }
}

console.log(`seed ${seed}: ${zones.length} zones, ${years} years each, ${spans} periods, ${broken.length} laws broken`)
for (const words of broken.slice(0, 50)) console.error(words)
if (broken.length > 0) process.exitCode = 1

function followYears(zone: string, rhythm: Rhythm): void {
  const until = addDays(rhythm.startsOn, years * 365)
  let span = spanOn(rhythm.startsOn, zone, rhythm)!
  for (let first = true; span.startsOn < until; first = false) {
    const at = `${zone}, ${rhythm.period} from ${span.startsOn}`
    spans += 1
    law(span.startsAt < span.endsAt, `${at}: ends before it begins`)
    law(span.startsAt.getTime() === startOfDay(span.startsOn, zone).getTime(), `${at}: begins at no midnight`)
    law(span.endsAt.getTime() === startOfDay(addDays(span.endsOn, 1), zone).getTime(), `${at}: ends at no midnight`)
    law(first || span.days === span.wholeDays, `${at}: is not whole`)
    law(first || wholePeriod(span.startsOn, rhythm).from === span.startsOn, `${at}: begins off its rhythm`)
    law(daysBetween(span.startsOn, span.endsOn) + 1 <= span.wholeDays, `${at}: has too many days`)
    tryMove(at, zone, span)
    const next = spanFrom(addDays(span.endsOn, 1), span.endsAt, zone, rhythm)!
    law(next.startsAt.getTime() === span.endsAt.getTime(), `${at}: leaves a gap`)
    law(next.startsOn > span.endsOn, `${at}: repeats a day`)
    span = next
  }
}

/** A move while it runs: it keeps its beginning, ends at a midnight there, and has a day at least. */
function tryMove(at: string, zone: string, { startsAt, plannedEndsOn }: Span): void {
  const to = pick(random, zones)
  const { endsOn, endsAt } = endOf({ startsAt, until: addDays(plannedEndsOn, 1) }, to)
  law(endsAt.getTime() === startOfDay(addDays(endsOn, 1), to).getTime(), `${at}, moved to ${to}: ends at no midnight`)
  law(endsOn >= plannedEndsOn, `${at}, moved to ${to}: ends before its last day`)
  const hours = (endsAt.getTime() - startsAt.getTime()) / 3_600_000
  // A calendar day: 23 hours when clocks change in it, 22.5 or so where they are also half an hour apart.
  law(hours >= 22, `${at}, moved from ${zone} to ${to}: has ${hours} hours`)
  law(dayOf(endsAt, to) > dayOf(startsAt, to), `${at}, moved to ${to}: ends on the day it begins`)
}
