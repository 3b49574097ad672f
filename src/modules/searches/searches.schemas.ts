import { z } from 'zod'
import { clearable, id, instant, line, localDate, pageOf, pageQuery } from '../../http/schemas.ts'

export const SearchResponse = z
  .object({
    id,
    clientId: id,
    title: z.string().nullable(),
    status: z.enum(['active', 'landed', 'withdrawn']),
    startedOn: localDate,
    endedOn: localDate.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Search' })

const title = line(200).describe('What is sought: "Head of Operations, renewables".')

export const StartSearchBody = z.strictObject({
  title: title.optional(),
  startedOn: localDate.optional().describe("A day of the client's calendar. Default: today."),
})
export type StartSearchBody = z.output<typeof StartSearchBody>

export const UpdateSearchBody = z.strictObject({
  title: clearable(title),
  startedOn: localDate.optional(),
  status: z.literal('withdrawn').optional().describe('Gives the search up. A landing ends it the other way.'),
  endedOn: localDate.optional().describe('With status withdrawn; default: today.'),
})
export type UpdateSearchBody = z.output<typeof UpdateSearchBody>

export const ListSearchesQuery = z.strictObject({
  ...pageQuery,
  sort: z.enum(['startedOn', '-startedOn']).default('-startedOn').describe('A minus turns it round.'),
})

export const SearchPage = pageOf(SearchResponse)
