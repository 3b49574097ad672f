import type { components, operations } from '../../../openapi/schema.d.ts'

type Schemas = components['schemas']
/** What an operation takes, by its `operationId`. */
export type BodyOf<Id extends keyof operations> = operations[Id] extends {
  requestBody: { content: { 'application/json': infer Body } }
}
  ? Body
  : never

export type Client = Schemas['Client']
export type Search = Schemas['Search']
export type Announcement = Schemas['Announcement']
export type Recipient = Schemas['AnnouncementRecipient']
export type Coverage = Schemas['Coverage']
export type Task = Schemas['Task']
export type Problem = Schemas['Problem']
