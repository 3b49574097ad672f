import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { type CadreClient, unwrap } from '../../../openapi/client.ts'

/** What the professional network hands out when somebody asks for their data: hardly an e-mail address in it. */
const fileName = 'Connections.csv'

/**
 * Imports the client's address book, and waits for it.
 *
 * @param hear is told of every row that is dealt with
 * @returns the ids of the contacts it has brought, by their names
 */
export async function importAddressBook(
  cadre: CadreClient,
  clientId: string,
  hear: (processed: number) => void,
): Promise<Map<string, string>> {
  const path = { id: clientId }
  const file = await readFile(new URL(fileName, import.meta.url), 'utf8')
  let current = await unwrap(
    cadre.POST('/v1/clients/{id}/imports', {
      params: { path },
      body: { file, format: 'linkedin', dryRun: 'false' },
      bodySerializer: ({ format, dryRun }) => {
        const form = new FormData()
        form.append('format', format!)
        form.append('dryRun', dryRun!)
        form.append('file', new Blob([file]), fileName)
        return form
      },
    }),
  )
  while (current.status === 'queued' || current.status === 'running') {
    await delay(100)
    current = await unwrap(cadre.GET('/v1/imports/{id}', { params: { path: { id: current.id } } }))
    hear(current.processed)
  }
  if (current.status !== 'done')
    throw new Error(`The import of ${fileName} is ${current.status}: ${current.failure?.detail}`)
  const { data } = await unwrap(cadre.GET('/v1/clients/{id}/contacts', { params: { path, query: { limit: 100 } } }))
  return new Map(data.map(({ name, id }) => [name, id]))
}
