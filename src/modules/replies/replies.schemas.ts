import { z } from 'zod'
import { instant, text } from '../../http/schemas.ts'

export const RepliedBody = z.strictObject({
  at: instant.optional().describe('When they answered. Default: now.'),
  summary: text(2000).optional().describe('What they said, for the log of conversations.'),
})
export type RepliedBody = z.output<typeof RepliedBody>
