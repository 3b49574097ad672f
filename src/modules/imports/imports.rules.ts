import { addMilliseconds } from '../../infra/time/calendar.ts'
import type { Import } from './imports.repository.ts'

const monthMs = 30 * 24 * 60 * 60 * 1000

/** Until when an import can be taken back; undefined when there is nothing to take back. */
export function revertableUntil({ status, dryRun, finishedAt }: Import): Date | undefined {
  return status === 'done' && !dryRun && finishedAt ? addMilliseconds(finishedAt, monthMs) : undefined
}

/** How far an import is, or taking it back. */
export const progressOf = ({ revertRequestedAt, ...of }: Import): { processed: number; total: number | null } =>
  revertRequestedAt
    ? { processed: of.removed + of.restored + of.kept, total: of.creates + of.updates }
    : { processed: of.processed, total: of.total }
