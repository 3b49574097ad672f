import type { Kysely } from 'kysely'
import { notFound } from '../../errors.ts'
import type { Database } from '../../infra/db/database.ts'
import { enterAsSystem } from '../../infra/db/scope.ts'
import { deriveKey } from '../../infra/security/secrets.ts'
import { readSignedLink, signLink } from '../../infra/security/signed-links.ts'
import { type Export, findChunk, findExport } from './exports.repository.ts'
import { formats } from './formats.rules.ts'

const purpose = 'export'

/** What links to files are signed with, and where they lead. */
export interface Downloads {
  key: Buffer
  publicUrl: string
}

export const createDownloads = ({ secret, publicUrl }: { secret: string; publicUrl: string }): Downloads => ({
  key: deriveKey(secret, 'export links'),
  publicUrl,
})

/** An export as it is shown, with the link to its file while there is one. */
export const exportResponse = ({ key, publicUrl }: Downloads, practiceId: string, now: Date, found: Export) => ({
  ...found,
  bytes: Number(found.bytes),
  downloadUrl:
    found.expiresAt && found.expiresAt > now
      ? `${publicUrl}/downloads/${signLink(key, { purpose, practiceId, subjectId: found.id })}`
      : null,
})

/**
 * The file that a link leads to, read piece by piece.
 *
 * @throws 404 for a link that is not ours, or whose time is over
 */
export async function openDownload(db: Kysely<Database>, { key }: Downloads, token: string) {
  const link = readSignedLink(key, token)
  if (link?.purpose !== purpose) throw notFound()
  const found = await enterAsSystem(db, link.practiceId, async (trx) => {
    const file = await findExport(trx, link.subjectId)
    return file?.expiresAt && file.expiresAt > trx.now && (await findChunk(trx, file, 0)) ? file : undefined
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
