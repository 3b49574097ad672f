import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { eraseContact } from '../../src/modules/erasure/erasure.service.ts'
import { tombstoneKey } from '../../src/modules/tombstones/tombstones.service.ts'
import { startAnnouncement } from '../../src/modules/announcements/sending.service.ts'
import { keepDraft, listDraftsOf } from '../../src/modules/interaction-drafts/interaction-drafts.service.ts'
import { importByHand } from './address-books.ts'
import { expect } from 'vitest'
import type { TestApi } from './api.ts'
import { workOffExports } from './exported.ts'
import { openPage } from './pages.ts'
import { testSecret } from './secret.ts'
import type { Ids } from './sample.ts'

/** One request of the story: the sample request of its operation, with what is said here. */
export interface RequestStep {
  /** Method and path of the operation; the ids in it are the newest of their kind. */
  call: string
  body?: (ids: Ids) => Record<string, unknown>
  /** Ids in the answer. Default: `id`, of what the Location names. */
  finds?: (answer: Answer) => Ids
}

/** What nobody asks for: it falls due. */
export interface DueStep {
  happens: (api: TestApi, ids: Ids) => Promise<unknown>
}

export type Step = RequestStep | DueStep

interface Answer {
  id: string
  data: { id: string }[]
  announcement: { id: string }
  messageId: string
}

const page =
  (collection: string) =>
  ({ data }: Answer): Ids => ({ [collection]: data.map(({ id }) => id) })

/** What a practice does before it has clients. */
export const practiceStory: Step[] = [
  { call: 'POST /v1/invitations' },
  { call: 'GET /v1/members', finds: page('members') },
  {
    call: 'PUT /v1/practice/mail-settings',
    body: () => ({ smtp: null, fromAddress: 'said@practice.example' }),
    finds: () => ({}),
  },
  {
    call: 'PUT /v1/enforcement-policy',
    body: () => ({ steps: [{ trigger: { kind: 'missed_in_a_row', weeks: 1 }, action: 'nudge' }] }),
    finds: () => ({}),
  },
  {
    call: 'PUT /v1/cadence-policy',
    body: () => ({ tags: [{ tag: 'said once', status: 'paused' }] }),
    finds: () => ({}),
  },
  { call: 'POST /v1/templates/{kind}/versions', finds: () => ({}) },
  { call: 'POST /v1/templates/{kind}/versions/{version}/publish', finds: () => ({}) },
]

/** What happens to every client, so that there is one of everything; at the end another search is active. */
export const clientStory: Step[] = [
  {
    call: 'POST /v1/clients',
    body: (ids) => ({
      coachId: ids['members']![0],
      consents: { coachApprovesForMe: { givenOn: '2024-01-02', how: 'in our first hour' } },
    }),
  },
  { call: 'POST /v1/clients/{id}/contacts', body: () => ({ tags: ['said once'] }) },
  { call: 'POST /v1/clients/{id}/contacts' },
  { call: 'POST /v1/contacts/{id}/introductions', body: (ids) => ({ introducedContactId: ids['contacts']![0] }) },
  // … one of whom was entered twice.
  { call: 'POST /v1/clients/{id}/contacts', finds: ({ id }) => ({ twins: [id] }) },
  {
    call: 'POST /v1/contacts/{id}/merge',
    body: (ids) => ({ from: ids['twins'] }),
    finds: ({ id }) => ({ merges: [id] }),
  },
  { call: 'POST /v1/clients/{id}/contacts' },
  // A landing whose news goes out …
  ...searchOf({ startedOn: '2023-01-09', talkedAt: '2023-02-06T10:00:00.000Z' }),
  landing({ landedOn: '2023-04-03', startsOn: '2023-05-02' }),
  { call: 'GET /v1/announcements/{id}/recipients', finds: page('announcement-recipients') },
  { call: 'POST /v1/announcements/{id}/test-send', finds: ({ messageId }) => ({ messages: [messageId] }) },
  {
    call: 'POST /v1/announcements/{id}/approve',
    // Else it would wait for the practice's hours, while a test runs at any.
    body: () => ({ scheduledFor: new Date().toISOString() }),
    finds: () => ({}),
  },
  {
    happens: ({ container }, ids) =>
      enterAsSystem(container.db, ids['practices']![0]!, (trx) =>
        startAnnouncement(trx, ids['announcements']![0]!, container.office),
      ),
  },
  { call: 'GET /v1/tasks', finds: page('tasks') },
  // … one whose news is still a draft, and a search that goes on.
  ...searchOf({ startedOn: '2023-06-05', talkedAt: '2023-07-03T10:00:00.000Z' }),
  landing({ landedOn: '2023-09-04', startsOn: '2023-10-02' }),
  { call: 'GET /v1/announcements/{id}/recipients', finds: page('announcement-recipients') },
  ...searchOf({ startedOn: '2024-01-08', talkedAt: '2024-02-05T10:00:00.000Z' }),
  // Of two weeks, so that nobody has years to catch up with.
  { call: 'POST /v1/clients/{id}/commitments', body: () => ({ startsOn: '2024-10-21', endsOn: '2024-11-03' }) },
  { call: 'POST /v1/commitments/{id}/accept', finds: () => ({}) },
  { call: 'GET /v1/commitments/{id}/periods', finds: page('periods') },
  { call: 'POST /v1/clients/{id}/breaks', body: () => ({ startsOn: '2024-02-05', endsOn: '2024-02-09' }) },
  { call: 'POST /v1/clients/{id}/escalations', body: () => ({ action: 'warn', reason: 'we have not talked' }) },
  { call: 'POST /v1/clients/{id}/help-offers' },
  { call: 'POST /v1/suppressions' },
  // Mails came to their logging address.
  { happens: mailToLoggingAddress },
  // Somebody asked to be forgotten.
  {
    call: 'POST /v1/clients/{id}/contacts',
    // By another name than everything else here: it is struck out of what others wrote, too.
    body: () => ({ name: 'Otto Vergessen', email: 'forgotten@example.test' }),
    finds: ({ id }) => ({ forgotten: [id] }),
  },
  {
    happens: ({ container }, ids) =>
      enterAsSystem(container.db, ids['practices']![0]!, (trx) =>
        eraseContact(trx, tombstoneKey(testSecret), ids['forgotten']![0]!),
      ),
  },
  {
    call: 'POST /v1/clients/{id}/duplicates/dismiss',
    body: (ids) => ({ contactId: ids['contacts']![0], otherContactId: ids['contacts']![1] }),
  },
  // … and somebody else for no more notes, with the link in one.
  { happens: optOutOfNotes },
  {
    call: 'PUT /v1/clients/{id}/cadence-policy',
    body: () => ({ tags: [{ tag: 'said once', status: 'paused' }] }),
    finds: () => ({}),
  },
  { call: 'PUT /v1/contacts/{id}/cadence', finds: () => ({}) },
  { call: 'POST /v1/clients/{id}/calendar-feed', finds: () => ({}) },
  { call: 'POST /v1/clients/{id}/exports' },
  { happens: (api, ids) => workOffExports(api, ids['practices']![0]!) },
  { happens: async (api, ids) => void (ids['imports'] = [await importByHand(api, ids, 'Name\nOlga Brandt\n')]) },
]

async function mailToLoggingAddress({ container, database }: TestApi, ids: Ids): Promise<void> {
  const clientId = ids['clients']![0]!
  const { rows } = await database.admin.query<{ name: string }>('select name from contacts where id = $1', [
    ids['contacts']!.at(-1),
  ])
  const { name } = rows[0]!
  // Of nobody: so it is no conversation before somebody says with whom.
  const email = 'nobody@reader.example'
  const mail = {
    direction: 'inbound' as const,
    people: [{ name, address: email, key: email }],
    subject: name,
    body: name,
    occurredAt: new Date('2024-02-05T10:00:00Z'),
  }
  await enterAsSystem(container.db, ids['practices']![0]!, async (trx) => {
    for (const mailKey of [Buffer.from('one'), Buffer.from('another')])
      await keepDraft(trx, clientId, mail, { mailKey, tombstones: tombstoneKey(testSecret) })
    const page = await listDraftsOf(trx, clientId, { limit: 10, after: undefined })
    ids['interaction-drafts'] = page.data.map(({ id }) => id)
  })
}

async function optOutOfNotes(api: TestApi, ids: Ids): Promise<void> {
  const place = { practiceId: ids['practices']![0]!, now: new Date() }
  const to = { holderId: ids['clients']![0]!, subjectId: ids['announcement-recipients']!.at(-1)! }
  const page = await openPage(api, api.container.office.linkTo(place, 'opt_out', to))
  expect((await page.press('Stop these notes')).status).toBe(200)
}

function searchOf({ startedOn, talkedAt }: { startedOn: string; talkedAt: string }): Step[] {
  return [
    { call: 'POST /v1/clients/{id}/searches', body: () => ({ startedOn }) },
    {
      call: 'POST /v1/searches/{id}/opportunities',
      body: (ids) => ({ source: 'contact', sourceContactId: ids['contacts']!.at(-1) }),
    },
    {
      call: 'POST /v1/opportunities/{id}/interviews',
      body: () => ({ occurredAt: talkedAt, interviewers: [{ name: 'Ines Roth' }] }),
    },
    {
      call: 'POST /v1/clients/{id}/interactions',
      body: (ids) => ({ opportunityId: ids['opportunities']!.at(-1), occurredAt: talkedAt, minutes: 45 }),
    },
  ]
}

function landing(days: { landedOn: string; startsOn: string }): Step {
  return {
    call: 'POST /v1/searches/{id}/landing',
    body: (ids) => ({
      ...days,
      opportunityId: ids['opportunities']!.at(-1),
      companyDescription: 'a maker of small wind turbines',
    }),
    finds: ({ announcement }) => ({ announcements: [announcement.id] }),
  }
}
