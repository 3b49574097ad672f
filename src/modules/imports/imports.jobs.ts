import { z } from 'zod'
import { defineJob } from '../../infra/queue/job.ts'
import { UpdateContactBody } from '../contacts/contacts.schemas.ts'

/** Goes on with an import: reads its file, deals with the next rows, or takes them back. */
export const workOnImport = defineJob({
  name: 'imports.work',
  queue: 'background',
  payload: z.strictObject({ importId: z.uuid() }),
})

export { filedThings } from './network-file.schemas.ts'

/** What a row may say of a contact: what the API takes. */
export const ImportedContact = UpdateContactBody
