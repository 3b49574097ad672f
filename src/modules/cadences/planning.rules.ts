import { dayNumber, dayOfNumber } from '../../infra/time/calendar.ts'
import { type Tier, tiers } from './cadence.rules.ts'

/*
 * On which day each follow-up is put, so that no week has more than the client can do. Weeks run from Monday to Sunday.
 * The cap wins: whoever finds a week full comes later, but for those who must hear soon, who come earlier if they can.
 */

/** Somebody to be in touch with again. */
export interface Waiting {
  id: string
  tier: Tier
  since: string
  everyDays: number
  idealOn: string
  latestOn: string
  earliestOn: string
  /** The first call after the news of a landing to somebody close or on the chain. */
  soon: boolean
  onChain: boolean
  plannedOn: string | null
}

export interface Room {
  today: string
  cap: number
  /** With how many they have spoken this week already: each was one of its follow-ups, or as good as one. */
  spokenThisWeek: number
}

/** Follow-ups by week, as `weekOf` numbers them. */
export type Load = Map<number, number>

export const weekOf = (day: number): number => Math.floor((day + 3) / 7)
const mondayOf = (week: number): number => week * 7 - 3

/** So many crowded weeks are weighed one by one; whoever waits longer than three years stands in line. */
const weighedWeeks = 156

/**
 * A day for everybody. What is due already stays; whoever is to hear soon is placed first; then week by week those who
 * have waited longest by their own measure, which grows for everybody who waits, so nobody waits for ever. The same
 * people on the same day come to the same plan.
 *
 * @returns days by id
 */
export function planFollowUps(people: readonly Waiting[], room: Room): Map<string, string> {
  const today = dayNumber(room.today)
  const load: Load = new Map()
  const plan = new Map<string, string>()
  const put = (id: string, day: number) => {
    plan.set(id, dayOfNumber(day))
    add(load, weekOf(day))
  }
  const movable = keepWhatStands(people, { today, cap: room.cap, load }, put)
  add(load, weekOf(today), room.spokenThisWeek)
  for (const one of movable.filter(({ soon }) => soon).toSorted(bySoonness)) {
    put(one.id, placeOne(one, { today, cap: room.cap, load }))
  }
  placeByUrgency(
    movable.filter(({ soon }) => !soon),
    { today, cap: room.cap, load },
    put,
  )
  return plan
}

/** Where one follow-up goes beside those that stand. @returns the day, and whether it is later than it should be */
export function placeFollowUp(
  one: Waiting,
  { today, cap }: Omit<Room, 'spokenThisWeek'>,
  load: Load,
): { on: string; late: boolean } {
  const on = dayOfNumber(placeOne(one, { today: dayNumber(today), cap, load }))
  return { on, late: on > one.latestOn }
}

interface Space {
  today: number
  cap: number
  load: Load
}

/** Notes so many follow-ups more in a week. */
export const add = (load: Load, week: number, count = 1): Load => load.set(week, (load.get(week) ?? 0) + count)
const hasRoom = ({ load, cap }: Space, week: number) => (load.get(week) ?? 0) < cap

/** What fell due stays on its day, and of this week as many as fit, unless they are not due by now. @returns the others */
function keepWhatStands(people: readonly Waiting[], space: Space, put: (id: string, day: number) => void): Waiting[] {
  const endOfWeek = mondayOf(weekOf(space.today) + 1)
  const stands = ({ plannedOn, earliestOn }: Waiting) =>
    plannedOn !== null && plannedOn >= earliestOn && dayNumber(plannedOn) < endOfWeek
  const standing = people.filter(stands).toSorted((a, b) => compare(a.plannedOn!, b.plannedOn!) || compare(a.id, b.id))
  const kept = new Set<Waiting>()
  for (const one of standing) {
    const planned = dayNumber(one.plannedOn!)
    if (planned > space.today && !hasRoom(space, weekOf(planned))) continue
    kept.add(one)
    put(one.id, planned)
  }
  return people.filter((one) => !kept.has(one))
}

/** Its own day if the week has room; else a week ahead of it if it may, else the first later one. */
function placeOne({ idealOn, earliestOn }: Waiting, space: Space): number {
  const ideal = Math.max(dayNumber(idealOn), space.today)
  const earliest = Math.max(dayNumber(earliestOn), space.today)
  for (let day = ideal; day >= earliest; day -= 7) if (hasRoom(space, weekOf(day))) return day
  if (earliest < ideal && hasRoom(space, weekOf(earliest))) return earliest
  let week = weekOf(ideal) + 1
  while (!hasRoom(space, week)) week += 1
  return dayWithin(week, space)
}

/** Whoever comes later than on their own day is spread over the working days of that week. */
const dayWithin = (week: number, { today, load }: Space): number =>
  Math.max(today, mondayOf(week) + ((load.get(week) ?? 0) % 5))

function placeByUrgency(people: Waiting[], space: Space, put: (id: string, day: number) => void): void {
  const coming = people
    .map((one) => ({ one, ideal: Math.max(dayNumber(one.idealOn), space.today), since: dayNumber(one.since) }))
    .toSorted((a, b) => a.ideal - b.ideal || compare(a.one.id, b.one.id))
  const line: typeof coming = []
  let [next, placed, crowded] = [0, 0, 0]
  for (let week = weekOf(space.today); next < coming.length || placed < line.length; week += 1) {
    if (placed === line.length) week = Math.max(week, weekOf(coming[next]!.ideal))
    while (next < coming.length && weekOf(coming[next]!.ideal) <= week) line.push(coming[next++]!)
    const free = Math.max(0, space.cap - (space.load.get(week) ?? 0))
    if (free === 0) continue
    const waiting = line.length - placed
    if (crowded < weighedWeeks) {
      if (waiting > free) crowded += 1
      const sunday = mondayOf(week) + 6
      const urgency = ({ one, since }: (typeof coming)[number]) => (sunday - since) / one.everyDays
      // Whoever is still there after the last of these weeks stands in this order.
      bringForward(line, placed, crowded < weighedWeeks ? free : waiting, (a, b) => {
        return urgency(b) - urgency(a) || closer(a.one, b.one) || compare(a.one.id, b.one.id)
      })
    }
    for (const { one, ideal } of line.slice(placed, placed + free)) {
      put(one.id, weekOf(ideal) === week ? ideal : dayWithin(week, space))
    }
    placed += Math.min(free, waiting)
  }
}

/** Puts the first so many of what stands in a list from a place on there, in their order; the others are in none. */
function bringForward<One>(list: One[], from: number, count: number, order: (a: One, b: One) => number): void {
  const first = list.slice(from, from + count).toSorted(order)
  for (let place = from + count; place < list.length; place += 1) {
    const one = list[place]!
    if (order(one, first.at(-1)!) >= 0) continue
    list[place] = first.pop()!
    const before = first.findIndex((other) => order(one, other) < 0)
    first.splice(before < 0 ? first.length : before, 0, one)
  }
  for (const [place, one] of first.entries()) list[from + place] = one
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const closer = (a: Waiting, b: Waiting) => tiers.indexOf(a.tier) - tiers.indexOf(b.tier)
const bySoonness = (a: Waiting, b: Waiting) =>
  Number(b.onChain) - Number(a.onChain) || closer(a, b) || compare(a.latestOn, b.latestOn) || compare(a.id, b.id)
