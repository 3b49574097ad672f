import { afterAll, beforeAll, expect, it } from 'vitest'
import { startOfDay } from '../../src/infra/time/calendar.ts'
import { startTestApi, type TestApi } from '../support/api.ts'

let api: TestApi

beforeAll(async () => {
  api = await startTestApi()
})
afterAll(() => api.stop())

/** Midnights that are skipped, that come twice, and a day that never was. */
it.each([
  'America/Sao_Paulo', 'America/Havana', 'Asia/Beirut', 'Atlantic/Azores', 'Pacific/Apia', 'Australia/Lord_Howe',
  'Africa/Cairo', 'Asia/Tehran', 'Europe/Stockholm',
])('a day begins in %s for the database when it does for the calendar', async (zone) => {
  const { rows } = await api.database.admin.query<{ day: string; at: Date }>(
    `select to_char(day, 'YYYY-MM-DD') as day, app.start_of_day(day::date, $1) as at
       from generate_series(date '2005-01-01', '2020-12-31', '1 day') as day`,
    [zone],
  )
  expect(rows.filter(({ day, at }) => at.getTime() !== startOfDay(day, zone).getTime())).toEqual([])
}) // prettier-ignore
