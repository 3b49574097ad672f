import { createHmac } from 'node:crypto'
import type { TestApi } from './api.ts'

let ids = 0

/** Posts bytes as a mail provider does, signed as Standard Webhooks say. */
export async function signedPost(
  api: TestApi,
  url: string,
  body: string,
  {
    secret,
    id = `evt_${(ids += 1)}`,
    at = Date.now(),
    type = 'application/json',
  }: { secret: string; id?: string; at?: number; type?: string },
) {
  const timestamp = String(Math.floor(at / 1000))
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return api.app.inject({
    method: 'POST',
    url,
    payload: body,
    headers: {
      'content-type': type,
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    },
  })
}
