import { z } from 'zod'
import { defineJob } from '../../infra/queue/job.ts'

/** Looks up whether the DNS record of a practice's sending domain is still published. */
export const checkDomain = defineJob({
  name: 'mail_settings.check_domain',
  queue: 'background',
  payload: z.strictObject({}),
})

/** A sending domain is to be looked up again; the subject is the practice. */
export const domainCheckIsDue = 'mail_settings.domain_check'
