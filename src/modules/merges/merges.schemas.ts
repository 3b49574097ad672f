import { z } from 'zod'
import { id, instant } from '../../http/schemas.ts'
import { ContactResponse } from '../contacts/contacts.schemas.ts'

export const MergeContactsBody = z.strictObject({
  from: z
    .array(id)
    .min(1, 'must name at least one contact')
    .max(20, 'must name at most 20 contacts')
    .describe('The contacts that become part of the one in the path.'),
})

export const MergeResponse = z
  .object({
    id,
    clientId: id,
    mergedContactIds: z.array(id).describe('Their ids go on answering, with the contact they are now part of.'),
    mergedAt: instant,
    undoUntil: instant,
    undoneAt: instant.nullable(),
    contact: ContactResponse.describe('The contact they became, or that they were before.'),
  })
  .meta({ id: 'Merge' })
