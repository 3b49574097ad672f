import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { type CadreClient, unwrap } from '../../../openapi/client.ts'

/** What the professional network hands out when somebody asks for their data: hardly an e-mail address in it. */
const fileName = 'Connections.csv'

/**
 * Imports the client's address book, and waits for it.
 *
 * @param hear is told of every row that is dealt with
 */
export async function importAddressBook(
  cadre: CadreClient,
  clientId: string,
  hear: (processed: number) => void,
): Promise<void> {
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
}

/**
 * Makes one person of the two who are likeliest to be one.
 *
 * @param known names of people who stay
 * @returns their names: who stays, and who becomes part of them
 */
export async function mergeLikeliest(
  cadre: CadreClient,
  clientId: string,
  known: readonly string[],
): Promise<{ stays: string; goes: string }> {
  const { data } = await unwrap(cadre.GET('/v1/clients/{id}/duplicates', { params: { path: { id: clientId } } }))
  const two = data[0]?.contacts ?? []
  const stays = two.find(({ name }) => known.includes(name))
  const goes = two.find((one) => one !== stays)
  if (!stays || !goes) throw new Error('Nobody is there twice.')
  const into = { params: { path: { id: stays.id } }, body: { from: [goes.id] } }
  await unwrap(cadre.POST('/v1/contacts/{id}/merge', into))
  return { stays: stays.name, goes: goes.name }
}

/** The ids of a client's contacts, by their names. */
export async function contactsByName(cadre: CadreClient, clientId: string): Promise<Map<string, string>> {
  const inClient = { params: { path: { id: clientId }, query: { limit: 100 } } }
  const { data } = await unwrap(cadre.GET('/v1/clients/{id}/contacts', inClient))
  return new Map(data.map(({ name, id }) => [name, id]))
}
