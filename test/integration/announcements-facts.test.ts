import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { type Drafted, draft, type Recipient } from '../support/drafted.ts'

/* What a text rests on, row by row, and what becomes of somebody's own text when that changes. */

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

interface Fact {
  fact: string
  value: string | null
  required: boolean
  source: { kind: string; id: string } | null
}
type WithFacts = Recipient & {
  edited: boolean
  facts: Fact[]
  stale: { changes: { fact: string; was: string | null; is: string | null }[]; newText: { body: string } } | null
}

const paulaOf = async (drafted: Drafted) => (await drafted.recipient('Paula Okafor')) as WithFacts
const factOf = ({ facts }: WithFacts, name: string) => facts.find(({ fact }) => fact === name)!

describe('facts', () => {
  it('stand with every recipient, each with the row it comes from', async () => {
    const drafted = await draft(api)
    const { story, call } = drafted
    const paula = await paulaOf(drafted)
    const { id: landingId } = (await call('GET', `/v1/searches/${story.searchId}/landing`)).json<{ id: string }>()
    expect(factOf(paula, 'position')).toEqual({
      fact: 'position',
      value: 'Head of Operations',
      required: true,
      source: { kind: 'landing', id: landingId },
    })
    expect(factOf(paula, 'contactFirstName').source).toEqual({ kind: 'contact', id: story.contacts.paula })
    const advice = factOf(paula, 'advice')
    expect(advice).toMatchObject({ value: 'lead with turnaround results', required: false })
    const { contacts } = (await call('GET', `/v1/interactions/${advice.source!.id}`)).json<{
      contacts: { contactId: string; advice: { about: string } }[]
    }>()
    expect(contacts).toMatchObject([{ contactId: story.contacts.paula, advice: { about: advice.value } }])
    expect(factOf(paula, 'introduction')).toBeUndefined()

    const tom = (await drafted.recipient('Tom Berg')) as WithFacts
    expect(factOf(tom, 'introductionThatLedToJob')).toMatchObject({
      value: 'Ines Ferro',
      source: { kind: 'introduction' },
    })
    const karl = (await drafted.recipient('Karl Nowak')) as WithFacts
    expect(factOf(karl, 'jobCameThroughThem').source).toEqual({ kind: 'opportunity', id: story.opportunityId })
    const hugo = (await drafted.recipient('Hugo Brandt')) as WithFacts
    expect(factOf(hugo, 'interviewed').source).toMatchObject({ kind: 'interview' })
  })

  it('that a text says are in the list, for every text', async () => {
    const drafted = await draft(api)
    for (const one of (await drafted.recipients()) as WithFacts[]) {
      for (const { fact, value, required } of one.facts) {
        if (required) expect(value, fact).not.toBeNull()
        if (['position', 'company', 'advice', 'phone', 'introduction'].includes(fact) && value)
          expect(one.body, fact).toContain(value)
      }
    }
  })
})

describe('somebody’s own text', () => {
  const own = { body: 'Dear Paula, Head of Operations it is.' }
  async function stale(): Promise<{ drafted: Drafted; paula: WithFacts }> {
    const drafted = await draft(api)
    await drafted.edit(await paulaOf(drafted), own)
    await drafted.correctLanding({ position: 'Chief of Staff' })
    return { drafted, paula: await paulaOf(drafted) }
  }
  const changes = [{ fact: 'position', was: 'Head of Operations', is: 'Chief of Staff' }]

  it('waits when facts changed since, and shows what changed and how it would read now', async () => {
    const { drafted, paula } = await stale()
    expect(paula).toMatchObject({ ...own, status: 'needs_input', stale: { changes } })
    expect(paula.stale!.newText.body).toContain('Chief of Staff')
    const refused = await drafted.approve()
    expect([refused.statusCode, refused.json()]).toMatchObject([
      409,
      { code: 'announcement_incomplete', recipients: [{ contactName: 'Paula Okafor', stale: { changes } }] },
    ])
  })

  it('is kept as it is when they say so', async () => {
    const { drafted, paula } = await stale()
    const kept = await drafted.edit(paula, { edited: true })
    expect(kept.json()).toMatchObject({ ...own, status: 'ready', edited: true, stale: null, missing: [] })
    expect((await drafted.approve()).statusCode).toBe(200)
  })

  it('gives way to the new one when they take that', async () => {
    const { drafted, paula } = await stale()
    const taken = await drafted.edit(paula, { edited: false })
    expect(taken.json()).toMatchObject({ body: paula.stale!.newText.body, status: 'ready', edited: false, stale: null })
  })

  it('is edited again over the facts as they are now', async () => {
    const { drafted, paula } = await stale()
    const again = await drafted.edit(paula, { body: 'Dear Paula, Chief of Staff it is.' })
    expect(again.json()).toMatchObject({ status: 'ready', stale: null })
    await drafted.correctLanding({ companyDescription: null })
    expect((await paulaOf(drafted)).stale?.changes).toEqual([
      { fact: 'companyDescription', was: 'a maker of small wind turbines', is: null },
    ])
  })

  it('waits no longer when a correction is taken back', async () => {
    const { drafted } = await stale()
    await drafted.correctLanding({ position: 'Head of Operations' })
    expect(await paulaOf(drafted)).toMatchObject({ ...own, status: 'ready', stale: null, missing: [] })
  })

  it('waits when advice of theirs is logged late, and not when somebody else’s is', async () => {
    const drafted = await draft(api)
    const { story } = drafted
    await drafted.edit(await paulaOf(drafted), own)
    const log = (contactId: string) =>
      story.make(`/v1/clients/${story.clientId}/interactions`, {
        type: 'call',
        occurredAt: story.daysAgo(30).instant,
        contacts: [{ contactId, advice: { about: 'ask for the range first' } }],
      })
    await log(story.contacts.rosa)
    expect((await paulaOf(drafted)).stale).toBeNull()
    await log(story.contacts.paula)
    expect((await paulaOf(drafted)).stale?.changes.map(({ fact }) => fact)).toContain('advice')
  })

  it('goes out exactly as it was edited', async () => {
    const drafted = await draft(api)
    const words = 'Dear Paula,\n\n  indented, “quoted” & <kept>\n\n\nMaya'
    await drafted.edit(await paulaOf(drafted), { subject: 'So: news', body: words })
    await drafted.approve()
    await drafted.start()
    const { messageId } = await paulaOf(drafted)
    const content = (await drafted.call('GET', `/v1/messages/${messageId!}/content`)).json<{
      subject: string
      text: string
    }>()
    expect(content.subject).toBe('So: news')
    expect(content.text.startsWith(`${words}\n\n-- \n`)).toBe(true)
  })

  it('cannot be given words and given up at once', async () => {
    const drafted = await draft(api)
    const refused = await drafted.edit(await paulaOf(drafted), { ...own, edited: false })
    expect(refused.json()).toMatchObject({ status: 422, errors: [{ pointer: '/edited' }] })
  })
})
