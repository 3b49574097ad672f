import type { Container } from '../../src/container.ts'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import type { LookUpTxt } from '../../src/infra/mail/txt-records.ts'
import { findDomainToCheck } from '../../src/modules/mail-settings/mail-settings.service.ts'
import { noteDomain, watchDomain } from '../../src/modules/mail-settings/watching-domain.service.ts'
import { finishWork } from '../../src/modules/outbox/outbox.service.ts'

/** Looks a practice's sending domain up, between two steps: no connection to the database waits for the DNS. */
export function createCheckDomain({ db }: Pick<Container, 'db'>, lookUpTxt: LookUpTxt) {
  return async ({ practiceId, outboxId }: { practiceId: string; outboxId: string }): Promise<void> => {
    const domain = await enterAsSystem(db, practiceId, findDomainToCheck)
    const records = domain && (await lookUpTxt(domain.name).catch(() => undefined))
    await enterAsSystem(db, practiceId, async (trx) => {
      if (domain && records) await noteDomain(trx, domain, records)
      else await watchDomain(trx, { dnsIsAway: true })
      await finishWork(trx, [outboxId])
    })
  }
}
