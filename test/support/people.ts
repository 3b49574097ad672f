import type { TestApi } from './api.ts'
import type { Call } from './campaign.ts'

/** What signing up or in answers. */
export interface SignedIn {
  accessToken: string
  refreshToken: string
  user: { id: string; name: string; email: string; emailVerifiedAt: string | null }
  member: { id: string; role: string }
  practice: { id: string; name: string; sandbox: boolean }
  memberships: { practiceId: string; memberId: string; role: string }[]
}

export const goodPassword = 'a lamp beside the piano'

let people = 0

/** Signs somebody up as front ends do; nobody twice. */
export async function signUp(api: { call: Call }, values: Record<string, unknown> = {}): Promise<SignedIn> {
  people += 1
  const body = {
    practiceName: 'Northlight Coaching',
    name: 'Ada Brandt',
    email: `ada.${people}@example.test`,
    password: goodPassword,
    timeZone: 'Europe/Berlin',
    ...values,
  }
  const response = await api.call('POST', '/v1/auth/sign-up', { body })
  if (response.statusCode !== 201) throw new Error(`nobody was signed up: ${response.body}`)
  return response.json()
}

/** Signs somebody up who then follows the link that proves their address. */
export async function signUpVerified(api: TestApi): Promise<SignedIn> {
  const signedUp = await signUp(api)
  const token = await tokenMailedTo(api, signedUp.user.email, 'email_verification')
  await api.call('POST', '/v1/auth/email-verifications/confirm', { body: { token } })
  return signedUp
}

/** Every mail queued to an address, the newest first. */
export async function mailsTo(api: TestApi, address: string) {
  const { rows } = await api.database.admin.query<{ kind: string; subject: string; text: string; secret: string }>(
    `select kind, subject, text_body as text, secret from messages where to_address = $1 order by created_at desc, id desc`,
    [address],
  )
  return rows
}

/** The token in the newest mail of a kind, read off its link. */
export async function tokenMailedTo(api: TestApi, address: string, kind: string): Promise<string> {
  const mail = (await mailsTo(api, address)).find((sent) => sent.kind === kind)
  const token = /^https?:\S+[/=]([\w-]{43})$/m.exec(mail?.text ?? '')?.[1]
  if (!token) throw new Error(`no ${kind} with a link went to ${address}`)
  return token
}

/** The kinds of what was recorded in a practice, in order. */
export async function eventsOf(api: TestApi, practiceId: string): Promise<string[]> {
  const { rows } = await api.database.admin.query<{ kind: string }>(
    'select kind from events where practice_id = $1 order by position',
    [practiceId],
  )
  return rows.map(({ kind }) => kind)
}
