import type { Outcome } from '../play.ts'
import { client as maya } from '../../../modules/sandbox-story/job.rules.ts'
import { coach, practice } from '../office.ts'
import { claim, type Claim, same } from './claim.ts'
import { everyNote, header, type Note, words } from './note.ts'

/** That every letter comes from the client alone, and leaves its reader a way out. */
export function claimsOfHowLettersCome(notes: Note[], { client, scheduledFor }: Outcome): Claim[] {
  const every = everyNote(notes)
  return [
    every('The HTML says what the text says', ({ text, shown }) => words(text) === shown),
    every('From the client’s name, replies to the client, to its reader alone', (note) => {
      const { from, to, envelope } = note.letter
      const alone = to.length === 1 && envelope.to.length === 1 && to[0]!.address === envelope.to[0]
      return alone && from?.name === maya.name && header(note, 'reply-to') === client.email
    }),
    every('The practice and the coach are nowhere in it, headers included', ({ letter }) => {
      return ![practice.name, coach.name, 'coach'].some((word) =>
        JSON.stringify(letter).toLowerCase().includes(word.toLowerCase()),
      )
    }),
    every('One line to opt out, and the one-click button of mail programs', (note) => {
      const url = /^<(https?:\/\/\S+)>$/.exec(header(note, 'list-unsubscribe') ?? '')?.[1]
      const oneClick = header(note, 'list-unsubscribe-post') === 'List-Unsubscribe=One-Click'
      return url !== undefined && oneClick && note.text.trim().endsWith(`\n${url}`) && note.shown.endsWith(` ${url}`)
    }),
    claim(
      'Each has an id, and a place to opt out, of its own',
      ['message-id', 'list-unsubscribe']
        .map((name) => notes.map((note) => header(note, name) ?? 'none'))
        .flatMap((values) => same([...new Set(values)], values)),
    ),
    every(`None left before ${scheduledFor.toLocaleTimeString('en-GB')}`, ({ letter }) => {
      return new Date(letter.receivedAt) >= scheduledFor
    }),
  ]
}
