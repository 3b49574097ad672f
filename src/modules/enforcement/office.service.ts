import { deriveKey } from '../../infra/security/secrets.ts'
import { signLink } from '../../infra/security/signed-links.ts'
import { createCommitmentLinks } from '../commitments/commitment-links.service.ts'
import { createPeriodLinks } from '../periods/period-links.service.ts'

/** Where the ladder's mails come from, and where their links lead, in this deployment. */
export interface LadderOffice {
  mailFrom: string
  holdUrl(practiceId: string, escalationId: string): string
  disputeUrl(practiceId: string, periodId: string): string
  acceptUrl(practiceId: string, commitmentId: string): string
}

/** The purpose of links that hold a step; what they lead to says whether there is still something to hold. */
export const holdPurpose = 'hold-step'

/** What links to hold a step are signed with. */
export const holdKey = (secret: string): Buffer => deriveKey(secret, 'hold links')

export function createLadderOffice({
  secret,
  publicUrl,
  mailFrom,
}: {
  secret: string
  publicUrl: string
  mailFrom: string
}): LadderOffice {
  const key = holdKey(secret)
  const { disputeUrl } = createPeriodLinks({ secret, publicUrl })
  const { acceptUrl } = createCommitmentLinks({ secret, publicUrl })
  return {
    mailFrom,
    holdUrl: (practiceId, subjectId) =>
      `${publicUrl}/l/${signLink(key, { purpose: holdPurpose, practiceId, subjectId })}`,
    disputeUrl,
    acceptUrl,
  }
}
