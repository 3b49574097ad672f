import type { Outcome, Play } from './play.ts'
import { claim, type Claim, same } from './checks/claim.ts'
import { everybodyClaims, readers } from './checks/everybody.ts'
import { claimsOfHowLettersCome } from './checks/how-letters-come.ts'
import { claimsOfWhatLettersSay } from './checks/what-letters-say.ts'
import { noteOf } from './checks/note.ts'
import { readerOf } from './checks/reader.ts'
import { thoseWho } from '../../modules/sandbox-story/people.rules.ts'
import type { Letter } from './inbox.ts'

/** Holds what the demo claims against what lies in the inbox and what the API answers. */
export async function checkClaims(play: Play, outcome: Outcome): Promise<{ claims: Claim[]; letters: Letter[] }> {
  const own = [outcome.coachEmail, outcome.client.email]
  const mails = await play.inbox.lettersTo(play.domain)
  const letters = mails.filter(({ envelope }) => !own.includes(envelope.to[0] ?? ''))
  const toBeRead = thoseWho(...readers)
  const letterTo = (name: string) => letters.filter(({ envelope }) => envelope.to.includes(play.addressOf(name)))
  const notes = toBeRead.flatMap((name) =>
    letterTo(name).map((letter) => noteOf(readerOf(name, play.calendar), letter)),
  )
  const claims = [
    claim(
      `${toBeRead.length} people have exactly one letter in the inbox, and nobody else has any`,
      same(
        toBeRead.map(play.addressOf),
        letters.flatMap(({ envelope }) => envelope.to),
      ),
    ),
    ...claimsOfWhatLettersSay(notes, play.calendar),
    ...claimsOfHowLettersCome(notes, outcome),
    ...everybodyClaims(play, outcome),
  ]
  return { claims, letters }
}
