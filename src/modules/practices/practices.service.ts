import { notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { digestsChanged } from '../digest-schedules/digest-schedules.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { startTestClock } from '../sandbox/test-clock.service.ts'
import {
  findPractice,
  insertFounder,
  insertPractice,
  lockPractice,
  type Practice,
  updatePractice,
} from './practices.repository.ts'
import type { UpdatePracticeBody } from './practices.schemas.ts'

/** The practice that the transaction is in. @throws 404 */
export async function getPractice(trx: PracticeTrx): Promise<Practice> {
  const practice = await findPractice(trx)
  if (!practice) throw notFound()
  return practice
}

/** As `getPractice`, and nobody else changes it, or who owns it, until the transaction ends. */
export async function getPracticeLocked(trx: PracticeTrx): Promise<Practice> {
  await lockPractice(trx)
  return getPractice(trx)
}

/** Makes the practice that the transaction has already gone into, owned by the member who acts. */
export async function foundPractice(trx: PracticeTrx, values: { name: string; timeZone: string }): Promise<Practice> {
  if (trx.actor.kind !== 'member') throw new Error('a practice is founded by a member')
  await insertPractice(trx, values)
  if (trx.sandbox) await startTestClock(trx)
  await insertFounder(trx, { id: trx.actor.id, userId: trx.actor.userId })
  await digestsChanged(trx, { memberIds: [trx.actor.id] })
  await recordEvent(trx, { kind: 'practice.founded', subjectId: trx.practiceId, payload: { name: values.name } })
  return getPractice(trx)
}

/** Changes what is given. */
export async function editPractice(trx: PracticeTrx, changes: UpdatePracticeBody): Promise<Practice> {
  const {
    limits: { mailsPerDomainPerMinute, ...limits } = {},
    announcementHours,
    branding,
    digests,
    ...values
  } = changes
  await updatePractice(trx, {
    ...values,
    ...limits,
    ...branding,
    ...(digests && columnsOf(digests)),
    ...(mailsPerDomainPerMinute !== undefined && { mailsPerDomainMinute: mailsPerDomainPerMinute }),
    ...(announcementHours !== undefined && {
      announcementHours: announcementHours && JSON.stringify(announcementHours),
    }),
  })
  if (digests || values.timeZone) await digestsChanged(trx, 'everybody')
  await recordEvent(trx, {
    kind: 'practice.updated',
    subjectId: trx.practiceId,
    payload: { changed: Object.keys(changes) },
  })
  return getPractice(trx)
}

const columnsOf = ({ weekday, hour, whenQuiet }: NonNullable<UpdatePracticeBody['digests']>) => ({
  ...(weekday && { digestWeekday: weekday }),
  ...(hour !== undefined && { digestHour: hour }),
  ...(whenQuiet !== undefined && { digestWhenQuiet: whenQuiet }),
})
