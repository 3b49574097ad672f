import { expect, it } from 'vitest'
import { cadenceOf, type CadencePolicy, emptyPolicy, limitsOf } from './cadence.rules.ts'

const rule = (...stepsDays: number[]) => ({ status: 'active' as const, stepsDays })
const policy = (said: Partial<CadencePolicy> = {}): CadencePolicy => ({ ...emptyPolicy, ...said })
const contact = { tier: 'active' as const, tags: ['Mentor'], doNotContact: false, own: null }

it('is what is built in where nobody says anything', () => {
  expect(cadenceOf(contact, { client: policy(), practice: policy() })).toEqual({
    status: 'active',
    stepsDays: [90, 180, 365],
    source: { level: 'practice', saidBy: 'built_in', tag: null },
  })
})

it('is the most specific that is said, and tells which', () => {
  const client = policy({
    everybody: rule(60),
    tiers: { ...emptyPolicy.tiers, active: rule(50) },
    tags: [{ tag: 'mentor', ...rule(40) }],
  })
  const practice = policy({
    everybody: rule(61),
    tiers: { ...emptyPolicy.tiers, active: rule(51) },
    tags: [{ tag: 'MENTOR', ...rule(41) }],
  })
  const own = rule(14)
  const said = [
    cadenceOf({ ...contact, own }, { client, practice }),
    cadenceOf(contact, { client, practice }),
    cadenceOf(contact, { client: policy(), practice }),
    cadenceOf({ ...contact, tags: [] }, { client, practice }),
    cadenceOf({ ...contact, tags: [] }, { client: policy({ everybody: rule(60) }), practice }),
    cadenceOf({ ...contact, tier: 'inner', tags: [] }, { client, practice }),
    cadenceOf({ ...contact, tier: 'inner', tags: [] }, { client: policy(), practice }),
  ]
  expect(said.map(({ stepsDays, source }) => [stepsDays[0], source.level, source.saidBy, source.tag])).toEqual([
    [14, 'contact', 'contact', null],
    [40, 'tag', 'client', 'mentor'],
    [41, 'tag', 'practice', 'MENTOR'],
    [50, 'tier', 'client', null],
    [51, 'tier', 'practice', null],
    [60, 'client', 'client', null],
    [61, 'practice', 'practice', null],
  ])
})

it('keeps its steps while it is paused, and those of the next who says any', () => {
  const client = policy({ tiers: { ...emptyPolicy.tiers, active: rule(50) } })
  const paused = cadenceOf({ ...contact, own: { status: 'paused', stepsDays: null } }, { client, practice: policy() })
  expect(paused).toMatchObject({ status: 'paused', stepsDays: [50], source: { level: 'contact' } })
})

it('is off for whoever asked to be left alone, whatever else is said', () => {
  const off = cadenceOf({ ...contact, doNotContact: true, own: rule(7) }, { client: policy(), practice: policy() })
  expect(off.status).toBe('off')
})

it('has limits of the client, then of the practice, then its own', () => {
  const practice = policy({ maxFollowUpsPerWeek: 8, resetBy: ['call'] })
  expect(limitsOf({ client: policy({ maxFollowUpsPerWeek: 3 }), practice })).toEqual({ cap: 3, resetBy: ['call'] })
  expect(limitsOf({ client: policy(), practice: policy() })).toMatchObject({ cap: 5, resetBy: { length: 7 } })
})
