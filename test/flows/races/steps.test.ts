import { afterEach, describe, expect, it } from 'vitest'
import { newId } from '../../../src/infra/security/ids.ts'
import { cancelCampaign } from '../../../src/modules/messages/campaigns.service.ts'
import { approve, type Call, draftCampaign } from '../../support/campaign.ts'
import { brokenInvariants } from '../../support/invariants.ts'
import { openPost, patience, type Post } from '../../support/post.ts'

let post: Post
afterEach(() => post.stop())

describe('a mail on the wire when its campaign is cancelled', () => {
  it.each(['451 4.3.0 Later', '250 2.0.0 Ok'])(
    'is not tried again, whatever the server answers (%s)',
    async (reply) => {
      const atTheDot = Promise.withResolvers<void>()
      const cancelled = Promise.withResolvers<void>()
      post = await openPost('PostgreSQL', {
        behaviour: async ({ phase }) => {
          if (phase !== 'dot') return undefined
          atTheDot.resolve()
          await cancelled.promise
          return reply.startsWith('4') ? { reply } : undefined
        },
      })
      await post.startWorkers()
      const campaignId = newId()
      await post.queue(1, () => ({ campaignId }))
      await atTheDot.promise
      await post.inPractice((trx) => cancelCampaign(trx, { id: campaignId, clientId: null }))
      cancelled.resolve()
      const end = reply.startsWith('4') ? 'cancelled' : 'sent'
      await expect.poll(() => post.statuses(), patience).toEqual({ [end]: 1 })
      await expect.poll(() => brokenInvariants(post), patience).toEqual([])
    },
  )
})

describe('a paused announcement', () => {
  it('goes on when it is approved anew, with the notes that were held too', async () => {
    post = await openPost('PostgreSQL', { environment: { MAIL_SESSIONS: '2' } })
    const { api, practice, sink } = post
    const call: Call = (method, url, options) => api.call(method, url, { as: practice.owner, ...options })
    const { announcementId: id } = await draftCampaign(api.database.admin, practice.practiceId, { readers: 60 })
    await approve(call, id)
    await post.startWorkers()
    await expect.poll(() => sink.messages.length, patience).toBeGreaterThan(0)
    await call('POST', `/v1/announcements/${id}/pause`)
    expect((await approve(call, id)).statusCode).toBe(200)
    const status = async () => (await call('GET', `/v1/announcements/${id}`)).json<{ status: string }>().status
    await expect.poll(status, patience).toBe('completed')
    await expect.poll(() => brokenInvariants(post), patience).toEqual([])
    expect(sink.messages).toHaveLength(60)
  })
})
