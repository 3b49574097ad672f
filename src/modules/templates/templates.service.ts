import { notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { templateChanged } from '../announcement-facts/announcement-facts.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { getPracticeLocked } from '../practices/practices.service.ts'
import { builtInSource } from './built-in.service.ts'
import { deletePublished, findPublished, listPublished, putPublished } from './published-templates.repository.ts'
import { refuseMistakes } from './template-trials.service.ts'
import { requiredFacts, type TemplateKind } from './template-facts.rules.ts'
import { kindsOfLetter } from './template-kinds.rules.ts'
import { findVersion, insertVersion, newestVersion, type PublishedTemplate, type TemplateVersion } from './template-versions.repository.ts' // prettier-ignore
import type { TemplateSource } from './template-engine.rules.ts'

const kinds = (Object.keys(requiredFacts) as TemplateKind[]).toSorted()

/** Every kind of letter, by name, and which version of it is in use. */
export async function listTemplates(trx: PracticeTrx, { limit, after }: { limit: number; after?: string | undefined }) {
  const published = new Map((await listPublished(trx)).map((one) => [one.kind, one]))
  const rest = after === undefined ? kinds : kinds.filter((kind) => kind > after)
  const data = rest.slice(0, limit).map((kind) => summaryOf(kind, published.get(kind)))
  return { data, next: rest.length > limit ? [data.at(-1)!.kind] : null }
}

/** A kind of letter with the text in use. */
export async function getTemplate(trx: PracticeTrx, kind: TemplateKind) {
  const published = await findPublished(trx, kind)
  const { subject, body, language } = await getVersion(trx, kind, published?.version ?? 0)
  return { ...summaryOf(kind, published), subject, body, language }
}

function summaryOf(kind: TemplateKind, published: PublishedTemplate | undefined) {
  return {
    kind,
    ...kindsOfLetter[kind],
    publishedVersion: published?.version ?? 0,
    publishedAt: published?.publishedAt ?? null,
    failure: published?.failedAt ? { at: published.failedAt, detail: published.failure ?? '' } : null,
  }
}

/** A version as it was written; 0 is the built-in one. @throws 404 */
export async function getVersion(
  trx: PracticeTrx,
  kind: TemplateKind,
  version: number,
): Promise<TemplateVersion | (TemplateSource & { id: null; kind: string; version: 0; note: null; createdAt: null })> {
  if (version === 0) return { id: null, kind, version, ...builtInSource(kind), note: null, createdAt: null }
  const found = await findVersion(trx, kind, version)
  if (!found) throw notFound()
  return found
}

/** Writes the next version of a kind; it is in use once it is published. @throws 422 template_refused with every mistake in it */
export async function writeVersion(
  trx: PracticeTrx,
  kind: TemplateKind,
  { note, ...source }: TemplateSource & { note?: string | undefined },
): Promise<TemplateVersion> {
  await refuseMistakes(kind, source)
  // One after the other: numbers have no gaps, and nobody gets another's.
  await getPracticeLocked(trx)
  const version = (await newestVersion(trx, kind)) + 1
  const written = await insertVersion(trx, { ...source, kind, version, note: note ?? null })
  await recordEvent(trx, { kind: 'template.written', subjectId: written.id, payload: { template: kind, version } })
  return written
}

/** Puts a version in use, an older one as well; 0 goes back to the built-in one. @throws 404 */
export async function publishVersion(trx: PracticeTrx, kind: TemplateKind, version: number): Promise<void> {
  await getPracticeLocked(trx)
  const { id } = await getVersion(trx, kind, version)
  const before = (await findPublished(trx, kind))?.version ?? 0
  if (version === 0) await deletePublished(trx, kind)
  else await putPublished(trx, kind, version)
  const subjectId = id ?? (await findVersion(trx, kind, before))?.id ?? trx.practiceId
  await recordEvent(trx, { kind: 'template.published', subjectId, payload: { template: kind, version, before } })
  if (['announcement', 'announcement_insider', 'call_script'].includes(kind)) await templateChanged(trx)
}
