import { z } from 'zod'
import { instant } from '../../http/schemas.ts'
import { Effort } from '../contacts/contacts.schemas.ts'

export const EffortResponse = z
  .object({
    effort: Effort.describe('An interaction with several people counts once.'),
    contacts: z.int().describe('With how many people.'),
    firstInteractionAt: instant.nullable(),
    lastInteractionAt: instant.nullable(),
  })
  .meta({ id: 'EffortSum' })
