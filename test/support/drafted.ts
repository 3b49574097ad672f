import { expect } from 'vitest'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { startAnnouncement } from '../../src/modules/announcements/sending.service.ts'
import type { TestApi } from './api.ts'
import { landingOf, tellStory } from './search-story.ts'

export interface Recipient {
  id: string
  contactName: string
  channel: string
  status: string
  insider: boolean
  onChain: boolean
  because: string
  subject: string
  body: string
  messageId: string | null
}

export interface Task {
  id: string
  kind: string
  subjectId: string
  status: string
  body: string
}

export type Drafted = Awaited<ReturnType<typeof draft>>

/** The story's search, landed, and what one does with its announcement. */
export async function draft(
  api: TestApi,
  { consent, landing = {} }: { consent?: boolean; landing?: Record<string, unknown> } = {},
) {
  const story = await tellStory(api, { consent })
  const call = (method: string, url: string, body?: unknown, { as = story.practice.owner, headers = {} } = {}) =>
    api.call(method, url, { as, body, headers })
  const landed = await call('POST', `/v1/searches/${story.searchId}/landing`, { ...landingOf(story), ...landing })
  expect(landed.statusCode, landed.body).toBe(201)
  const { id } = landed.json<{ announcement: { id: string } }>().announcement
  const url = `/v1/announcements/${id}`
  const read = async <T>(address: string) => (await call('GET', address)).json<T>()
  const recipients = async () => (await read<{ data: Recipient[] }>(`${url}/recipients?limit=100`)).data

  return {
    story,
    id,
    call,
    recipients,
    recipient: async (name: string) => (await recipients()).find((one) => one.contactName === name)!,
    announcement: () => read<{ status: string; scheduledFor: string | null }>(url),
    openTasks: async () => (await read<{ data: Task[] }>('/v1/tasks?status=open&limit=100')).data,
    approve: async (as = story.practice.owner, body: Record<string, unknown> = {}) => {
      const { headers } = await call('GET', url)
      return call('POST', `${url}/approve`, body, { as, headers: { 'if-match': headers.etag as string } })
    },
    edit: (recipient: Recipient, changes: Record<string, unknown>, as = story.practice.owner) =>
      call('PATCH', `/v1/announcement-recipients/${recipient.id}`, changes, { as }),
    /** `pause`, `resume` and so on. */
    act: (verb: string) => call('POST', `${url}/${verb}`),
    correctLanding: (changes: Record<string, unknown>, as = story.practice.owner) =>
      call('PATCH', `/v1/searches/${story.searchId}/landing`, changes, { as }),
    /** What the agenda does when the hour has come. */
    start: () =>
      enterAsSystem(api.container.db, story.practice.practiceId, (trx) =>
        startAnnouncement(trx, id, api.container.office),
      ),
    /** When the agenda lets it start. */
    startsAt: async () => {
      const { rows } = await api.database.admin.query<{ due_at: Date }>(
        `select due_at from agenda where subject_id = $1 and kind = 'announcement.start'`,
        [id],
      )
      return rows[0]?.due_at.toISOString()
    },
  }
}

/** A day from today on, YYYY-MM-DD in UTC. */
export const daysAhead = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
