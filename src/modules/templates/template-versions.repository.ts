import { sql } from 'kysely'
import { type KeysetPage, type PageRequest, readPage } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { TemplateSource } from './template-engine.rules.ts'

/** A version that a practice wrote. */
export interface TemplateVersion extends TemplateSource {
  id: string
  kind: string
  version: number
  note: string | null
  createdAt: Date
}

/** A version in use, and since when it could not be used for some letter. */
export interface PublishedTemplate {
  kind: string
  version: number
  publishedAt: Date
  failedAt: Date | null
  failure: string | null
}

const columns = ['id', 'kind', 'version', 'subject', 'body', 'language', 'note', 'createdAt'] as const

/** The versions of a kind, the newest first. */
export function listVersions(trx: PracticeTrx, kind: string, page: PageRequest): Promise<KeysetPage<TemplateVersion>> {
  const query = trx
    .selectFrom('templateVersions')
    .select(columns)
    .where('practiceId', '=', trx.practiceId)
    .where('kind', '=', kind)
  return readPage(query, { keys: [{ expression: sql.ref('version'), type: 'integer' }], descending: true }, page)
}

export function findVersion(trx: PracticeTrx, kind: string, version: number): Promise<TemplateVersion | undefined> {
  return trx
    .selectFrom('templateVersions')
    .select(columns)
    .where('practiceId', '=', trx.practiceId)
    .where('kind', '=', kind)
    .where('version', '=', version)
    .executeTakeFirst()
}

/** The number of the newest version of a kind, 0 when there is none. */
export async function newestVersion(trx: PracticeTrx, kind: string): Promise<number> {
  const { newest } = await trx
    .selectFrom('templateVersions')
    .select((eb) => eb.fn.coalesce(eb.fn.max('version'), sql<number>`0`).as('newest'))
    .where('practiceId', '=', trx.practiceId)
    .where('kind', '=', kind)
    .executeTakeFirstOrThrow()
  return newest
}

export function insertVersion(
  trx: PracticeTrx,
  version: TemplateSource & { kind: string; version: number; note: string | null },
): Promise<TemplateVersion> {
  return trx
    .insertInto('templateVersions')
    .values({ ...version, practiceId: trx.practiceId, createdAt: trx.now })
    .returning(columns)
    .executeTakeFirstOrThrow()
}
