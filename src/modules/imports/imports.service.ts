import { notFound } from '../../errors.ts'
import type { KeysetPage, PageRequest } from '../../infra/db/keyset.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { newId } from '../../infra/security/ids.ts'
import { getClient } from '../clients/clients.service.ts'
import { recordEvent } from '../events/events.service.ts'
import { enqueue } from '../outbox/outbox.service.ts'
import { type ImportRow, listRows, type Outcome } from './import-rows.repository.ts'
import { workOnImport } from './imports.jobs.ts'
import { importNotRevertable } from './imports.problems.ts'
import { findImport, type Import, insertChunk, insertImport, lockImport, updateImport } from './imports.repository.ts'
import { revertableUntil } from './imports.rules.ts'
import type { ImportForm } from './imports.schemas.ts'
import { readRows, recognize } from './reading.rules.ts'

/**
 * Takes in a file for a client; a worker deals with it.
 *
 * @throws 404 for the client, 422 for a file of which can be told at once that it is no address book
 */
export async function startImport(
  trx: PracticeTrx,
  clientId: string,
  { file, format, mapping, dryRun }: ImportForm,
): Promise<Import> {
  await getClient(trx, clientId)
  const manner = await recognize(() => file.read(), { format, mapping })
  await readRows(() => file.read(), manner).next()
  const importId = newId()
  await insertImport(trx, {
    practiceId: trx.practiceId,
    clientId,
    id: importId,
    dryRun: dryRun === 'true',
    fileName: file.name,
    format: manner.format,
    encoding: manner.encoding,
    mapping: mapping ? JSON.stringify(mapping) : null,
    queuedAt: trx.now,
    createdAt: trx.now,
    askedByMemberId: trx.actor.kind === 'member' ? trx.actor.id : null,
  })
  let number = 0
  for await (const bytes of file.read()) {
    await insertChunk(trx, { clientId, importId, number }, bytes)
    number += 1
  }
  await recordEvent(trx, {
    kind: 'import.started',
    subjectId: importId,
    clientId,
    payload: { format: manner.format, dryRun: dryRun === 'true' },
  })
  await enqueue(trx, workOnImport, { importId })
  return getImport(trx, importId)
}

/** An import that the caller may see. @throws 404 */
export async function getImport(trx: PracticeTrx, id: string): Promise<Import> {
  const found = await findImport(trx, id)
  if (!found) throw notFound()
  return found
}

/** What became of an import's rows, in their order. @throws 404 */
export async function listRowsOfImport(
  trx: PracticeTrx,
  importId: string,
  filters: { outcome?: Outcome | undefined },
  page: PageRequest,
): Promise<KeysetPage<ImportRow>> {
  const { clientId } = await getImport(trx, importId)
  return listRows(trx, { clientId, importId }, filters, page)
}

/** Rows are numbered by integers of PostgreSQL. */
const beyondAnyRow = 2_147_483_647

/** Has an import taken back, as far as nobody has built on it. @throws 404, 409 when it cannot be, or not any more */
export async function requestRevert(trx: PracticeTrx, id: string): Promise<Import> {
  const current = await lockImport(trx, id)
  if (!current) throw notFound()
  const until = revertableUntil(current)
  if (!until) throw importNotRevertable(whyNot(current))
  if (trx.now > until) throw importNotRevertable('It can be taken back for 30 days only.')
  await updateImport(trx, id, {
    status: 'queued',
    queuedAt: trx.now,
    revertRequestedAt: trx.now,
    revertBelow: beyondAnyRow,
  })
  await recordEvent(trx, { kind: 'import.revert_requested', subjectId: id, clientId: current.clientId })
  await enqueue(trx, workOnImport, { importId: id })
  return getImport(trx, id)
}

function whyNot({ status, dryRun }: Import): string {
  if (dryRun) return 'It was a dry run: it has changed nothing.'
  if (status === 'failed') return 'It has failed, and changed nothing.'
  return status === 'reverted' ? 'It is taken back already.' : 'It is still being worked on.'
}
