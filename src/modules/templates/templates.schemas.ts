import { z } from 'zod'
import { id, instant, line, pageOf, pageQuery, text } from '../../http/schemas.ts'
import { requiredFacts, type TemplateKind } from './template-facts.rules.ts'

const kind = z.enum(Object.keys(requiredFacts) as [TemplateKind, ...TemplateKind[]])
const version = z.int().describe('0 is the built-in one.')
const language = z
  .string()
  .regex(/^[a-z]{2,3}(?:-[A-Z]{2})?$/, 'must be a language such as en or de-AT')
  .describe('What it is written in, as BCP 47 says it: for readers’ programs, and for how dates are written.')

const kindParam = kind.describe('Which mail it is for.')
const versionParam = z.coerce.number().int().min(0).max(1_000_000).describe('0 is the built-in one.')
export const kindParams = z.strictObject({ kind: kindParam })
export const versionParams = z.strictObject({ kind: kindParam, version: versionParam })

const field = z.object({
  name: z.string(),
  type: z
    .enum(['text', 'flag', 'link', 'list', 'group'])
    .describe('A `flag` is asked for with `if`, a `list` gone through with `for`; of a `group` the fields are said.'),
  meaning: z.string(),
  required: z.boolean().describe('It is there in every item.'),
})
const variable = field.extend({
  required: z.boolean().describe('It is there in every letter; any other has to be asked for with `if`, or given a `default`.'), // prettier-ignore
  example: z.string().nullable().describe('As it is said in the sample letter.'),
  fields: z.array(field).optional().describe('What each item of a list has.'),
})

const summary = {
  kind,
  reader: z.enum(['contact', 'client', 'member']),
  purpose: z.string(),
  publishedVersion: version.describe('The version in use; 0 is the built-in one.'),
  publishedAt: instant.nullable().describe('Since when; null for the built-in one.'),
  failure: z
    .object({ at: instant, detail: z.string() })
    .nullable()
    .describe('The last letter that could not be written with the version in use, and went out as the built-in one.'),
}

const TemplateSummary = z.object(summary).meta({ id: 'TemplateSummary' })
export const TemplatePage = pageOf(TemplateSummary)
export const ListTemplatesQuery = z.strictObject(pageQuery)

const source = { subject: z.string(), body: z.string(), language: z.string() }

export const TemplateResponse = z
  .object({
    ...summary,
    ...source,
    variables: z.array(variable).describe('All that templates of this kind may say.'),
    filters: z.array(z.string()).describe('The Liquid filters there are.'),
    tags: z.array(z.string()).describe('The Liquid tags there are.'),
  })
  .meta({ id: 'Template' })

export const WriteVersionBody = z.strictObject({
  subject: line(1000).describe('Liquid, on one line.'),
  body: text(20_000).describe('Markdown with Liquid. A paragraph that is one link becomes a button.'),
  language: language.default('en'),
  note: line(200).optional().describe('What is new in it, for colleagues.'),
})
export type WriteVersionBody = z.output<typeof WriteVersionBody>

export const VersionResponse = z
  .object({
    id: id.nullable().describe('Null for the built-in one.'),
    kind,
    version,
    ...source,
    note: z.string().nullable(),
    published: z.boolean().describe('Whether it is the one in use.'),
    createdAt: instant.nullable().describe('Null for the built-in one.'),
  })
  .meta({ id: 'TemplateVersion' })
export const VersionPage = pageOf(VersionResponse)
