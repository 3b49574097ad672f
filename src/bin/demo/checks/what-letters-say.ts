import type { StoryCalendar } from '../../../modules/sandbox-story/calendar.rules.ts'
import { inWords } from '../days.ts'
import { client as maya, landing } from '../../../modules/sandbox-story/job.rules.ts'
import { edit } from '../office.ts'
import { names } from '../../../modules/sandbox-story/people.rules.ts'
import { claim, type Claim, same } from './claim.ts'
import { everyNote, type Note } from './note.ts'
import type { Reader } from './reader.ts'

/** That every letter says the news and what its own reader did, and nothing of anybody else. */
export function claimsOfWhatLettersSay(notes: Note[], calendar: StoryCalendar): Claim[] {
  const news = [landing.position, landing.company, inWords(calendar.startsOn)]
  const everyone = notes.map(({ reader }) => reader)
  const every = everyNote(notes)

  return [
    every('Each greets its reader by name, and is signed by the client', ({ text, reader }) => {
      return new RegExp(`^\\w+ ${reader.firstName},\n`).test(text) && text.includes(`\n${maya.name}\n`)
    }),
    every(`Each names the position, the company and the day: ${news.join(', ')}`, (note) =>
      news.every((fact) => note.text.includes(fact) && note.shown.includes(fact)),
    ),
    every('Each quotes the advice its reader gave, and what it changed', (note) =>
      note.reader.advice.every(({ about, helped }) => has(note, about) && (!helped || has(note, helped))),
    ),
    every('None quotes anybody else’s advice', (note) =>
      everyone.every((other) => other === note.reader || other.advice.every(({ about }) => !has(note, about))),
    ),
    every('None names anybody but whom its reader introduced', (note) =>
      names.every((name) => note.text.includes(name) === note.reader.introduced.includes(name)),
    ),
    every('Each says how long its reader has helped, or in which month they did', ({ text, reader }) =>
      saysHowLong(text, reader),
    ),
    every('Nobody is thanked for time they did not give', ({ text, reader }) => {
      return reader.times > 0 || !/\byour time\b|the time you/.test(text)
    }),
    every('People of the company are not told that they hired somebody', ({ text, reader }) => {
      return reader.insider !== /good news|joining|search is over|worked out|next job|new job/i.test(text)
    }),
    every('None has a hole, a template’s tag, a doubled space or stop', ({ letter, text, shown }) =>
      [letter.subject, text, shown].every((part) => part !== '' && !flaw.test(part.replace(/https?:\/\/\S+/g, ''))),
    ),
    claim(
      `${edit.reader}’s letter, and no other, has the line that was added`,
      same(
        [edit.reader],
        notes.filter((note) => note.text.includes(edit.adds)).map(({ reader }) => reader.name),
      ),
    ),
  ]
}

const has = ({ text }: Note, phrase: string) => text.toLowerCase().includes(phrase.toLowerCase())

const flaw =
  /\{\{|\}\}|\{%|%\}|\bundefined\b|\bnull\b|\bNaN\b|\[object|Invalid Date|[^\S\n]{2,}|\s[,.;!?]|[,;:.!?][,;:.!?]/

const counts = ['a', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']

/** "since April", "for over six months", "in April": the month is theirs, the number within one of it. */
function saysHowLong(text: string, { insider, since, times, monthsUntilLanding }: Reader): boolean {
  const months = [...text.matchAll(/\b(?:[Ss]ince|[Ii]n) (?:early |mid-)?([A-Z][a-z]+)\b/g)].map(([, month]) => month!)
  if (months.some((month) => monthNames.includes(month) && month !== since)) return false
  if (insider || times < 2) return true
  const [, number, unit] = /\bfor (?:over |nearly )?(\w+) (month|week)s?\b/i.exec(text) ?? []
  const said = counts.indexOf(number ?? '') + 1
  const isAboutRight = Math.abs(said - (unit === 'week' ? monthsUntilLanding * 4.3 : monthsUntilLanding)) <= 1
  return months.includes(since!) || (said > 0 && isAboutRight)
}

const monthNames = Array.from({ length: 12 }, (_, month) =>
  inWords(`2024-${String(month + 1).padStart(2, '0')}-01`, { month: 'long' }),
)
