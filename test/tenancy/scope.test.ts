import { type Kysely, sql } from 'kysely'
import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../src/infra/db/database.ts'
import { enterAsClient, enterAsSystem, type PracticeTrx } from '../../src/infra/db/scope.ts'
import { tablesWith, writableColumns } from '../support/rows.ts'
import { newestId } from '../support/sample.ts'
import { startWorld, type World } from '../support/world.ts'

/* What a scope reaches, and when it ends. `test/guards/repositories.test.ts` sees that nothing is done without one. */

let world: World
let db: Kysely<Database>
let north: string
let south: string
beforeAll(async () => {
  world = await startWorld()
  db = world.api.container.db
  north = world.north.practice.practiceId
  south = world.south.practice.practiceId
})
afterAll(() => world.api.stop())

/** Whose contacts a statement sees, at whatever moment. */
async function seenBy(connection: Kysely<Database>): Promise<string[]> {
  const { rows } = await sql<{ practiceId: string }>`select distinct practice_id from contacts order by 1`.execute(
    connection,
  )
  return rows.map(({ practiceId }) => practiceId)
}

const enter = (connection: Kysely<Database>, practiceId: string) =>
  sql`select set_config('app.practice_id', ${practiceId}, true)`.execute(connection)

describe('on a connection that served others before, without a scope', () => {
  test('there is nothing to be seen, and nothing can be added', async () => {
    const { admin } = world.api.database
    for (const table of await tablesWith(admin, 'practice_id')) {
      const { rows } = await admin.query<{ row: object }>(`select to_jsonb(t) as row from ${table} t limit 1`)
      if (rows.length === 0) continue
      const row = JSON.stringify(rows[0]!.row)
      const seen = await sql`select from ${sql.table(table)}`.execute(db)
      expect(seen.rows, table).toEqual([])
      const columns = sql.raw(await writableColumns(admin, table))
      const insertion = sql`
        insert into ${sql.table(table)} (${columns})
        select ${columns} from jsonb_populate_record(null::${sql.table(table)}, ${row})`.execute(db)
      await expect(insertion, table).rejects.toMatchObject({ code: '42501' })
    }
  })
})

describe('a scope ends', () => {
  test('with the savepoint it was set in', async () => {
    await db.transaction().execute(async (trx) => {
      await enter(trx, north)
      await sql`savepoint visit`.execute(trx)
      await enter(trx, south)
      expect(await seenBy(trx)).toEqual([south])
      await sql`rollback to savepoint visit`.execute(trx)
      expect(await seenBy(trx)).toEqual([north])
    })
    await db.transaction().execute(async (trx) => {
      await sql`savepoint visit`.execute(trx)
      await enter(trx, south)
      await sql`rollback to savepoint visit`.execute(trx)
      expect(await seenBy(trx)).toEqual([])
    })
  })

  test('with its transaction, for whoever holds on to it', async () => {
    let kept: PracticeTrx | undefined
    await enterAsSystem(db, north, async (trx) => void (kept = trx))
    await setImmediate()
    await expect(seenBy(kept!)).rejects.toThrow('Transaction is already committed')
  })

  test('with a transaction that fails, on the very same connection', async () => {
    await db.connection().execute(async (connection) => {
      const failing = enterAsSystem(connection, north, async (trx) => {
        expect(await seenBy(trx)).toEqual([north])
        await sql`select 1 / 0`.execute(trx)
      })
      await expect(failing).rejects.toThrow('division by zero')
      expect(await seenBy(connection)).toEqual([])
    })
  })
})

test('a scope does not reach into one that is entered meanwhile, nor the other way round', async () => {
  await enterAsSystem(db, north, async (outer) => {
    await enterAsSystem(db, south, async (inner) => {
      expect(await seenBy(inner)).toEqual([south])
      expect(await seenBy(outer)).toEqual([north])
    })
    expect(await seenBy(outer)).toEqual([north])
  })
})

test('a transaction has no second one inside', async () => {
  const nested = enterAsSystem(db, north, (trx) => enterAsSystem(trx, south, seenBy))
  await expect(nested).rejects.toThrow('transaction')
})

test('practices and clients side by side never see each other', { timeout: 120_000 }, async () => {
  const ben = newestId(world.north.ben.ids, 'clients')
  const clientsSeenBy = async (trx: PracticeTrx) => {
    await setImmediate()
    const rows = await trx.selectFrom('contacts').select(['practiceId', 'clientId']).execute()
    return rows.flatMap(({ practiceId, clientId }) => [practiceId, clientId])
  }
  const sides = [
    { step: () => enterAsSystem(db, north, clientsSeenBy), mustSee: north, mustNotSee: [south] },
    { step: () => enterAsSystem(db, south, clientsSeenBy), mustSee: south, mustNotSee: [north] },
    {
      step: () => enterAsClient(db, { practiceId: north, clientId: ben, requestId: 'r' }, clientsSeenBy),
      mustSee: ben,
      mustNotSee: [south, newestId(world.north.ada.ids, 'clients')],
    },
  ]
  let crossings = 0
  for (let round = 0; round < 100; round += 1) {
    const steps = Array.from({ length: 21 }, (_, n) => sides[n % sides.length]!)
    await Promise.all(
      steps.map(async ({ step, mustSee, mustNotSee }) => {
        const seen = (await step())!
        if (!seen.includes(mustSee) || mustNotSee.some((other) => seen.includes(other))) crossings += 1
      }),
    )
  }
  expect(crossings).toBe(0)
})
