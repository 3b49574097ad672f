import type { Container } from '../../src/container.ts'
import { AppError } from '../../src/errors.ts'
import { enterAsSystem, type PracticeTrx } from '../../src/infra/db/scope.ts'
import { sqlStateOf } from '../../src/infra/db/sqlstate.ts'
import { readRows } from '../../src/modules/imports/reading.rules.ts'
import { takeBackRows } from '../../src/modules/imports/reverting.service.ts'
import {
  finishImport, makeWay, readChunk, recordTotal, refuseImport, type Stint, takeTurn,
} from '../../src/modules/imports/turns.service.ts' // prettier-ignore
import { keepWork } from '../../src/modules/outbox/outbox.service.ts'
import { type Checked, checkRow, dealWithRows } from '../../src/modules/imports/working.service.ts'
import { tombstoneKey } from '../../src/modules/tombstones/tombstones.service.ts'

/** What fits into one transaction: contacts are written together, things of an export one after the other. */
const rowsPerBatchOf = ({ manner }: Stint) => (manner.format === 'cadre' ? 250 : 1000)
/** Few enough that other practices get a worker in between, many enough that it is seldom read up to there again. */
const batchesPerSlice = 25
const maxAttempts = 3

type Step = <T>(step: (trx: PracticeTrx) => Promise<T>) => Promise<T>

/**
 * Does a slice of an import: reads the file as a whole first, then deals with its rows in batches, each a transaction
 * that moves the position as well. Any number may do so at a time and be killed at any moment.
 */
export function createImportsWork(
  { db, config }: Pick<Container, 'db' | 'config'>,
  { stopping }: { stopping: AbortSignal },
) {
  const tombstones = tombstoneKey(config.secret)
  return async (work: { practiceId: string; outboxId: string; payload: { importId: string } }): Promise<void> => {
    const step: Step = async (run) => {
      const done = await enterAsSystem(db, work.practiceId, async (trx) => {
        const result = await run(trx)
        // Last: whoever holds the delivery while they wait for their turn would be waited for by whose turn it is.
        await keepWork(trx, work.outboxId, config.republishAfterMs)
        return { result }
      })
      if (!done) throw new Error('there is no such practice')
      return done.result
    }
    const delivery = { importId: work.payload.importId, outboxId: work.outboxId }
    const stint = await step((trx) => takeTurn(trx, delivery))
    if (!stint) return
    try {
      const end = await (stint.revertBelow === null ? bringIn(step, stint) : takeBack(step, stint))
      if (end === 'finished') await step((trx) => finishImport(trx, delivery))
      if (end === 'unfinished') await step((trx) => makeWay(trx, delivery))
    } catch (error) {
      if (!isRefusal(error)) throw error
      await step((trx) => refuseImport(trx, delivery, error.message))
    }
  }

  /** What an end means: overtaken, somebody else does the rest and says so. */
  type End = 'finished' | 'unfinished' | 'overtaken'

  async function bringIn(step: Step, stint: Stint): Promise<End> {
    const rows = () => readRows(() => chunksOf(step, stint), stint.manner)
    if (stint.total === null) {
      const all = rows()
      let total = 0
      for (; !(await all.next()).done; total += 1) if (stopping.aborted) return 'unfinished'
      await step((trx) => recordTotal(trx, stint, total))
    }
    const rowsPerBatch = rowsPerBatchOf(stint)
    let from = stint.processed
    let skip = from
    let batch: Checked[] = []
    const deal = async (): Promise<boolean> => {
      const [checked, position] = [batch, from]
      if (!(await insist(() => step((trx) => dealWithRows(trx, { ...stint, from: position, tombstones }, checked)))))
        return false
      from += batch.length
      batch = []
      return true
    }
    for await (const row of rows()) {
      if (skip > 0) {
        skip -= 1
        continue
      }
      if (from - stint.processed >= batchesPerSlice * rowsPerBatch || stopping.aborted) return 'unfinished'
      batch.push(checkRow(row()))
      if (batch.length === rowsPerBatch && !(await deal())) return 'overtaken'
    }
    return batch.length === 0 || (await deal()) ? 'finished' : 'overtaken'
  }

  async function takeBack(step: Step, { importId, revertBelow }: Stint): Promise<End> {
    let below = revertBelow!
    for (let batches = 0; batches < batchesPerSlice && !stopping.aborted; batches += 1) {
      const reached = await insist(() => step((trx) => takeBackRows(trx, { importId, below })))
      if (reached === 'overtaken') return 'overtaken'
      if (reached === 'done') return 'finished'
      below = reached
    }
    return 'unfinished'
  }
}

async function* chunksOf(step: Step, stint: Stint): AsyncGenerator<Buffer> {
  for (let number = 0; ; number += 1) {
    const bytes = await step((trx) => readChunk(trx, stint, number))
    if (!bytes) return
    yield bytes
  }
}

/** Somebody may have added the very person meanwhile: judged anew, the row is about them. */
async function insist<T>(attempt: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (attempts === maxAttempts || sqlStateOf(error) !== '23505') throw error
    }
  }
}

const isRefusal = (error: unknown): error is AppError => error instanceof AppError && error.problem.status === 422
