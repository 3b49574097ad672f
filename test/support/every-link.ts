import { expect } from 'vitest'
import type { PagePurpose } from '../../src/modules/links/purposes.rules.ts'
import type { TestApi } from './api.ts'
import { daysAhead, type Drafted, draft } from './drafted.ts'
import { type Climber, startClimber } from './ladder.ts'

/** A button, what is filled in before it is pressed, in a part of the page that may have to be opened, and what it then says. */
export interface LinkStep {
  button: string
  opens?: string
  answers?: Record<string, string>
  says: string
}

/** The link of one purpose, and how it is used to the end. */
export interface LinkCase {
  link: string
  steps: LinkStep[]
}

const undo = { button: 'Undo', says: 'Undone' }

/** One link of each purpose, about somebody of their own each, with what their reader does with it. */
export async function everyLink(api: TestApi): Promise<Record<PagePurpose, LinkCase>> {
  const ada = await startClimber(api, { standsAt: '2026-03-01T08:00:00Z', startsOn: '2026-03-02' })
  await ada.goTo('2026-03-16T18:00:00Z')
  const eve = await startClimber(api, { standsAt: '2026-03-01T08:00:00Z', startsOn: '2026-03-02' })
  await eve.goTo('2026-03-23T18:00:00Z')
  const landed = await draft(api)
  const reviewed = await draft(api)
  const linkOf = linksOf(api)
  const owner = await userOf(api, ada.practice.ownerId)
  const coach = await userOf(api, eve.practice.ownerId)
  const step = async ({ escalations }: Climber, wanted: string) =>
    (await escalations()).find(({ action, status }) => action === wanted && status === 'planned')!.id
  const periods = await ada.periods(ada.commitmentId)
  const missed = periods.findLast(({ status }) => status === 'missed')
  const running = periods.find(({ status }) => status === 'open')
  const { id: searchId } = await ada.make(`/v1/clients/${ada.clientId}/searches`, { startedOn: '2026-03-02' })
  const proposal = { title: 'A talk a week', period: 'week', startsOn: '2026-03-23' }
  const commitment = await ada.make(`/v1/clients/${ada.clientId}/commitments`, {
    ...proposal,
    targets: [{ measure: 'interactions', target: 1 }],
  })
  const recipient = async (name: string) => (await landed.recipient(name)).id
  const { practice, clientId } = landed.story
  const landedPlace = { practiceId: practice.practiceId, now: new Date() }
  const adas = { practiceId: ada.practice.practiceId, now: new Date('2026-03-16T18:00:00Z') }
  const eves = { practiceId: eve.practice.practiceId, now: new Date('2026-03-23T18:00:00Z') }
  const forAda = (purpose: PagePurpose, subjectId: string) =>
    linkOf(adas, purpose, { holderId: ada.clientId, subjectId })

  return {
    accept_commitment: {
      link: forAda('accept_commitment', commitment.id),
      steps: [{ button: 'I will do that', says: 'is agreed since' }, undo],
    },
    dispute_verdict: {
      link: forAda('dispute_verdict', missed!.id),
      steps: [
        { button: 'Ask my coach to decide', answers: { reason: 'I met Tom' }, says: 'Your coach has been asked' },
        undo,
      ],
    },
    hold_step: {
      link: linkOf(adas, 'hold_step', { holderId: owner, subjectId: await step(ada, 'warn') }),
      steps: [{ button: 'Hold it', says: 'It is held' }, undo],
    },
    review_announcement: await reviewCase(reviewed, linkOf),
    opt_out: {
      link: linkOf(landedPlace, 'opt_out', { holderId: clientId, subjectId: await recipient('Paula Okafor') }),
      steps: [{ button: 'Stop these notes', answers: { everybody: 'yes' }, says: 'You will not get such notes' }],
    },
    stop_digest: {
      link: forAda('stop_digest', ada.clientId),
      steps: [{ button: 'Stop these mails', says: 'You get no more digests' }, undo],
    },
    stop_coach_digest: {
      link: linkOf(adas, 'stop_coach_digest', { holderId: owner, subjectId: ada.practice.ownerId }),
      steps: [{ button: 'Stop these mails', says: 'You get no more digests' }, undo],
    },
    log_interaction: {
      link: forAda('log_interaction', ada.clientId),
      steps: [
        {
          button: 'Note it',
          answers: {
            who: 'new',
            newName: 'Nora Lind',
            introducedBy: 'Ines Ferro',
            type: 'meeting',
            on: '2026-03-13',
            minutes: '45',
            about: 'lead with results',
          },
          says: 'A meeting with Nora Lind, Friday, March 13, 45 minutes',
        },
        undo,
      ],
    },
    mark_done: {
      link: forAda('mark_done', ada.contactIds[0]),
      steps: [{ button: 'Yes, done', answers: { type: 'email' }, says: 'You were in touch with Tom Berg' }, undo],
    },
    snooze: {
      link: forAda('snooze', ada.contactIds[1]),
      steps: [
        {
          button: 'Remind me then',
          answers: { when: 'day', until: '2026-04-20' },
          says: 'Ines Ferro on Monday, April 20',
        },
        undo,
      ],
    },
    declare_break: {
      link: forAda('declare_break', ada.clientId),
      steps: [
        {
          button: 'Take this break',
          answers: { startsOn: '2026-03-30', endsOn: '2026-04-03' },
          says: 'Monday, March 30 to Friday, April 3',
        },
        undo,
      ],
    },
    tell_landing: {
      link: forAda('tell_landing', searchId),
      steps: [
        {
          button: 'Go on',
          answers: { position: 'Head of Operations', company: 'Northwind', startsOn: '2026-05-04' },
          says: 'Head of Operations at Northwind',
        },
        { button: 'Yes, that is right', says: 'Congratulations' },
        undo,
      ],
    },
    mark_told: {
      link: linkOf(landedPlace, 'mark_told', { holderId: clientId, subjectId: await recipient('Rosa Lind') }),
      steps: [
        {
          button: 'Yes, they know',
          answers: { via: 'meeting', on: daysAhead(0), offeredHelp: 'yes' },
          says: 'Rosa Lind was told',
        },
        undo,
      ],
    },
    start_search: {
      link: linkOf(landedPlace, 'start_search', { holderId: clientId, subjectId: clientId }),
      steps: [
        { button: 'Start searching', answers: { title: 'Chief of staff' }, says: 'Call these people first' },
        undo,
      ],
    },
    export_network: {
      link: forAda('export_network', ada.clientId),
      steps: [{ button: 'Write the file', answers: { format: 'vcard' }, says: 'We are writing the file' }],
    },
    decide_suspension: {
      link: linkOf(eves, 'decide_suspension', { holderId: coach, subjectId: await step(eve, 'propose_suspension') }),
      steps: [
        {
          button: 'Decide',
          answers: { decision: 'decline', reason: 'Her father is ill' },
          says: 'Nothing comes of it for Maya Lindqvist',
        },
        undo,
      ],
    },
    excuse_period: {
      link: linkOf(adas, 'excuse_period', { holderId: owner, subjectId: running!.id }),
      steps: [{ button: 'Excuse it', answers: { reason: 'Everybody was ill' }, says: 'does not count' }, undo],
    },
  }
}

/** A client changes one of their notes, and approves them all. */
async function reviewCase({ id, recipient, story }: Drafted, linkOf: ReturnType<typeof linksOf>): Promise<LinkCase> {
  const place = { practiceId: story.practice.practiceId, now: new Date() }
  const paula = await recipient('Paula Okafor')
  return {
    link: linkOf(place, 'review_announcement', { holderId: story.clientId, subjectId: id }),
    steps: [
      {
        opens: 'Change this for Paula Okafor',
        answers: { [`subject-${paula.id}`]: 'It worked' },
        button: 'Save for Paula Okafor',
        says: 'Saved for Paula Okafor',
      },
      { button: 'Back to the others', says: 'Subject: It worked' },
      { button: 'Approve them all', says: 'Approved' },
      undo,
    ],
  }
}

const linksOf =
  ({ container: { office } }: TestApi) =>
  (...to: Parameters<typeof office.linkTo>): string =>
    office.linkTo(...to)

/** The user behind a member, whose links to coaches are. */
async function userOf({ database }: TestApi, memberId: string): Promise<string> {
  const { rows } = await database.admin.query<{ user_id: string }>('select user_id from members where id = $1', [
    memberId,
  ])
  expect(rows).toHaveLength(1)
  return rows[0]!.user_id
}
