import { z } from 'zod'
import { id, line, pageOf, pageQuery } from '../../http/schemas.ts'

const tag = line(50)

export const tagParams = z.strictObject({ id, tag: tag.describe('However its case.') })

export const ListTagsQuery = z.strictObject(pageQuery)

export const RenameTagBody = z.strictObject({ tag: tag.describe('Its new name. One that stands already takes it in.') })

export const TagResponse = z
  .object({
    tag: z.string().describe('As most write it.'),
    contacts: z.int().describe('How many have it.'),
  })
  .meta({ id: 'Tag' })

export const TagPage = pageOf(TagResponse)
