import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { unwrap } from '../../../../openapi/client.ts'
import type { Announcement } from '../api.ts'
import { inWords } from '../days.ts'
import type { Play } from '../play.ts'
import { chain } from '../../../modules/sandbox-story/chain.rules.ts'
import { conversations } from '../../../modules/sandbox-story/conversations.rules.ts'
import {
  client as maya,
  interviews,
  landing as job,
  opportunity as lead,
} from '../../../modules/sandbox-story/job.rules.ts'
import { type Name, names } from '../../../modules/sandbox-story/people.rules.ts'
import type { Office } from './01-the-practice.ts'
import type { Network } from './02-the-network.ts'
import { logConversation } from './03-the-conversations.ts'

/** The job, the sentence and the picture that tell how it was found, and the draft of its announcement. */
export interface Landed {
  announcement: Announcement
  sentence: string
  /** The file that it is in. */
  picture: string
}

export async function land(play: Play, so: Office & Network): Promise<Landed> {
  const { calendar, stage } = play
  const { cadre, contactIdOf } = so
  const inSearch = { params: { path: { id: so.search.id } } }
  stage.chapter('A job')

  const source = chain.at(-1)!
  const opportunity = await stage.during(`${source} tells of ${lead.company}, who need a ${lead.role}`, () =>
    unwrap(
      cadre.POST('/v1/searches/{id}/opportunities', {
        ...inSearch,
        body: { ...lead, source: 'contact', sourceContactId: contactIdOf(source) },
      }),
    ),
  )
  for (const [index, { interviewers, daysAgo, outcome }] of interviews.entries()) {
    const who = interviewers.map(({ name, role }) => `${name}, ${role}`).join('; ')
    await stage.during(`Interview ${index + 1}: ${who}. ${outcome}`, () =>
      unwrap(
        cadre.POST('/v1/opportunities/{id}/interviews', {
          params: { path: { id: opportunity.id } },
          body: {
            round: index + 1,
            occurredAt: calendar.moment(daysAgo).toISOString(),
            outcome,
            interviewers: interviewers.map((one) => ({
              ...one,
              ...(isContact(one.name) ? { contactId: contactIdOf(one.name) } : {}),
            })),
          },
        }),
      ),
    )
  }
  for (const conversation of conversations.filter((one) => one.aboutTheJob)) {
    await logConversation(play, so, conversation, opportunity.id)
  }

  const { landedOn, startsOn } = calendar
  const { announcement } = await stage.during(
    `${maya.name} lands on ${inWords(landedOn)}, and starts on ${inWords(startsOn)}`,
    () =>
      unwrap(
        cadre.POST('/v1/searches/{id}/landing', {
          ...inSearch,
          body: { ...job, landedOn, startsOn, opportunityId: opportunity.id },
        }),
      ),
  )
  const { sentence } = await stage.during('How it came about is told in a sentence', () =>
    unwrap(cadre.GET('/v1/searches/{id}/story', inSearch)),
  )
  const picture = await stage.during('Her network is drawn, and the way through it to the job', () =>
    drawNetwork(play, so),
  )
  return { announcement, sentence, picture }
}

/** @returns the file that the picture is in */
async function drawNetwork({ folder }: Play, { cadre, client }: Office): Promise<string> {
  const svg = await unwrap(
    cadre.GET('/v1/clients/{id}/network', {
      params: { path: { id: client.id } },
      headers: { accept: 'image/svg+xml' },
      parseAs: 'text',
    }),
  )
  const file = path.join(folder, 'network.svg')
  await writeFile(file, svg)
  return file
}

const isContact = (name: string): name is Name => (names as string[]).includes(name)
