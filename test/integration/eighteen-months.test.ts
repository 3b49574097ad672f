import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { openPage } from '../support/pages.ts'
import { createSandboxWorker, makeSandbox, type Sandbox } from '../support/sandbox.ts'

/*
 * A job, and the eighteen months after it, in four zones. Worked out by hand on a paper calendar: everybody was told on
 * Monday, 5 January 2026, and is called on the day they fall due. Karl told of the job and is called within 30 days,
 * then every 180; Ines is close (30, 90, 180 days), Paula less so (90, 180), Omar hardly (180, then a year). Noon in
 * New York, Berlin, Kolkata and Sydney, in UTC: their clocks change on 8 March and 1 November, 29 March and 25 October,
 * never, and 5 April and 4 October.
 */
const calendar: [day: string, who: string, noons: [string, string, string, string]][] = [
  ['2026-02-04', 'Ines', ['17:00', '11:00', '06:30', '01:00']],
  ['2026-02-04', 'Karl', ['17:00', '11:00', '06:30', '01:00']],
  ['2026-04-05', 'Paula', ['16:00', '10:00', '06:30', '02:00']],
  ['2026-05-05', 'Ines', ['16:00', '10:00', '06:30', '02:00']],
  ['2026-07-04', 'Omar', ['16:00', '10:00', '06:30', '02:00']],
  ['2026-08-03', 'Karl', ['16:00', '10:00', '06:30', '02:00']],
  ['2026-10-02', 'Paula', ['16:00', '10:00', '06:30', '02:00']],
  ['2026-11-01', 'Ines', ['17:00', '11:00', '06:30', '01:00']],
  ['2027-07-04', 'Omar', ['16:00', '10:00', '06:30', '02:00']],
]
const zones = ['America/New_York', 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Sydney']

let api: TestApi
let sandbox: Sandbox
beforeAll(async () => {
  api = await startTestApi()
  sandbox = await makeSandbox(api, { standsAt: '2026-01-05T10:00:00Z' })
})
afterAll(() => api.stop())

async function post<T>(url: string, body?: unknown): Promise<T> {
  const response = await api.call('POST', url, { as: sandbox.practice.owner, body })
  expect(response.statusCode, `${url} ${response.body}`).toBeLessThan(300)
  return response.json<T>()
}
const read = async <T>(url: string) => (await api.call('GET', url, { as: sandbox.practice.owner })).json<T>()
const goTo = async (instant: string) => {
  await sandbox.advance(instant)
  await createSandboxWorker(api)(sandbox)
}

/** A client who found a job through Karl, whom Ines had introduced, told everybody, and is coached no longer. */
async function land(timeZone: string) {
  const { id: clientId } = await post<{ id: string }>('/v1/clients', {
    name: 'Maya Sandoval',
    email: `maya@zone${zones.indexOf(timeZone)}.example`,
    timeZone,
  })
  const ids = new Map<string, string>()
  for (const [name, tier] of [
    ['Karl', 'extended'],
    ['Ines', 'inner'],
    ['Paula', 'active'],
    ['Omar', 'extended'],
  ] as const) {
    // prettier-ignore
    const { id } = await post<{ id: string }>(`/v1/clients/${clientId}/contacts`, { name: `${name} Moe`, tier })
    ids.set(name, id)
  }
  const search = await post<{ id: string }>(`/v1/clients/${clientId}/searches`, { startedOn: '2025-10-01' })
  await post(`/v1/contacts/${ids.get('Ines')}/introductions`, { introducedContactId: ids.get('Karl'), introducedOn: '2025-11-03' }) // prettier-ignore
  for (const contactId of ids.values()) {
    const advice = contactId === ids.get('Paula') ? { about: 'lead with turnaround results' } : undefined
    await post(`/v1/clients/${clientId}/interactions`, { type: 'call', occurredAt: '2025-11-20T12:00:00Z', contacts: [{ contactId, advice }] }) // prettier-ignore
  }
  const opportunity = await post<{ id: string }>(`/v1/searches/${search.id}/opportunities`, {
    company: 'Helio Works',
    role: 'Head of Operations',
    source: 'contact',
    sourceContactId: ids.get('Karl'),
  })
  const { announcement } = await post<{ announcement: { id: string } }>(`/v1/searches/${search.id}/landing`, {
    position: 'Head of Operations',
    company: 'Helio Works',
    startsOn: '2026-02-02',
    landedOn: '2026-01-05',
    opportunityId: opportunity.id,
  })
  const { data } = await read<{ data: { id: string }[] }>(`/v1/announcements/${announcement.id}/recipients`)
  expect(data).toHaveLength(4)
  for (const { id } of data) {
    await post(`/v1/announcement-recipients/${id}/told`, { via: 'call', on: '2026-01-05', offeredHelp: true })
  }
  await post(`/v1/clients/${clientId}/complete`)
  return { clientId, ids, due: () => read<{ data: { name: string }[] }>(`/v1/clients/${clientId}/follow-ups`) }
}

it(
  'everybody falls due at the right local noon, for eighteen months, and then helps to begin again',
  { timeout: 300_000 },
  async () => {
    // prettier-ignore
    const clients = await Promise.all(zones.map(land))
    await goTo('2026-01-05T10:00:01Z')
    const noons = calendar.flatMap(([day, who, times]) =>
      times.map((time, zone) => ({ at: `${day}T${time}:00.000Z`, who, client: clients[zone]! })),
    )
    const fallDue: string[] = []
    for (const [at, those] of [...Map.groupBy(noons, (noon) => noon.at)].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      await goTo(new Date(Date.parse(at) - 1).toISOString())
      for (const { client } of those) expect((await client.due()).data, `before ${at}`).toEqual([])
      await goTo(at)
      for (const [client, expected] of Map.groupBy(those, (one) => one.client)) {
        const names = (await client.due()).data.map(({ name }) => name)
        expect(names.toSorted(), at).toEqual(expected.map(({ who }) => `${who} Moe`).toSorted())
        fallDue.push(...names)
      }
      for (const { client, who } of those) {
        const contacts = [{ contactId: client.ids.get(who) }]
        await post(`/v1/clients/${client.clientId}/interactions`, {
          type: 'call',
          occurredAt: at,
          minutes: 15,
          contacts,
        })
      }
    }
    expect(fallDue).toHaveLength(calendar.length * zones.length)
    // The calendar is complete: nobody else fell due on any other day.
    await goTo('2027-07-05T23:00:00Z')
    for (const { due } of clients) expect((await due()).data).toEqual([])

    const { clientId } = clients[0]!
    await post(`/v1/clients/${clientId}/resume`)
    const { id: searchId } = await post<{ id: string }>(`/v1/clients/${clientId}/searches`, { startedOn: '2027-07-05' })
    const { suggestions } = await read<{ suggestions: { name: string; because: string; reason: string }[] }>(
      `/v1/searches/${searchId}/suggestions`,
    )
    expect(suggestions.map(({ name, because, reason }) => [name, because, reason])).toEqual([
      ['Ines Moe', 'chain', 'The job at Helio Works came through them; they introduced you to one person.'],
      ['Karl Moe', 'chain', 'The job at Helio Works came through them.'],
      ['Paula Moe', 'adviser', 'They advised you: “lead with turnaround results”.'],
    ])

    // An alumnus begins again by himself, with a link: the same people, and then whose turn it is.
    const alumnus = { holderId: clients[1]!.clientId, subjectId: clients[1]!.clientId }
    const place = { practiceId: sandbox.practice.practiceId, now: new Date('2027-07-05T23:00:00Z') }
    const page = await openPage(api, api.container.office.linkTo(place, 'start_search', alumnus))
    const begun = await page.press('Start searching', { title: 'Chief of staff' })
    expect(begun.text).toMatch(
      /“Chief of staff”.*Call these people first Ines Moe\. The job at .* Karl Moe\. The job at .* Paula Moe\. They advised .* Omar Moe Undo$/,
    )
  },
)
