import type { Client } from './clients.repository.ts'
import type { UpdateClientBody } from './clients.schemas.ts'

const ownFields = ['timeZone', 'locale', 'digest', 'consents']

/** The fields of a change that a client may not make themselves: how they are known is for their coach to say. */
export const fieldsOfTheCoach = (changes: UpdateClientBody): string[] =>
  Object.keys(changes).filter((field) => !ownFields.includes(field))

/** Consents after a merge patch: null withdraws one, what is not named stays. */
export function mergeConsents(
  present: Client['consents'],
  changes: NonNullable<UpdateClientBody['consents']>,
): Client['consents'] {
  const { coachApprovesForMe = present.coachApprovesForMe } = changes
  return coachApprovesForMe ? { coachApprovesForMe } : {}
}
