import { type CadreClient, createCadreClient, unwrap } from '../../../../openapi/client.ts'
import type { Client } from '../api.ts'
import type { Letter } from '../inbox.ts'
import type { Play } from '../play.ts'
import { client as maya, consent } from '../../../modules/sandbox-story/job.rules.ts'
import { coach, practice } from '../office.ts'

/** The coach at work: signed in, with a client. */
export interface Office {
  cadre: CadreClient
  client: Client
  coachEmail: string
}

export async function openPractice({ apiUrl, calendar, inbox, stage, addressOf }: Play): Promise<Office> {
  stage.chapter('A practice')
  const email = addressOf(coach.name)
  const { accessToken } = await stage.during(`${coach.name} signs up and founds ${practice.name}`, () =>
    unwrap(
      createCadreClient({ baseUrl: apiUrl }).POST('/v1/auth/sign-up', {
        body: { ...coach, email, practiceName: practice.name, timeZone: practice.timeZone },
      }),
    ),
  )
  const cadre = createCadreClient({ baseUrl: apiUrl, token: accessToken })

  await stage.during('She opens the mail in her inbox and confirms her address', async () => {
    await followLink(await inbox.expect(email, (subject) => subject.includes('confirm')))
    const { user } = await unwrap(cadre.GET('/v1/me'))
    if (!user?.emailVerifiedAt) throw new Error('The link was followed, but the address is not confirmed.')
  })

  const client = await stage.during(`She takes on ${maya.name}, who lets her approve letters in her name`, () =>
    unwrap(
      cadre.POST('/v1/clients', {
        body: {
          ...maya,
          email: addressOf(maya.name),
          consents: { coachApprovesForMe: { givenOn: calendar.day(consent.daysAgo), how: consent.how } },
        },
      }),
    ),
  )
  return { cadre, client, coachEmail: email }
}

/** As a person does: opens the page that the mail links to, and presses its button. */
async function followLink({ text }: Letter): Promise<void> {
  const link = /https?:\/\/\S+/.exec(text ?? '')?.[0]
  if (!link) throw new Error('There is no link in the mail that asks to confirm the address.')
  for (const method of ['GET', 'POST']) {
    const response = await fetch(link, { method, ...(method === 'POST' ? { body: new URLSearchParams() } : {}) })
    if (!response.ok) throw new Error(`${method} ${link} answered ${response.status}.`)
  }
}
