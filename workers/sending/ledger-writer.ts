import type { AttemptEnd, Progress, Slice } from '../../src/modules/messages/sending.service.ts'
import { createGroupCommit } from './group-commit.ts'

/** One thing to write down: how an attempt ended, or without an end that a body is about to leave. */
export interface Step {
  message: Slice['messages'][number]
  end?: AttemptEnd
}

/**
 * Writes the steps of all slices of a lane down, as many at once as there are. A body is about to leave only when a slot
 * has become free, so the outcome that freed it stands in line before it: what is in doubt is never more than the slots.
 *
 * @param commit writes progress of one practice in one transaction; returns the ids whose bodies may leave
 * @returns adds a step; resolves once it is committed, with whether the body may leave
 */
export function createLedgerWriter(
  commit: (practiceId: string, progress: Progress) => Promise<Set<string>>,
): (step: Step) => Promise<boolean> {
  return createGroupCommit(async (steps) => {
    const mayLeave = new Set<string>()
    const practices = new Set(steps.map(({ message }) => message.practiceId))
    const ended = steps.flatMap(({ message, end }) => (end ? [{ message, end }] : []))
    const begun = steps.flatMap(({ message, end }) => (end ? [] : [message]))
    // Of several practices, all outcomes go before the first marker.
    const rounds = practices.size === 1 ? [{ begun, ended }] : [{ begun: [], ended }, { begun, ended: [] }] // prettier-ignore
    for (const round of rounds) {
      for (const practiceId of practices) {
        const progress = {
          begun: round.begun.filter((message) => message.practiceId === practiceId),
          ended: round.ended.filter(({ message }) => message.practiceId === practiceId),
        }
        if (progress.begun.length + progress.ended.length === 0) continue
        for (const id of await commit(practiceId, progress)) mayLeave.add(id)
      }
    }
    return steps.map(({ message, end }) => !end && mayLeave.has(message.id))
  })
}
