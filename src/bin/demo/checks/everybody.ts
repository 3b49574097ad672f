import type { Coverage, Task } from '../api.ts'
import type { Outcome, Play } from '../play.ts'
import { optsOut } from '../office.ts'
import { chain } from '../../../modules/sandbox-story/chain.rules.ts'
import { landing } from '../../../modules/sandbox-story/job.rules.ts'
import { type Name, names, person, thoseWho } from '../../../modules/sandbox-story/people.rules.ts'
import type { Ending } from '../../../modules/sandbox-story/story.rules.ts'
import { claim, type Claim, same } from './claim.ts'
import { readerOf } from './reader.ts'

export const readers: Ending[] = ['note', 'insider_note', 'added']
const called: Ending[] = ['call', 'changed_to_call', 'bounced']

/** That nobody was forgotten, and everybody told in the way that was meant for them. */
export function everybodyClaims(play: Play, outcome: Outcome): Claim[] {
  const { recipients, tasks, sentence, stillPending } = outcome
  const involved = names.filter((name) => person(name).ending !== 'not_told')
  const nameOf = new Map(names.map((name) => [outcome.contactIdOf(name), name]))
  return [
    claim(
      `Nobody is forgotten: all ${involved.length} who were part of it are on the list, and nobody else`,
      same(
        involved,
        recipients.map(({ contactName }) => contactName),
      ),
    ),
    claim(
      `${thoseWho(...called).length} call tasks, one for each who is not written to`,
      same(
        thoseWho(...called),
        tasks.map((task) => nameOf.get(task.contactId ?? '') ?? task.title),
      ),
    ),
    claim(
      'Each has a script with the news and what to thank for',
      tasks.filter((task) => !hasScript(task, nameOf.get(task.contactId ?? ''), play)).map(({ title }) => title),
    ),
    claim('Closing too early named exactly those who were still to be called', same(thoseWho(...called), stillPending)),
    claim(`The chain is the one that was told: ${chain.join(' → ')}`, [
      ...same(
        chain,
        recipients.filter(({ onChain }) => onChain).map(({ contactName }) => contactName),
      ),
      ...(isChainOf(sentence) ? [] : [`the story says: ${sentence}`]),
    ]),
    claim(
      `${optsOut} opted out by the link: nobody calls him, and he has been told`,
      tasks.some(({ contactId }) => nameOf.get(contactId ?? '') === optsOut) ||
        recipients.some(({ contactName, status }) => contactName === optsOut && status !== 'sent')
        ? [optsOut]
        : [],
    ),
    ...coverageClaims(outcome, involved),
  ]
}

function coverageClaims({ coverage, coverageAfterLetters }: Outcome, involved: Name[]): Claim[] {
  const excused = thoseWho('skipped', 'left_alone').length
  const told = involved.length - excused
  const toCall = thoseWho(...called).length
  return [
    claim('Coverage adds up: told + excused + pending = total, at every moment', [
      ...addsUp(coverageAfterLetters, { told: told - toCall, excused, pending: toCall }),
      ...addsUp(coverage, { told, excused, pending: 0 }),
    ]),
  ]
}

function addsUp(coverage: Coverage, expected: Pick<Coverage, 'told' | 'excused' | 'pending'>): string[] {
  const { total, told, excused, pending } = coverage
  const said = `${told} told + ${excused} excused + ${pending} pending of ${total}`
  const meant = `${expected.told} + ${expected.excused} + ${expected.pending}`
  const right = told === expected.told && excused === expected.excused && pending === expected.pending
  return right && told + excused + pending === total ? [] : [`${said}, and not ${meant}`]
}

function hasScript({ body }: Task, name: Name | undefined, { calendar }: Play): boolean {
  if (!name || body === null) return false
  const { advice, firstName } = readerOf(name, calendar)
  const facts = [
    firstName,
    landing.position,
    landing.company,
    ...advice.flatMap(({ about, helped = '' }) => [about, helped]),
  ]
  const { phone } = person(name)
  return [...facts, phone ?? ''].every((fact) => body.includes(fact))
}

/** The names in their order, in one sentence. */
function isChainOf(sentence: string): boolean {
  const places = chain.map((name) => sentence.indexOf(name))
  return places.every((place, index) => place >= 0 && place > (places[index - 1] ?? -1))
}
