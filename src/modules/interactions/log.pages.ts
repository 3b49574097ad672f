import { z } from 'zod'
import { invalidField } from '../../errors.ts'
import { dayInWords } from '../../infra/time/day-words.ts'
import type { Field, Form, Group } from '../../http/pages/page.ts'
import { readForm } from '../../http/pages/read-form.ts'
import { email, id, line, localDate, name, text } from '../../http/schemas.ts'
import type { LinkPage } from '../links/following.pages.ts'
import { getInteraction } from './interactions.service.ts'
import { type NotedIds, noteConversation, readAsked, readNoted, takeBackNote } from './noting.service.ts'
import { typeOptions, types } from './type-words.rules.ts'

const somebodyNew = 'new'

const LogForm = z.object({
  who: z.union([z.literal(somebodyNew), id]).optional(),
  newName: name.optional(),
  newEmail: email.optional(),
  introducedBy: id.optional(),
  type: z.enum(types),
  on: localDate,
  minutes: z.coerce.number('must be a whole number').int().min(0).max(1440).optional(),
  about: line(500).optional(),
  helped: line(500).optional(),
  summary: text(10_000).optional(),
})
type LogForm = z.output<typeof LogForm>

/**
 * Where a client notes a conversation from a mail: with the contact that the link is about, or, when it is about the
 * client, with whoever they choose, find or name.
 */
export const logPage = (tombstones: Buffer): LinkPage<NotedIds> => ({
  async ask(trx, { holderId: clientId, subjectId }, form) {
    const contactId = subjectId === clientId ? undefined : subjectId
    const words = form['words']?.trim() || undefined
    const { today, contact, people } = await readAsked(trx, { clientId, contactId, words })
    const log: Form = {
      fields: [...(contact ? [] : whom(people, words)), ...conversation(today)],
      button: 'Note it',
    }
    if (contact) return { title: `You and ${contact.name}`, paragraphs: ['What happened, and when?'], form: log }
    const find: Form = {
      fields: [{ kind: 'search', name: 'words', label: 'Find somebody', hint: 'By name, company or a tag.' }],
      button: 'Find',
      does: 'find',
      quiet: true,
    }
    return { title: 'Note a conversation', form: find, sections: [{ form: log }] }
  },
  async act(trx, { holderId: clientId, subjectId }, form) {
    const read = readForm(LogForm, form)
    const { type, on, minutes, summary, about, helped } = read
    if (helped && !about) throw invalidField('/about', 'must say what was advised, for it to have helped')
    const whom = subjectId === clientId ? chosen(read) : { contactId: subjectId }
    const noted = { ...whom, type, on, minutes, summary, advice: about ? { about, helped } : undefined }
    return noteConversation(trx, clientId, noted, tombstones)
  },
  async tell(trx, { holderId: clientId }, noted) {
    const { type, minutes, occurredAt } = await getInteraction(trx, noted.interactionId)
    const { name: who, on, today } = await readNoted(trx, clientId, noted, occurredAt)
    const took = minutes ? `, ${minutes} minutes` : ''
    const label = typeOptions.find(({ value }) => value === type)!.label
    return {
      title: 'Noted',
      paragraphs: [`${label} with ${who}, ${dayInWords(on, today)}${took}. You can close this page.`],
    }
  },
  undo: (trx, _link, noted) => takeBackNote(trx, noted),
})

function chosen({ who, newName, newEmail, introducedBy }: LogForm) {
  if (who && who !== somebodyNew) return { contactId: who }
  if (!who) throw invalidField('/who', 'is required')
  if (!newName) throw invalidField('/newName', 'is required for somebody new')
  return { newcomer: { name: newName, email: newEmail, introducedBy } }
}

function whom(people: { id: string; name: string; company?: string | null }[], words?: string): (Field | Group)[] {
  const options = people.map(({ id: value, name: label, company }) => ({
    value,
    label,
    ...(company ? { hint: company } : {}),
  }))
  const hint = words && people.length === 0 ? 'Nobody was found by these words.' : undefined
  return [
    {
      kind: 'radio',
      name: 'who',
      label: 'With whom?',
      ...(hint && { hint }),
      options: [...options, { value: somebodyNew, label: 'Somebody new', hint: 'Say below who they are.' }],
    },
    {
      legend: 'If they are new',
      fields: [
        { kind: 'text', name: 'newName', label: 'Their name', optional: true },
        { kind: 'email', name: 'newEmail', label: 'Their e-mail address', optional: true },
        {
          kind: 'select',
          name: 'introducedBy',
          label: 'Who introduced you?',
          hint: 'If they are not in the list, find them above first.',
          optional: true,
          options: [{ value: '', label: 'Nobody, or somebody else' }, ...options],
        },
      ],
    },
  ]
}

const conversation = (today: string): (Field | Group)[] => [
  { kind: 'radio', name: 'type', label: 'What was it?', value: 'call', options: [...typeOptions] },
  { kind: 'date', name: 'on', label: 'When?', value: today, max: today },
  { kind: 'number', name: 'minutes', label: 'How many minutes?', optional: true, min: '0', max: '1440' },
  {
    legend: 'What they advised',
    fields: [
      {
        kind: 'text',
        name: 'about',
        label: 'Their advice',
        hint: 'For example: lead with turnaround results',
        optional: true,
      },
      { kind: 'text', name: 'helped', label: 'It helped me to', hint: 'For example: be more focused', optional: true },
    ],
  },
  { kind: 'textarea', name: 'summary', label: 'Anything to remember?', optional: true },
]
