import { accountKinds, type MessageStatus, messageTransitions } from '../../src/modules/messages/messages.rules.ts'
import { wakingMs } from './change.ts'
import { type Letter, type Machine, stateOf } from './machine.ts'
import type { Truth, World } from './world.ts'

/** What must never be said of a letter, by what truly happened to it. Numbers as in docs/reliability.md. */
const never: Record<string, (letter: Letter, truth: Truth, world: World, now: Date) => boolean> = {
  'I1 more copies than people and account mails in doubt ask for': ({ kind }, { copies, resends }) =>
    copies > 1 + resends + secondCopies(kind),
  'I1 in doubt or gone, and yet to be sent again': ({ status, kind }, { copies, resends }) =>
    status === 'queued' && copies > resends + secondCopies(kind),
  'changed in a way that the table does not know': ({ status }, { statusBefore }) => !leadsTo(statusBefore, status),
  'I3 forgotten: nothing will ever bring it back': (letter, _truth, world, now) => isForgotten(letter, world, now),
  'I4 sent, but nothing left': ({ status }, { copies }) => copies === 0 && arrived.includes(status),
  'I5 it may have arrived, and the ledger denies it': ({ status, kind }, { copies, resends }) =>
    (status === 'cancelled' || status === 'suppressed') && copies > resends + secondCopies(kind),
  'held by nobody and yet being sent, or the other way round': ({ status, leaseId }) =>
    (status === 'sending') !== (leaseId !== undefined),
  'tried more often than five times': ({ attempt, kind }, { putOff }) =>
    putOff > 5 || attempt < 0 || attempt > 5 + secondCopies(kind),
}

/** Which invariants do not hold after a command, in words. */
export function brokenInvariants(world: World, now: Date): string[] {
  const broken = [...world.wrongs]
  for (const letter of world.machine.letters) {
    const truth = world.truths.get(letter.id)!
    for (const [what, isSo] of checks) {
      if (isSo(letter, truth, world, now)) broken.push(`${what}: ${letter.id}, ${letter.status}`)
    }
  }
  return broken
}

const checks = Object.entries(never)

/** Account mails may come twice: when in doubt they are sent once more. */
const secondCopies = (kind: string): number => (accountKinds.includes(kind) ? 1 : 0)

const arrived: MessageStatus[] = ['sent', 'delivered', 'complained']

/** A command may take a letter through `sending` on its way. */
const leadsTo = (from: MessageStatus, to: MessageStatus): boolean =>
  from === to || messageTransitions[from].includes(to) || (from === 'queued' && messageTransitions.sending.includes(to))

function isForgotten(letter: Letter, { machine, campaigns }: World, now: Date): boolean {
  if (letter.status === 'sending') return !machine.leases.has(letter.leaseId!)
  if (letter.status !== 'queued') return false
  if (stateOf(machine, letter) === 'held') return campaigns.get(letter.campaign!) !== 'held'
  return !isAwaited(letter, machine, now)
}

/** The outbox has work for it, or the agenda will put some there in time. */
function isAwaited({ lane, nextAttemptAt }: Letter, { work, wakings }: Machine, now: Date): boolean {
  if (nextAttemptAt <= now && work.has(lane)) return true
  const soonest = nextAttemptAt.getTime()
  return wakings.some((waking) => waking.lane === lane && waking.at >= soonest && waking.at < soonest + wakingMs)
}
