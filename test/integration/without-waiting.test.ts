import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sqlStateOf } from '../../src/infra/db/sqlstate.ts'
import { startTestApi, type TestApi } from '../support/api.ts'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

const inTransaction: TestApi['container']['db']['transaction'] = () => api.container.db.transaction()

describe('what a transaction asks at once', () => {
  it('is lent its connection while another statement has it', async () => {
    const answer = await inTransaction().execute((trx) => {
      const executor = trx.getExecutor()
      return executor.provideConnection(() => executor.provideConnection(() => Promise.resolve('lent twice')))
    })
    expect(answer).toBe('lent twice')
  })

  it('runs in the order in which it was asked', async () => {
    const numbers = Array.from({ length: 50 }, (_, number) => number)
    const last = await inTransaction().execute(async (trx) => {
      const answers = await Promise.all(
        numbers.map((number) =>
          sql<{ seen: string }>`
            select set_config('test.seen', coalesce(current_setting('test.seen', true), '') || ${`${number} `}, true) as seen`.execute(
            trx,
          ),
        ),
      )
      return answers.at(-1)!.rows[0]!.seen
    })
    expect(last.trim().split(' ').map(Number)).toEqual(numbers)
  })

  it('fails with the first that failed, undone as a whole, and the connection goes on', async () => {
    const divide = (by: number) =>
      inTransaction().execute((trx) =>
        Promise.all([
          sql`select 1`.execute(trx),
          sql`select 1 / ${by}::integer`.execute(trx),
          sql`select 2`.execute(trx),
        ]),
      )
    const failure = await divide(0).catch((error: unknown) => error)
    expect(sqlStateOf(failure)).toBe('22012')
    expect(await divide(1)).toHaveLength(3)
  })
})
