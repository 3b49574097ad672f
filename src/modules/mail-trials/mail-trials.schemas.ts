import { z } from 'zod'
import { id } from '../../http/schemas.ts'

export const TestMailResponse = z.object({ messageId: id, to: z.string() })
