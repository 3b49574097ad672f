import { createImportsWork } from '../../workers/processors/imports-work.processor.ts'
import { enterAsSystem } from '../../src/infra/db/scope.ts'
import { startImport } from '../../src/modules/imports/imports.service.ts'
import type { TestApi, TestPractice } from './api.ts'
import { formWith } from './forms.ts'
import { type Ids, newestId } from './sample.ts'

/** Does the work on imports that stands in the outbox of a practice, without a queue, until there is none. */
async function workOffImports({ container, database: { admin } }: TestApi, practiceId: string): Promise<void> {
  const work = createImportsWork(container, { stopping: new AbortController().signal })
  for (;;) {
    const { rows } = await admin.query<{ id: string; payload: { importId: string } }>(
      `select id, payload from outbox where practice_id = $1 and job = 'imports.work' order by id limit 1`,
      [practiceId],
    )
    if (!rows[0]) return
    await work({ practiceId, outboxId: rows[0].id, payload: rows[0].payload })
  }
}

/** Imports for the newest client, behind the API's back. @returns the import's id */
export async function importByHand(api: TestApi, ids: Ids, text: string): Promise<string> {
  const practiceId = newestId(ids, 'practices')
  const file = {
    name: 'people.csv',
    size: text.length,
    sha256: '',
    async *read() {
      yield Buffer.from(text)
    },
  }
  const started = await enterAsSystem(api.container.db, practiceId, (trx) =>
    startImport(trx, newestId(ids, 'clients'), { file, dryRun: 'false' }),
  )
  await workOffImports(api, practiceId)
  return started!.id
}

/** What an import has answered, as far as tests look. */
export interface ImportAnswer {
  id: string
  status: string
  format: string
  encoding: string
  processed: number
  total: number | null
  outcomes: Record<'create' | 'update' | 'duplicate' | 'reject', number>
  failure: { code: string; detail: string } | null
  revert: { removed: number; restored: number; kept: number; finishedAt: string | null } | null
}

export interface RowAnswer {
  number: number
  outcome: string
  reason: string | null
  contactId: string | null
  revert: string | null
  revertReason: string | null
}

/** Somebody who imports into the network of one client. */
export function importerOf(api: TestApi, at: { practiceId: string; token: string; clientId: string }) {
  const { practiceId, token, clientId } = at
  const get = async <T>(url: string) => (await api.call('GET', url, { as: token })).json<T>()
  const send = (
    file: string | Uint8Array,
    fields: Record<string, string> = {},
    headers: Record<string, string> = {},
  ) => {
    const form = formWith(file, fields)
    return api.call('POST', `/v1/clients/${clientId}/imports`, { as: token, body: form.body, headers: { ...form.headers, ...headers } }) // prettier-ignore
  }
  const read = (id: string) => get<ImportAnswer>(`/v1/imports/${id}`)
  return {
    send,
    read,
    /** Has the work done that was asked for. */
    workOff: () => workOffImports(api, practiceId),
    /** Sends a file and has the work done. */
    async bringIn(file: string | Uint8Array, fields: Record<string, string> = {}): Promise<ImportAnswer> {
      const answer = await send(file, fields)
      if (answer.statusCode !== 202) throw new Error(`refused: ${answer.body}`)
      await workOffImports(api, practiceId)
      return read(answer.json<ImportAnswer>().id)
    },
    rows: async (id: string, query = '') =>
      (await get<{ data: RowAnswer[] }>(`/v1/imports/${id}/rows?limit=100${query}`)).data,
    contacts: async () =>
      (await get<{ data: Record<string, unknown>[] }>(`/v1/clients/${clientId}/contacts?limit=100`)).data,
  }
}

let clients = 0

/** A new client of a practice, and what brings address books into their network. */
export async function startImporter(api: TestApi, { practiceId, owner }: TestPractice) {
  const body = { name: 'Maya Lindqvist', email: `maya${(clients += 1)}@example.test`, timeZone: 'Europe/Berlin' }
  const { id: clientId } = (await api.call('POST', '/v1/clients', { as: owner, body })).json<{ id: string }>()
  return { clientId, importer: importerOf(api, { practiceId, token: owner, clientId }) }
}
