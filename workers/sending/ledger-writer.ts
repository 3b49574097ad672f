import type { AttemptEnd } from '../../src/modules/messages/messages.rules.ts'
import type { Ended, Slice } from '../../src/modules/messages/sending.service.ts'
import { createGroupCommit } from './group-commit.ts'

type Message = Slice['messages'][number]

/** One thing to note: how an attempt ended, or without an end that a body is about to leave. */
export interface Step {
  message: Message
  end?: AttemptEnd
}

/** Writes down what happens to the messages of all slices of a lane, many at once. */
export interface LedgerWriter {
  /** Resolves once the note is committed, with whether the body may leave. */
  note(step: Step): Promise<boolean>
  /** Resolves once it is committed what an ended attempt means. Waits for others, half a second at most. */
  book(ended: Ended): Promise<void>
  /** Nobody else will come soon: books what there is. */
  flush(): void
}

/** Each writes in one transaction, for messages of one practice. */
export interface Commits {
  /** @returns the ids of `begun` whose bodies may leave */
  note(practiceId: string, progress: { begun: Message[]; ended: Ended[] }): Promise<Set<string>>
  book(practiceId: string, ended: Ended[]): Promise<void>
}

/** A commit for each note would cost more than the mail; so many milliseconds nobody notices. */
const notesAtOnce = { most: 20, withinMs: 5 }

/**
 * A body is about to leave only when a slot has become free, so the note of the end that freed it stands in line before
 * it: what is in doubt is never more than the slots.
 */
export function createLedgerWriter(commits: Commits): LedgerWriter {
  const notes = createGroupCommit(async (steps: Step[]) => {
    const mayLeave = new Set<string>()
    const ended = steps.flatMap(({ message, end }) => (end ? [{ message, end }] : []))
    const begun = steps.flatMap(({ message, end }) => (end ? [] : [message]))
    const practices = new Set(steps.map(({ message }) => message.practiceId))
    // Of several practices, all ends go before the first body.
    const rounds = practices.size === 1 ? [{ begun, ended }] : [{ begun: [], ended }, { begun, ended: [] }] // prettier-ignore
    for (const round of rounds) {
      for (const practiceId of practices) {
        const progress = {
          begun: round.begun.filter((message) => message.practiceId === practiceId),
          ended: round.ended.filter(({ message }) => message.practiceId === practiceId),
        }
        if (progress.begun.length + progress.ended.length === 0) continue
        for (const id of await commits.note(practiceId, progress)) mayLeave.add(id)
      }
    }
    return steps.map(({ message, end }) => !end && mayLeave.has(message.id))
  }, notesAtOnce)
  const books = createGroupCommit(
    async (ended: Ended[]) => {
      const byPractice = Map.groupBy(ended, ({ message }) => message.practiceId)
      for (const [practiceId, its] of byPractice) await commits.book(practiceId, its)
      return ended.map(() => undefined)
    },
    { most: 100, withinMs: 500 },
  )
  return { note: notes.add, book: books.add, flush: books.flush }
}
