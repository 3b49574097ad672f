import type { Kysely } from 'kysely'
import { notFound } from '../../errors.ts'
import type { Database } from '../../infra/db/database.ts'
import { enterAsSystem, type PracticeTrx } from '../../infra/db/scope.ts'
import type { Office } from '../links/office.service.ts'
import { type Export, findChunk, findExport } from './exports.repository.ts'
import { formats } from './formats.rules.ts'

/** An export as it is shown, with the link to its file while there is one. */
export const exportResponse = (office: Office, trx: PracticeTrx, found: Export) => ({
  ...found,
  bytes: Number(found.bytes),
  downloadUrl:
    found.expiresAt && found.expiresAt > trx.now
      ? office.linkTo(trx, 'download', { holderId: found.clientId, subjectId: found.id, until: found.expiresAt })
      : null,
})

/**
 * The file that a link leads to, read piece by piece.
 *
 * @throws 404 for a link that is not ours, or whose time is over
 */
export async function openDownload(db: Kysely<Database>, office: Office, token: string) {
  const link = office.readLink(token)
  if (link?.purpose !== 'download') throw notFound()
  const found = await enterAsSystem(db, link.practiceId, async (trx) => {
    const file = await findExport(trx, link.subjectId)
    return file?.clientId === link.holderId &&
      file.expiresAt &&
      file.expiresAt > trx.now &&
      (await findChunk(trx, file, 0))
      ? file
      : undefined
  })
  if (!found) throw notFound()
  const { mediaType, extension } = formats[found.format]
  return {
    mediaType,
    fileName: `network-${found.createdAt.toISOString().slice(0, 10)}.${extension}`,
    bytes: Number(found.bytes),
    chunks: chunksOf(db, link.practiceId, found),
  }
}

async function* chunksOf(db: Kysely<Database>, practiceId: string, file: Export): AsyncGenerator<Buffer> {
  for (let number = 0; ; number += 1) {
    const bytes = await enterAsSystem(db, practiceId, (trx) => findChunk(trx, file, number))
    if (!bytes) return
    yield bytes
  }
}
