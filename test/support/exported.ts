import { createExportsWrite } from '../../workers/processors/exports-write.processor.ts'
import type { TestApi } from './api.ts'

export interface ExportAnswer {
  id: string
  status: string
  processed: number
  total: number
  bytes: number
  downloadUrl: string | null
  expiresAt: string | null
}

/** Writes the exports that stand in the outbox of a practice, without a queue, with so many workers at once. */
export async function workOffExports({ container, database: { admin } }: TestApi, practiceId: string, workers = 1) {
  const { rows } = await admin.query<{ id: string; payload: { exportId: string } }>(
    `select id, payload from outbox where practice_id = $1 and job = 'exports.write' order by id`,
    [practiceId],
  )
  for (const { id: outboxId, payload } of rows) {
    const write = createExportsWrite(container, { stopping: new AbortController().signal })
    await Promise.all(Array.from({ length: workers }, () => write({ practiceId, outboxId, payload })))
  }
}

/** Somebody who takes the network of one client along. */
export function exporterOf(api: TestApi, at: { practiceId: string; token: string; clientId: string }) {
  const { practiceId, token: as, clientId } = at
  const start = (format: string) => api.call('POST', `/v1/clients/${clientId}/exports`, { as, body: { format } })
  const read = async (id: string) => (await api.call('GET', `/v1/exports/${id}`, { as })).json<ExportAnswer>()
  const download = (url: string) => api.app.inject({ url: new URL(url).pathname })
  return {
    start,
    read,
    download,
    /** The whole file. */
    async take(format: string, workers = 1): Promise<string> {
      const started = (await start(format)).json<ExportAnswer>()
      await workOffExports(api, practiceId, workers)
      const { downloadUrl, status } = await read(started.id)
      if (!downloadUrl) throw new Error(`the export is ${status}`)
      return (await download(downloadUrl)).body
    },
  }
}
