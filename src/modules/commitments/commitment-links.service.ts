import type { Kysely } from 'kysely'
import type { Database } from '../../infra/db/database.ts'
import { enterAsClient, enterAsSystem } from '../../infra/db/scope.ts'
import { deriveKey } from '../../infra/security/secrets.ts'
import { readSignedLink, signLink } from '../../infra/security/signed-links.ts'
import { targetWords } from '../periods/target-words.rules.ts'
import { acceptCommitment } from './accepting.service.ts'
import { type Commitment, findCommitment } from './commitments.repository.ts'
import { getCommitmentLocked } from './commitments.service.ts'

export interface CommitmentLinkDeps {
  db: Kysely<Database>
  /** What these links are signed with. */
  key: Buffer
}

const purpose = 'accept'

/** What links to commitments are signed with. */
export const commitmentLinkKey = (secret: string): Buffer => deriveKey(secret, 'commitment links')

/** Where letters lead for whoever accepts what was proposed. The link is good while it is only proposed. */
export function createCommitmentLinks({ secret, publicUrl }: { secret: string; publicUrl: string }) {
  const key = commitmentLinkKey(secret)
  return {
    acceptUrl: (practiceId: string, commitmentId: string): string =>
      `${publicUrl}/l/${signLink(key, { purpose, practiceId, subjectId: commitmentId })}`,
  }
}

/** The proposal that a link leads to; undefined once it is accepted or withdrawn. */
export async function readAcceptLink({ db, key }: CommitmentLinkDeps, token: string): Promise<Commitment | undefined> {
  const link = readSignedLink(key, token)
  if (link?.purpose !== purpose) return undefined
  return enterAsSystem(db, link.practiceId, async (trx) => {
    const commitment = await findCommitment(trx, link.subjectId)
    return commitment?.status === 'proposed' ? commitment : undefined
  })
}

const each = { day: 'a day', week: 'a week', fortnight: 'every two weeks', month: 'a month', once: 'in all' }

/** What is promised and how often, for the client. */
export const inWords = ({ targets, period }: Pick<Commitment, 'targets' | 'period'>): string =>
  `${targets.map((target) => targetWords(target)).join(', ')} ${each[period]}`

/** Accepts it in the client's name. Undefined for a link that is no longer good. */
export async function followAcceptLink(
  deps: CommitmentLinkDeps,
  token: string,
  requestId: string,
): Promise<Commitment | undefined> {
  const link = readSignedLink(deps.key, token)
  const proposed = await readAcceptLink(deps, token)
  if (!link || !proposed) return undefined
  const place = { practiceId: link.practiceId, clientId: proposed.clientId, requestId }
  return enterAsClient(deps.db, place, async (trx) =>
    acceptCommitment(trx, await getCommitmentLocked(trx, proposed.id), undefined, 'link'),
  )
}
