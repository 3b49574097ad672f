import { z } from 'zod'
import { email, localDate } from '../../http/schemas.ts'

export const LetterResponse = z
  .object({
    from: z.string(),
    to: z.string(),
    writtenOn: localDate.describe('Today, where the client lives.'),
    text: z.string(),
  })
  .meta({ id: 'Letter' })

export const OwnNoteResponse = z
  .object({
    to: email,
    contactName: z.string(),
    subject: z.string(),
    text: z.string(),
    mailto: z.string().describe('Opens the note, written and addressed, in the client’s own mail program.'),
  })
  .meta({ id: 'OwnNote' })
