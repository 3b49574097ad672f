import { deriveKey } from '../../infra/security/secrets.ts'
import { signLink } from '../../infra/security/signed-links.ts'
import type { PostOffice } from './sending.service.ts'

/** The purpose of links that stop notes; they never expire, as RFC 8058 and its readers expect. */
export const optOutPurpose = 'opt-out'

/** Stands for a token where nobody must be able to use it. */
export const exampleToken = 'example'

/** What opt-out links are signed with. */
export const optOutKey = (secret: string): Buffer => deriveKey(secret, 'opt-out links')

/** Where notes come from and where their readers can opt out, in this deployment. */
export function createPostOffice({
  secret,
  publicUrl,
  mailFrom,
}: {
  secret: string
  publicUrl: string
  mailFrom: string
}): PostOffice {
  const key = optOutKey(secret)
  return {
    mailFrom,
    optOutUrl: (practiceId, subjectId) =>
      `${publicUrl}/l/${signLink(key, { purpose: optOutPurpose, practiceId, subjectId })}`,
    exampleOptOutUrl: `${publicUrl}/l/${exampleToken}`,
  }
}
