import { z } from 'zod'

export const practiceOfProvider = z.strictObject({
  practice: z.uuid().optional().describe('Whose own provider tells; signed with the secret of its mail settings.'),
})
