import { z } from 'zod'

/*
 * What a target counts, in requests and in answers.
 */

const types = z
  .array(z.enum(['call', 'email', 'meeting', 'video_call', 'message', 'letter', 'event']))
  .min(1)
  .max(7)
  .refine((list) => new Set(list).size === list.length, 'must name each type once')
  .describe('Only these types of interactions. Default: all.')
const direction = z.enum(['outbound', 'inbound', 'mutual']).describe('Only this direction, seen from the client.')
const newPeople = z
  .enum(['ever', 'this_search'])
  .describe(
    'Only with people whom the client first did something with in this period: ever, or in the search that the commitment names.',
  )
const minMinutes = z.int().min(1).max(1440).describe('Only interactions that took at least so long.')

export const filters = {
  types: types.optional(),
  direction: direction.optional(),
  newPeople: newPeople.optional(),
  minMinutes: minMinutes.optional(),
}

export const target = z.int().min(1).max(10_000).describe('How many in a whole period.')

/** A target as answers tell it. */
export const answeredTarget = {
  measure: z
    .enum(['interactions', 'people', 'minutes', 'coverage'])
    .describe('`coverage`: per cent of the people whom a landing is to be announced to.'),
  ...filters,
  target,
}
