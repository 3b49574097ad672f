import { z } from 'zod'
import { weekdays } from './slots.rules.ts'

/** Null stands for weekly, and for none for assistants. */
export const memberDigest = z
  .enum(['daily', 'weekly', 'off'])
  .describe('How often the digest about one’s clients comes, in this practice. Null: weekly, and none for assistants.')

/** Null stands for what the practice says. */
export const digestWeekday = z
  .enum(weekdays)
  .describe('The weekday of the digest. Monthly and quarterly ones come on the first such day.')

/** Null stands for what the practice says. */
export const digestHour = z.int().min(0).max(23).describe('The hour of the digest, by its recipient’s clock.')
