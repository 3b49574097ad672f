import type { AttemptEnd } from '../../src/modules/messages/messages.rules.ts'
import { wakingMs } from './change.ts'
import type { Letter } from './machine.ts'
import type { Command, Hand, World } from './world.ts'

/** Takes a choice among so many out of the number that decides a command. */
type Take = (choices: number) => number

const readers = ['ben@reader.example', 'rosa@reader.example', 'tom@reader.example', 'ines@reader.example']

const minuteMs = 60_000
const pauses = [minuteMs, 70 * minuteMs, 13 * 60 * minuteMs]

const response = 'as a server says'
const later: AttemptEnd = { kind: 'deferred', reason: 'reply', response }
const away: AttemptEnd = { kind: 'deferred', reason: 'connection', response }
const noSuchReader: AttemptEnd = { kind: 'rejected', scope: 'recipient', code: 550, response }
const refused: AttemptEnd = { kind: 'rejected', scope: 'policy', code: 554, response }
const doubt: AttemptEnd = { kind: 'uncertain', reason: 'connection', response }

/** How an attempt may end, by how far it got. */
const outcomes: Record<Hand['body'], AttemptEnd[]> = {
  here: [later, later, later, away, noSuchReader, refused, { kind: 'not_begun', serverAway: true }],
  leaving: [{ kind: 'sent', response }, later, later, refused, doubt],
  taken: [{ kind: 'sent', response }, doubt],
  withheld: [{ kind: 'not_begun', serverAway: false }],
}

/** What a provider may tell of what it took. */
const reports = ['delivered', 'bounced', 'complained', 'failed'] as const

/**
 * What can be done, how often it is chosen, and with what. Where there is nobody to do it to, it is the turn of what
 * stands above it; something always can be done.
 */
const choices: [weight: number, (world: World, take: Take, fresh: string) => Command | undefined][] = [
  [5, (world, take, id) => (world.machine.letters.some(isOpen) ? pause(world, take) : newLetter(world, take, id))],
  [6, ({ machine, now }) => (machine.wakings.some(({ at }) => at <= now.getTime()) ? { do: 'wake' } : undefined)],
  [12, ({ machine }, take, leaseId) => {
    const lane = one([...machine.work], take)
    return lane && { do: 'claim', lane, limit: 1 + take(3), leaseId }
  }],
  [12, (world, take) => {
    const hand = one(handsOf(world, ['here']), take)
    return hand && { do: 'begin', claimed: hand.claimed }
  }],
  [12, (world, take) => {
    const hand = one(handsOf(world, ['here', 'leaving', 'taken', 'withheld']), take)
    return hand && { do: 'end', claimed: hand.claimed, outcome: one(outcomes[hand.body], take)! }
  }],
  [12, ({ hands }, take) => {
    const hand = one([...hands.values()].flat().filter(({ outcome }) => outcome), take)
    return hand && { do: 'book', claimed: hand.claimed, outcome: hand.outcome! }
  }],
  [4, newLetter],
  [2, ({ hands }, take) => onLease('finish', one([...hands].filter(([, left]) => left.length === 0), take)?.[0])],
  [2, (world, take) => {
    const letter = one(world.machine.letters.filter(({ id }) => world.truths.get(id)!.copies > 0), take)
    return letter && { do: 'report', id: letter.id, status: one(reports, take)! }
  }],
  [2, (world, take) => {
    const letter = one(world.machine.letters.filter((each) => mayBeResent(world, each)), take)
    return letter && { do: 'resend', id: letter.id }
  }],
  [2, (world, take) => onCampaign('resume', one(campaignsThat(world, 'held'), take))],
  [2, ({ machine }, take) => onLease('expire', one([...machine.leases], take))],
  [1, ({ hands }, take) => onLease('crash', one([...hands.keys()], take))],
  [1, (world, take) => onCampaign('hold', one(campaignsThat(world, 'running'), take))],
  [1, (world, take) => onCampaign('cancel', one(campaignsThat(world, 'running', 'held'), take))],
  [1, (world, take) => onCampaign('recall', one(campaignsThat(world, 'running', 'held'), take))],
  [1, (_, take) => ({ do: 'suppress', reader: one(readers, take)! })],
] // prettier-ignore

const weights = choices.flatMap(([weight], index) => Array.from({ length: weight }, () => index))
/** How many numbers there are; each stands for one command in a given world. */
export const range = weights.length * 1000

/** The command that a number stands for. @param fresh names what the command makes: a letter, or a lease */
export function choose(world: World, number: number, fresh: string): Command {
  let left = number
  const take: Take = (count) => {
    const taken = left % count
    left = Math.floor(left / count)
    return taken
  }
  for (let index = weights[take(weights.length)]!; ; index -= 1) {
    const command = choices[index]![1](world, take, fresh)
    if (command) return command
  }
}

/** Time passes: until a lane is woken mostly, always in full ten seconds as wakings stand on the agenda. */
function pause({ machine, now }: World, take: Take): Command {
  const next = Math.min(...machine.wakings.map(({ at }) => at))
  const untilThen = Math.max(1, Math.ceil((next - now.getTime()) / wakingMs)) * wakingMs
  const isAnySoon = take(4) > 0 && Number.isFinite(untilThen)
  return { do: 'pass', ms: isAnySoon ? untilThen : one(pauses, take)! }
}

function newLetter(world: World, take: Take, id: string): Command | undefined {
  if (world.machine.letters.filter(isOpen).length >= world.size) return undefined
  const reader = one(readers, take)!
  const campaign = one([...campaignsThat(world, 'running'), undefined], take)
  const isAccountMail = campaign === undefined && take(2) === 0
  const letter = isAccountMail
    ? { kind: 'password_reset', lane: 'transactional' as const }
    : { kind: 'announcement', lane: 'bulk' as const }
  return { do: 'queue', letter: { id, reader, campaign, ...letter } }
}

const one = <T>(from: readonly T[], take: Take): T | undefined => from[take(Math.max(1, from.length))]

const onLease = (what: 'finish' | 'crash' | 'expire', leaseId: string | undefined): Command | undefined =>
  leaseId === undefined ? undefined : { do: what, leaseId }

const onCampaign = (
  what: 'hold' | 'resume' | 'cancel' | 'recall',
  campaign: string | undefined,
): Command | undefined => (campaign === undefined ? undefined : { do: what, campaign })

const campaignsThat = ({ campaigns }: World, ...states: string[]): string[] =>
  [...campaigns].flatMap(([campaign, state]) => (states.includes(state) ? [campaign] : []))

const handsOf = ({ hands }: World, bodies: Hand['body'][]): Hand[] =>
  [...hands.values()].flat().filter(({ body, outcome }) => bodies.includes(body) && !outcome)

const isOpen = ({ status }: Letter): boolean => status === 'queued' || status === 'sending'

/** Whoever owns a letter refuses it when its campaign does not run. */
const mayBeResent = ({ campaigns }: World, { status, campaign }: Letter): boolean =>
  (status === 'failed' || status === 'uncertain') && (campaign === undefined || campaigns.get(campaign) === 'running')
