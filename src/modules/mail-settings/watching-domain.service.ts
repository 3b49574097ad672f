import type { PracticeTrx } from '../../infra/db/scope.ts'
import { addMilliseconds } from '../../infra/time/calendar.ts'
import { schedule, unschedule } from '../agenda/agenda.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { publishes } from '../../infra/mail/dns-record.ts'
import { findSettings, noteDomainCheck } from './mail-settings.repository.ts'
import { enqueueOnce } from '../outbox/outbox.service.ts'
import { finishTasks, openTasks } from '../tasks/tasks.service.ts'
import { checkDomain, domainCheckIsDue } from './mail-settings.jobs.ts'

const hourMs = 3_600_000

/** Has the sending domain looked up again in a day, in an hour when the DNS did not answer, never where there is none. */
export async function watchDomain(trx: PracticeTrx, { dnsIsAway = false } = {}): Promise<void> {
  const entry = { kind: domainCheckIsDue, subjectId: trx.practiceId }
  // The mail of a sandbox leaves from nowhere.
  if (trx.sandbox) return
  if (!(await findSettings(trx))?.fromAddress) return unschedule(trx, entry)
  await schedule(trx, { ...entry, dueAt: addMilliseconds(trx.now, (dnsIsAway ? 1 : 24) * hourMs) })
}

/** Lets a worker look the domain up, outside any transaction. */
export const askForCheck = (trx: PracticeTrx): Promise<void> => enqueueOnce(trx, checkDomain, {})

/**
 * Notes what the DNS said of a practice's sending domain. Without the record, letters come from the platform's address
 * again, and an owner is told, by a task that ends when the record is back.
 */
export async function noteDomain(
  trx: PracticeTrx,
  { selector, publicKey }: { selector: string; publicKey: string },
  records: string[],
): Promise<void> {
  const before = await findSettings(trx)
  if (before?.dkimSelector !== selector) return
  const found = publishes(records, publicKey)
  await noteDomainCheck(trx, selector, found)
  await watchDomain(trx)
  const { practiceId: subjectId } = trx
  if (found) await finishTasks(trx, { subjectId, status: 'done' })
  if (found === (before.domainVerifiedAt !== null)) return
  const payload = { domain: before.dkimDomain }
  await recordEvent(trx, { kind: found ? 'sending_domain.verified' : 'sending_domain.lost', subjectId, payload })
  if (found) return
  await openTasks(trx, [
    {
      kind: 'sending_domain',
      subjectId,
      clientId: null,
      title: `Have the DNS record of ${before.dkimDomain} published again`,
      body: `It is not found any more, so letters come from the platform’s address, with answers to the same people as before. \`GET /v1/practice/mail-settings\` shows the record; it is looked up again every day, and when you ask for it.`,
    },
  ])
}
