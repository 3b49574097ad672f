import type { Client } from './clients.repository.ts'
import type { UpdateClientBody } from './clients.schemas.ts'

const ownFields = ['timeZone', 'locale', 'digest', 'digestWeekday', 'digestHour', 'consents']

/** The fields of a change that a client may not make themselves: how they are known is for their coach to say. */
export const fieldsOfTheCoach = (changes: UpdateClientBody): string[] =>
  Object.keys(changes).filter((field) => !ownFields.includes(field))

/** Consents after a merge patch: null withdraws one, what is not named stays. */
export function mergeConsents(
  present: Client['consents'],
  changes: NonNullable<UpdateClientBody['consents']>,
): Client['consents'] {
  const { coachApprovesForMe = present.coachApprovesForMe, coachSeesAfterwards = present.coachSeesAfterwards } = changes
  return { ...(coachApprovesForMe && { coachApprovesForMe }), ...(coachSeesAfterwards && { coachSeesAfterwards }) }
}

/** Whether an alumnus has chosen that members of the practice see less than everything. */
export const isWithheld = ({ status, consents }: Pick<Client, 'status' | 'consents'>): boolean =>
  status === 'alumni' && (consents.coachSeesAfterwards ?? 'all') !== 'all'
