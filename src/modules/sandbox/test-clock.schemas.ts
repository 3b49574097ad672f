import { z } from 'zod'
import { id, instant } from '../../http/schemas.ts'

export const TestClockResponse = z
  .object({
    now: instant.describe('What time it is in this practice.'),
    status: z
      .enum(['ready', 'advancing', 'failed'])
      .describe(
        '`advancing`: the practice can only be read. `failed`: something due could not be done, see `failure`; advance again to try it again.',
      ),
    target: instant.describe('Where it was last told to go.'),
    processed: z.int().describe('What was due on the way and is done.'),
    total: z.int().describe('That, and what is still due; it grows when what is done makes more fall due.'),
    failure: z
      .object({
        kind: z.string().describe('What could not be done.'),
        subjectId: id.describe('What it is about.'),
        code: z.string(),
      })
      .nullable(),
  })
  .meta({ id: 'TestClock' })

export const AdvanceTestClockBody = z.strictObject({
  to: instant.describe('Not before its `now`, and at most two years after it.'),
})
