import { expect, test } from 'vitest'
import { addDays, dayOf } from '../../infra/time/calendar.ts'
import { conversations } from '../sandbox-story/conversations.rules.ts'
import { client, landing, search } from '../sandbox-story/job.rules.ts'
import { type Name, names, person } from '../sandbox-story/people.rules.ts'
import { renderBuiltIn } from '../templates/built-in.service.ts'
import { howLong } from '../templates/helped-for.rules.ts'
import { firstName } from './first-name.rules.ts'

/* The notes of the demo's announcement, one after the other, as somebody would read them who gets to see them all. */

const landedOn = '2026-11-20'
const startsOn = addDays(landedOn, 28)

const factsOf = (name: Name) => {
  const own = conversations.filter((one) => one.with.includes(name) && one.daysAgo <= search.startedDaysAgo)
  const together = own.filter(({ type, direction }) => type !== 'email' || direction !== 'outbound')
  const first = together.map(({ daysAgo }) => addDays(landedOn, -daysAgo)).toSorted()[0]
  return {
    ...landing,
    contactFirstName: firstName(name),
    clientName: client.name,
    startsOn,
    writtenOn: landedOn,
    timesInTouch: together.length,
    firstInTouchOn: first,
    helpedFor: first ? howLong(`${first}T12:00:00Z`, landedOn, client.timeZone) : undefined,
    advice: own.flatMap((one) => one.advice?.[one.with.indexOf(name)] ?? []),
    introductions: own.flatMap(({ introduces, with: [who] }) =>
      introduces && who === name ? [{ to: introduces as string, ledToJob: false }] : [],
    ),
  }
}

const readers = names.filter((name) => ['note', 'bounced', 'added'].includes(person(name).ending))
const notes = Array.from({ length: 50 }, (_, index) => {
  const name = readers[index % readers.length]!
  const note = renderBuiltIn('announcement', factsOf(name), { seed: `recipient ${index}` })
  if ('missing' in note) throw new Error(`${name}: ${JSON.stringify(note.missing)}`)
  return { name, ...note }
})

/** What a note says beside the news: its sentences, without what its reader alone did. */
const sentencesOf = ({ name, text }: (typeof notes)[number]): string[] => {
  const { advice, introductions } = factsOf(name)
  const own = [...advice.flatMap(({ about, helped = '' }) => [about, helped]), ...introductions.map(({ to }) => to)]
  const told = own.filter(Boolean).reduce((rest, fact) => rest.replaceAll(fact, '…'), text)
  const sentences = told.split(/(?<=[.?!])\s+|\n+/).filter((sentence) => sentence.includes(' '))
  return sentences.filter((sentence) => !sentence.includes(landing.company) && sentence !== client.name)
}

test('no two of fifty notes read the same, though some are to the same reader', () => {
  expect(new Set(notes.map(({ text }) => text)).size).toBe(notes.length)
  const said = notes.map((note) => new Set(sentencesOf(note)))
  const alike = said.flatMap((one, index) =>
    said
      .slice(index + 1)
      .map((other) => [...one].filter((sentence) => other.has(sentence)).length / Math.min(one.size, other.size)),
  )
  expect(Math.max(...alike)).toBeLessThan(1)
  const mean = alike.reduce((sum, share) => sum + share, 0) / alike.length
  expect(mean, 'how much of one note stands in another, on average').toBeLessThan(1 / 4)
})

test('no sentence stands in more than a third of them', () => {
  const counts = Map.groupBy(notes.flatMap((note) => [...new Set(sentencesOf(note))]), (sentence) => sentence) // prettier-ignore
  const common = [...counts].filter(([, of]) => of.length > notes.length / 3).map(([sentence]) => sentence)
  expect(common).toEqual([])
})

test('no name or number is said that is not among its reader’s facts', () => {
  const known = [landing.position, landing.company, landing.companyDescription, client.name, 'I']
  for (const { name, text } of notes) {
    const facts = factsOf(name)
    const given = JSON.stringify([facts, known, dayOf(new Date(`${startsOn}T12:00:00Z`), 'UTC')])
    const words = text.match(/(?<=[\p{Ll},] )\p{Lu}\p{L}+|\d+/gu) ?? []
    const months = new Date(`${startsOn}T12:00:00Z`).toLocaleDateString('en', { weekday: 'long', month: 'long', day: 'numeric' }) // prettier-ignore
    const since = facts.firstInTouchOn ? new Date(`${facts.firstInTouchOn}T12:00:00Z`).toLocaleDateString('en', { month: 'long' }) : '' // prettier-ignore
    expect(
      words.filter((word) => !`${given} ${months} ${since}`.includes(word)),
      text,
    ).toEqual([])
  }
})
