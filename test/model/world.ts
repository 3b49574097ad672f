import {
  accountKinds,
  type AttemptEnd,
  type Lane,
  type MessageStatus,
} from '../../src/modules/messages/messages.rules.ts'
import { type Claimed, letterOf, type Machine, newMachine } from './machine.ts'
import { begin, book, claim, end, finish, recover, wake } from './sending.ts'
import { cancel, hold, type NewLetter, queue, recall, report, resend, resume } from './steering.ts'

/** One thing that somebody does. Time passes by `pass`, and only then. */
export type Command =
  | { do: 'queue'; letter: NewLetter }
  | { do: 'claim'; lane: Lane; limit: number; leaseId: string }
  | { do: 'begin'; claimed: Claimed }
  | { do: 'end' | 'book'; claimed: Claimed; outcome: AttemptEnd }
  | { do: 'finish' | 'crash' | 'expire'; leaseId: string }
  | { do: 'wake' }
  | { do: 'hold' | 'resume' | 'cancel' | 'recall'; campaign: string }
  | { do: 'suppress'; reader: string }
  | { do: 'report'; id: string; status: MessageStatus }
  | { do: 'resend'; id: string }
  | { do: 'pass'; ms: number }

/** A letter that a worker holds. */
export interface Hand {
  claimed: Claimed
  /** Where its body is. `withheld` was not allowed to leave; of what is `taken` the provider has told already. */
  body: 'here' | 'leaving' | 'taken' | 'withheld'
  /** How its attempt ended, to be booked. */
  outcome?: AttemptEnd
}

/** What truly happened to a letter, whatever the ledger says. */
export interface Truth {
  /** Copies of which nobody knows that they did not arrive. */
  copies: number
  /** How often a person had it sent once more. */
  resends: number
  /** How often a server said "later" since it was last sent by a person. */
  putOff: number
  statusBefore: MessageStatus
}

export interface World {
  /** When the latest command was given. */
  now: Date
  /** How many letters are open at a time: the fewer, the more happens to each. */
  size: number
  machine: Machine
  /** What living workers have in hand, by lease; whose lease has expired is slow, and lives on. */
  hands: Map<string, Hand[]>
  truths: Map<string, Truth>
  campaigns: Map<string, 'running' | 'held' | 'cancelled'>
  /** Bodies that left although they must not have. */
  wrongs: string[]
}

export const newWorld = (size: number, campaigns: string[]): World => ({
  now: new Date(0),
  size,
  machine: newMachine(),
  hands: new Map(),
  truths: new Map(),
  campaigns: new Map(campaigns.map((campaign) => [campaign, 'running'])),
  wrongs: [],
})

/** What a command tells whoever gave it: the letters claimed, or whether a body may leave. */
export type Answer = string[] | boolean | undefined

/** Lets a command happen, in the machine and in the world around it. */
export function play(world: World, command: Command, now: Date): Answer {
  const { machine, hands, truths, campaigns } = world
  world.now = now
  for (const { id, status } of machine.letters) truths.get(id)!.statusBefore = status
  switch (command.do) {
    case 'queue':
      truths.set(command.letter.id, { copies: 0, resends: 0, putOff: 0, statusBefore: 'queued' })
      queue(machine, command.letter, now)
      return undefined
    case 'claim': {
      const claimed = claim(machine, command, now)
      if (claimed.length > 0) hands.set(command.leaseId, claimed.map((one) => ({ claimed: one, body: 'here' }))) // prettier-ignore
      return claimed.map(({ id }) => id)
    }
    case 'begin':
      return beginIn(world, command.claimed)
    case 'end':
      endIn(world, command.claimed, command.outcome)
      return undefined
    case 'book':
      bookIn(world, command.claimed, command.outcome, now)
      return undefined
    case 'finish':
      hands.delete(command.leaseId)
      finish(machine, command.leaseId)
      return undefined
    case 'crash':
      hands.delete(command.leaseId)
      return undefined
    case 'expire':
      recover(machine, command.leaseId, now)
      return undefined
    case 'wake':
      wake(machine, now)
      return undefined
    case 'hold':
      campaigns.set(command.campaign, 'held')
      hold(machine, command.campaign)
      return undefined
    case 'resume':
      campaigns.set(command.campaign, 'running')
      resume(machine, command.campaign, now)
      return undefined
    case 'cancel':
      campaigns.set(command.campaign, 'cancelled')
      cancel(machine, command.campaign)
      return undefined
    case 'recall':
      recall(machine, command.campaign)
      return undefined
    case 'suppress':
      machine.suppressed.add(command.reader)
      return undefined
    case 'report':
      for (const hand of [...hands.values()].flat())
        if (hand.claimed.id === command.id && hand.body === 'leaving') hand.body = 'taken'
      return report(machine, command.id, command.status)
    case 'resend':
      Object.assign(truths.get(command.id)!, { resends: truths.get(command.id)!.resends + 1, putOff: 0 })
      resend(machine, command.id, now)
      return undefined
    case 'pass':
      return undefined
  }
}

function beginIn({ machine, hands, truths, campaigns, wrongs }: World, claimed: Claimed): boolean {
  const hand = handOf(hands, claimed)
  const may = begin(machine, claimed)
  hand.body = may ? 'leaving' : 'withheld'
  if (!may) return false
  const { campaign, reader, kind } = letterOf(machine, claimed.id)
  truths.get(claimed.id)!.copies += 1
  if (campaign && campaigns.get(campaign) !== 'running') wrongs.push(`left a ${campaigns.get(campaign)} campaign`)
  if (machine.suppressed.has(reader) && !accountKinds.includes(kind)) wrongs.push('left for a suppressed reader')
  return true
}

function endIn({ machine, hands, truths }: World, claimed: Claimed, outcome: AttemptEnd): void {
  const truth = truths.get(claimed.id)!
  const hand = handOf(hands, claimed)
  const didNotArrive = outcome.kind === 'deferred' || outcome.kind === 'rejected'
  if (hand.body === 'leaving' && didNotArrive) truth.copies -= 1
  const isOurs = letterOf(machine, claimed.id).leaseId === claimed.leaseId
  if (isOurs && outcome.kind === 'deferred' && outcome.reason === 'reply') truth.putOff += 1
  hand.outcome = outcome
  end(machine, claimed, outcome)
}

function bookIn({ machine, hands }: World, claimed: Claimed, outcome: AttemptEnd, now: Date): void {
  const hand = handOf(hands, claimed)
  hands.set(claimed.leaseId, hands.get(claimed.leaseId)!.filter((one) => one !== hand)) // prettier-ignore
  book(machine, claimed, outcome, now)
}

const handOf = (hands: World['hands'], { leaseId, id }: Claimed): Hand =>
  hands.get(leaseId)!.find(({ claimed }) => claimed.id === id)!
