import { AppError, invalid } from '../../errors.ts'
import type { Field, Form, FormValues, Section } from '../../http/pages/page.ts'
import { readForm } from '../../http/pages/read-form.ts'
import { EditRecipientBody, SkipReason } from './announcements.schemas.ts'
import type { Recipient } from './recipients.repository.ts'

/*
 * What is shown of one person before their text goes out, and the form that changes it. Each field's name ends with the
 * recipient's id, so that many forms stand on one page and a mistake leads to its own.
 */

const ways = {
  email: 'A note',
  call: 'What to say in a call',
  letter: 'A letter',
  self: 'A note from your own mailbox',
}

/** The text as it goes out, and below it, folded, what can be done with it. */
export function recipientSections(recipient: Recipient, page: number): Section[] {
  const { contactName, channel, status, subject, body, skipReason, missing } = recipient
  const form = formFor(recipient, page)
  if (status === 'skipped') {
    const why = skipReason ? [skipReason.detail] : []
    return [
      { heading: `${contactName}: left out`, paragraphs: why },
      { heading: `Tell ${contactName} after all`, folded: true, form },
    ]
  }
  return [
    {
      heading: `${contactName}: ${ways[channel].toLowerCase()}`,
      paragraphs: [...missing.map(({ why }) => why), ...(subject && channel !== 'call' ? [`Subject: ${subject}`] : [])],
      letter: body ?? '',
    },
    ...staleSections(recipient),
    { heading: `Change this for ${contactName}`, folded: true, form },
  ]
}

function staleSections({ stale }: Recipient): Section[] {
  if (!stale) return []
  const changes = stale.changes.map(
    ({ fact, was, is }) => `${inWords(fact)}: ${was ?? 'not known'} → ${is ?? 'no more'}`,
  )
  return [
    { paragraphs: ['You wrote this text yourself, and this has changed since:'], list: changes },
    { paragraphs: ['Written anew, it would be:'], letter: stale.newText.body ?? '' },
  ]
}

/** `companyDescription` is "Company description". */
const inWords = (fact: string): string => {
  const words = fact.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return words[0]!.toUpperCase() + words.slice(1)
}

const reasons: Record<SkipReason['code'], string> = {
  out_of_touch: 'We are out of touch',
  asked_not_to: 'They asked not to be told',
  would_harm: 'It would do harm',
  duplicate: 'They are on the list twice',
  deceased: 'They have died',
  other: 'Another reason',
}

function formFor({ id, contactName, channel, status, subject, body, stale, updatedAt }: Recipient, page: number): Form {
  const named = (name: string) => `${name}-${id}`
  const hidden = { recipient: id, seen: updatedAt.toISOString(), page: String(page) }
  if (status === 'skipped') return { fields: [], button: `Tell ${contactName}`, hidden, quiet: true }
  const text: Field[] = [
    ...(channel === 'call'
      ? []
      : [{ name: named('subject'), label: 'Subject', kind: 'text' as const, value: subject ?? '' }]),
    { name: named('body'), label: ways[channel], kind: 'textarea', value: body ?? '' },
  ]
  const options = [
    { value: 'keep', label: 'Use the text above, with what I changed in it' },
    ...(stale ? [{ value: 'take', label: 'Take the text that is written anew' }] : []),
    { value: 'skip', label: 'Leave this person out' },
  ]
  return {
    fields: [
      ...text,
      { name: named('choice'), label: 'What to do', kind: 'radio', value: 'keep', options },
      {
        name: named('code'),
        label: 'Why leave them out',
        kind: 'select',
        optional: true,
        value: 'other',
        options: Object.entries(reasons).map(([value, label]) => ({ value, label })),
      },
      { name: named('detail'), label: 'The reason, in a few words', kind: 'text', optional: true },
    ],
    button: `Save for ${contactName}`,
    hidden,
    quiet: true,
  }
}

/** What the form asks for; undefined when it changes nothing. @throws 422 with the form's own names for what does not fit */
export function readChanges(recipient: Recipient, form: FormValues): EditRecipientBody | undefined {
  if (recipient.status === 'skipped') return { skipReason: null }
  const said = (name: string) => form[`${name}-${recipient.id}`] ?? ''
  const choice = said('choice')
  if (choice === 'take') return { edited: false }
  if (choice === 'skip') {
    return { skipReason: named(recipient, () => readForm(SkipReason, { code: said('code'), detail: said('detail') })) }
  }
  // Browsers end lines in their own way.
  const body = said('body').replaceAll('\r\n', '\n')
  const subject = recipient.channel === 'call' ? (recipient.subject ?? '') : said('subject')
  const isChanged = body.trim() !== (recipient.body ?? '').trim() || subject.trim() !== (recipient.subject ?? '')
  if (!isChanged) return recipient.stale ? { edited: true } : undefined
  return named(recipient, () => {
    if (!body.trim()) throw invalid(undefined, { errors: [{ pointer: '/body', detail: 'must not be empty' }] })
    return readForm(EditRecipientBody, { subject, body })
  })
}

/** Lets a mistake lead to its field on the page. */
function named<T>({ id }: Recipient, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof AppError) || !error.errors) throw error
    throw invalid(error.detail, {
      errors: error.errors.map(({ pointer, detail }) => ({ pointer: `${pointer}-${id}`, detail })),
    })
  }
}
