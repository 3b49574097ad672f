import { z } from 'zod'
import { id, pageOf, pageQuery } from '../../http/schemas.ts'
import { reasons } from './duplicates.rules.ts'

export const ListDuplicatesQuery = z.strictObject(pageQuery)

const LikelyDuplicate = z
  .object({
    reasons: z.array(z.enum(reasons)).describe('Why they may be one person, the surest first.'),
    contacts: z
      .array(
        z.object({
          id,
          name: z.string(),
          email: z.string().nullable(),
          phone: z.string().nullable(),
          company: z.string().nullable(),
          title: z.string().nullable(),
        }),
      )
      .describe('Two of them, the older first.'),
  })
  .meta({ id: 'LikelyDuplicate' })

export const DuplicatePage = pageOf(LikelyDuplicate)

export const DismissDuplicateBody = z.strictObject({
  contactId: id,
  otherContactId: id.describe('Somebody else.'),
})
