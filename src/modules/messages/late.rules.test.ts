import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { isLate, waitsUntil } from './late.rules.ts'

const hourOf = (at: Date, timeZone: string) =>
  Number(new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(at))

test('late is what is more than twelve hours late', () => {
  const dueAt = new Date('2026-03-02T20:00:00Z')
  expect(isLate(dueAt, new Date('2026-03-03T08:00:00Z'))).toBe(false)
  expect(isLate(dueAt, new Date('2026-03-03T08:00:01Z'))).toBe(true)
  expect(isLate(dueAt, new Date('2026-03-02T19:00:00Z'))).toBe(false)
})

describe('what is late', () => {
  it.each([
    ['goes out at once by day', '2026-03-02T12:00:00Z', undefined],
    ['waits before nine', '2026-03-02T06:00:00Z', '2026-03-02T08:00:00.000Z'],
    ['goes out from nine', '2026-03-02T08:00:00Z', undefined],
    ['waits from eight in the evening for the next day', '2026-03-02T19:00:00Z', '2026-03-03T08:00:00.000Z'],
    ['waits for nine by the summer’s clock', '2026-03-28T22:00:00Z', '2026-03-29T07:00:00.000Z'],
  ])('%s', (_what, now, until) => {
    expect(waitsUntil(new Date(now), 'Europe/Berlin')?.toISOString()).toBe(until)
  })

  it('never goes out at night, never waits a day, and waits for nothing by day, wherever', () => {
    const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia', 'Australia/Lord_Howe')
    const instant = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(zone, instant, (timeZone, now) => {
        const until = waitsUntil(now, timeZone)
        const [here, there] = [hourOf(now, timeZone), until && hourOf(until, timeZone)]
        if (!until) return here >= 9 && here < 20
        return (
          there === 9 && until > now && until.getTime() - now.getTime() <= 14 * 3_600_000 && (here < 9 || here >= 20)
        )
      }),
    )
  })
})
