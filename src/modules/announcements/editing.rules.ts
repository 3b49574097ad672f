import type { RecipientStatus } from './announcements.rules.ts'
import { changesBetween, type Fact, type FactChange } from './facts.rules.ts'

/** A text with its holes, and what it rests on. */
export interface WrittenText {
  id: string
  status: RecipientStatus
  subject: string | null
  body: string | null
  missing: { fact: string; why: string }[]
  facts: Fact[]
  newer: NewerText | null
}

/** A text as it is kept. Somebody's own stays with the facts that it rests on: there are none to keep. */
export type TextToKeep = Omit<WrittenText, 'facts'> & Partial<Pick<WrittenText, 'facts'>>

/** What a text that somebody made their own would be, were it written from the facts as they are now. */
export interface NewerText {
  facts: Fact[]
  subject: string | null
  body: string | null
}

/** Somebody's own text stays as it is; when what it rests on has changed it waits until they have looked at it again. */
export function keepEdited(own: WrittenText, written: WrittenText): TextToKeep {
  const { id, subject, body, facts } = own
  const changes = changesBetween(facts, written.facts)
  if (changes.length === 0) {
    const wasStale = own.newer !== null
    const missing = wasStale ? holesIn(own) : own.missing
    return { id, subject, body, newer: null, missing, status: wasStale ? statusWith(missing) : own.status }
  }
  const why = `The facts changed after this text was edited (${changes.map(({ fact }) => fact).join(', ')}): keep it, edit it again, or take the new text.`
  return {
    id,
    subject,
    body,
    newer: { facts: written.facts, subject: written.subject, body: written.body },
    missing: [{ fact: 'body', why }],
    status: 'needs_input',
  }
}

/** What changed since somebody made a text their own, and how it would be written now; null when nothing did. */
function staleness({ facts, newer }: Pick<WrittenText, 'facts' | 'newer'>): {
  changes: FactChange[]
  newText: { subject: string | null; body: string | null }
} | null {
  if (newer === null) return null
  return { changes: changesBetween(facts, newer.facts), newText: { subject: newer.subject, body: newer.body } }
}

/** What is not written yet of somebody's own text. */
export const holesIn = (text: Pick<WrittenText, 'subject' | 'body'>): WrittenText['missing'] =>
  (['subject', 'body'] as const).flatMap((fact) =>
    text[fact] === null ? [{ fact, why: 'There is no text yet.' }] : [],
  )

export const statusWith = (missing: WrittenText['missing']): 'needs_input' | 'ready' =>
  missing.length > 0 ? 'needs_input' : 'ready'

/** A recipient as it is shown: facts about the reader have their id, and what changed since an edit is said. */
export const asRecipient = <Row extends Pick<WrittenText, 'facts' | 'newer'> & { contactId: string }>(row: Row) => ({
  ...row,
  facts: row.facts.map(({ source, ...fact }) => ({
    ...fact,
    source: source && { ...source, id: source.id ?? row.contactId },
  })),
  stale: staleness(row),
})
