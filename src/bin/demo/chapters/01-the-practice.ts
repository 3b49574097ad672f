import { type CadreClient, createCadreClient, unwrap } from '../../../../openapi/client.ts'
import type { Client } from '../api.ts'
import type { Play } from '../play.ts'
import { client as maya, consent } from '../../../modules/sandbox-story/job.rules.ts'
import { coach, practice } from '../office.ts'
import { linkIn, openWebPage } from '../web-page.ts'

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
    const { text } = await inbox.expect(email, (subject) => subject.includes('confirm'))
    const page = await openWebPage(linkIn(text))
    await page.press(page.buttons[0] ?? '')
    const { user } = await unwrap(cadre.GET('/v1/me'))
    if (!user?.emailVerifiedAt) throw new Error('The link was followed, but the address is not confirmed.')
  })

  const client = await stage.during(`She takes on ${maya.name}, who may let her approve letters in her name`, () =>
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
