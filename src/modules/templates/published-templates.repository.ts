import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { TemplateSource } from './template-engine.rules.ts'
import type { PublishedTemplate } from './template-versions.repository.ts'

/** What a practice has in use of its own, of all kinds. */
export function listPublished(trx: PracticeTrx): Promise<PublishedTemplate[]> {
  return trx
    .selectFrom('publishedTemplates')
    .select(['kind', 'version', 'publishedAt', 'failedAt', 'failure'])
    .where('practiceId', '=', trx.practiceId)
    .execute()
}

export function findPublished(trx: PracticeTrx, kind: string): Promise<PublishedTemplate | undefined> {
  return trx
    .selectFrom('publishedTemplates')
    .select(['kind', 'version', 'publishedAt', 'failedAt', 'failure'])
    .where('practiceId', '=', trx.practiceId)
    .where('kind', '=', kind)
    .executeTakeFirst()
}

export async function putPublished(trx: PracticeTrx, kind: string, version: number): Promise<void> {
  const inUse = { version, publishedAt: trx.now, failedAt: null, failure: null }
  await trx
    .insertInto('publishedTemplates')
    .values({ practiceId: trx.practiceId, kind, ...inUse })
    .onConflict((conflict) => conflict.columns(['practiceId', 'kind']).doUpdateSet(inUse))
    .execute()
}

export async function deletePublished(trx: PracticeTrx, kind: string): Promise<void> {
  await trx.deleteFrom('publishedTemplates').where('practiceId', '=', trx.practiceId).where('kind', '=', kind).execute()
}

/** Notes that a letter could not be written with the version in use. @returns false if that was known, or it is in use no more */
export async function noteFailure(trx: PracticeTrx, kind: string, version: number, failure: string): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('publishedTemplates')
    .set({ failedAt: trx.now, failure })
    .where('practiceId', '=', trx.practiceId)
    .where('kind', '=', kind)
    .where('version', '=', version)
    .where('failure', 'is distinct from', failure)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** What a practice's letters of `kind` are made of: its stationery, and its own template, if one is in use. */
export async function findLetterMakings(trx: PracticeTrx, kind: string) {
  const row = await trx
    .selectFrom('practices')
    .leftJoin('publishedTemplates as published', (join) =>
      join.onRef('published.practiceId', '=', 'practices.id').on('published.kind', '=', kind),
    )
    .leftJoin('templateVersions as own', (join) =>
      join
        .onRef('own.practiceId', '=', 'published.practiceId')
        .onRef('own.kind', '=', 'published.kind')
        .onRef('own.version', '=', 'published.version'),
    )
    .select(['practices.name', 'practices.accentColor', 'practices.postalAddress'])
    .select(['own.id', 'own.version', 'own.subject', 'own.body', 'own.language'])
    .where('practices.id', '=', trx.practiceId)
    .executeTakeFirst()
  const { id, version, subject, body, language } = row ?? {}
  const own = id && version && subject && body && language ? { id, version, subject, body, language } : undefined
  return { practice: row, own: own satisfies TemplateSource | undefined }
}
