import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { tablesWith, writableColumns } from '../support/rows.ts'
import { startWorld, type World } from '../support/world.ts'

/* What the walls do to SQL that forgot them, as the role that the application runs as. */

let world: World
let app: pg.Client
let tables: string[]
beforeAll(async () => {
  world = await startWorld()
  tables = await tablesWith(world.api.database.admin, 'practice_id')
  app = new pg.Client({ connectionString: world.api.container.config.databaseUrl })
  await app.connect()
})
afterAll(async () => {
  await app.end()
  await world.api.stop()
})
beforeEach(() => app.query('begin'))
afterEach(() => app.query('rollback'))

const enter = (practiceId: string) => app.query(`select set_config('app.practice_id', $1, true)`, [practiceId])

async function count(client: pg.Client, table: string, where: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`select count(*) from ${table} where ${where}`)
  return Number(rows[0]!.count)
}

/** The SQLSTATE that a statement is refused with, or how many rows it changed. */
async function outcome(statement: string, values: unknown[] = []): Promise<string | number | null> {
  await app.query('savepoint attempt')
  try {
    return (await app.query(statement, values)).rowCount
  } catch (error) {
    await app.query('rollback to savepoint attempt')
    return (error as pg.DatabaseError).code ?? null
  }
}

/** Tries to put a row of the southern practice into its table once more, as a new row. */
async function insertSouthern(table: string): Promise<string | number | null> {
  const { admin } = world.api.database
  const { rows } = await admin.query<{ row: unknown }>(
    `select to_jsonb(t) as row from ${table} t where practice_id = $1 limit 1`,
    [world.south.practice.practiceId],
  )
  const names = await writableColumns(admin, table)
  return outcome(`insert into ${table} (${names}) select ${names} from jsonb_populate_record(null::${table}, $1)`, [
    JSON.stringify(rows[0]!.row),
  ])
}

const denied = '42501'

test('there is a row of every table in both practices', async () => {
  const { admin } = world.api.database
  const empty: string[] = []
  for (const { practice } of [world.north, world.south]) {
    for (const table of tables) {
      if ((await count(admin, table, `practice_id = '${practice.practiceId}'`)) === 0) empty.push(table)
    }
  }
  expect(empty).toEqual([])
})

test('what one practice says stands in no row of the other', async () => {
  const { admin } = world.api.database
  const north = world.north.practice.practiceId
  for (const table of tables) {
    expect(await count(admin, table, `practice_id = '${north}' and ${table}::text like '%said south%'`), table).toBe(0)
  }
  expect(await count(admin, 'contacts', `contacts::text like '%said south%'`)).toBeGreaterThan(0)
})

describe('without a practice', () => {
  test('no table shows a row', async () => {
    for (const table of tables) expect(await count(app, table, 'true'), table).toBe(0)
    for (const table of ['practices', 'users']) expect(await count(app, table, 'true'), table).toBe(0)
  })

  test('nothing can be written', async () => {
    for (const table of tables) {
      expect(await insertSouthern(table), table).toBe(denied)
      expect([0, denied], table).toContain(await outcome(`update ${table} set practice_id = practice_id`))
      expect([0, denied], table).toContain(await outcome(`delete from ${table}`))
    }
  })
})

describe('in another practice', () => {
  beforeEach(() => enter(world.north.practice.practiceId))

  test('no table shows a row of it', async () => {
    const southern = `practice_id = '${world.south.practice.practiceId}'`
    for (const table of tables) {
      expect(await count(app, table, 'true'), table).toBeGreaterThan(0)
      expect(await count(app, table, southern), table).toBe(0)
    }
    expect(await count(app, 'practices', 'true')).toBe(1)
  })

  test('nothing of it can be written, and nothing can be moved there', async () => {
    const south = world.south.practice.practiceId
    for (const table of tables) {
      expect(await insertSouthern(table), table).toBe(denied)
      expect([0, denied], table).toContain(await outcome(`delete from ${table} where practice_id = '${south}'`))
      expect(await outcome(`update ${table} set practice_id = '${south}'`), table).toBe(denied)
    }
  })
})

test('the relay reads that something falls due and what is to be done, of every practice, and no more', async () => {
  const relay = new pg.Client({ connectionString: world.api.container.config.relayDatabaseUrl })
  await relay.connect()
  for (const table of tables) {
    const reads = relay.query(`select from ${table}`).then(
      ({ rowCount }) => rowCount ?? 0,
      (error: pg.DatabaseError) => error.code,
    )
    if (table === 'outbox' || table === 'agenda') expect(await reads, table).toBeGreaterThan(0)
    else expect(await reads, table).toBe(denied)
  }
  for (const column of ['client_id', 'kind', 'subject_id', 'period', 'due_at']) {
    await expect(relay.query(`select ${column} from agenda`), column).rejects.toMatchObject({ code: denied })
  }
  await relay.end()
})

test('afterwards a connection remembers no practice', async () => {
  await enter(world.north.practice.practiceId)
  await app.query('commit')
  expect(await count(app, 'clients', 'true')).toBe(0)
})
