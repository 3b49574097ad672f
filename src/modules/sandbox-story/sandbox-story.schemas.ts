import { z } from 'zod'
import { id } from '../../http/schemas.ts'

export const SandboxStoryResponse = z
  .object({
    clients: z.array(
      z.object({
        id,
        name: z.string(),
        contacts: z.int().describe('How many people they know.'),
        interactions: z.int().describe('How many conversations they had.'),
        searchId: id.nullable(),
        opportunityIds: z.array(id),
        landingId: id.nullable(),
        announcementId: id.nullable().describe('Drafted, and waiting to be looked through and approved.'),
      }),
    ),
  })
  .meta({ id: 'SandboxStory', description: 'What was made.' })
export type SandboxStory = z.output<typeof SandboxStoryResponse>
