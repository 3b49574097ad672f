import { z } from 'zod'
import { id, instant, line, localDate, pageOf, pageQuery } from '../../http/schemas.ts'

export const BreakResponse = z
  .object({
    id,
    clientId: id,
    startsOn: localDate,
    endsOn: localDate,
    reason: z.string().nullable(),
    declaredBy: z.enum(['client', 'coach']),
    createdAt: instant,
  })
  .meta({ id: 'Break' })
export const BreakPage = pageOf(BreakResponse)

export const DeclareBreakBody = z.strictObject({
  startsOn: localDate.describe("A day of the client's calendar."),
  endsOn: localDate.describe('The last day of it.'),
  reason: line(500).optional(),
})
export type DeclareBreakBody = z.output<typeof DeclareBreakBody>

export const ListBreaksQuery = z.strictObject(pageQuery)
