import type { Actor } from '../../infra/db/scope.ts'

/** Somebody's word that what an announcement was at that revision may go out. */
export interface Approval {
  kind: 'client' | 'member'
  id: string | null
  /** ISO 8601. */
  at: string
  revision: number
}

export const newApproval = ({ actor, now }: { actor: Actor; now: Date }, revision: number): Approval => ({
  kind: actor.kind === 'client' ? 'client' : 'member',
  id: actor.kind === 'system' ? null : actor.id,
  at: now.toISOString(),
  revision,
})

/** The approvals that are worth something: of what stands there now. */
export const standing = ({ approvals, revision }: { approvals: Approval[]; revision: number }): Approval[] =>
  approvals.filter((approval) => approval.revision === revision)

/** Whether an approval is that of the client, or of a member of the practice, as whoever acts is one. */
export const isBy = (approval: Approval, { kind }: Pick<Actor, 'kind'>): boolean =>
  (approval.kind === 'client') === (kind === 'client')

/** Whether the other of client and coach has approved what stands there now. */
export const isApprovedByOther = (
  announcement: { approvals: Approval[]; revision: number },
  { kind }: Pick<Actor, 'kind'>,
): boolean => standing(announcement).some((approval) => !isBy(approval, { kind }))
