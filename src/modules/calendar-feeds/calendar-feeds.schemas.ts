import { z } from 'zod'
import { id, instant } from '../../http/schemas.ts'

export const CalendarFeedResponse = z
  .object({
    clientId: id,
    active: z.boolean(),
    since: instant.nullable(),
    url: z
      .string()
      .nullable()
      .describe('For any calendar program to subscribe to. Told once, when it is made: whoever has it can read.'),
  })
  .meta({ id: 'CalendarFeed' })
