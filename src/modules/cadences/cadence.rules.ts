import { foldCase } from '../contacts/contacts.rules.ts'

/*
 * Which cadence holds for a contact: the most specific that anybody has said.
 */

export type Tier = 'inner' | 'active' | 'extended'
export const tiers = ['inner', 'active', 'extended'] as const satisfies Tier[]

export const interactionTypes = ['call', 'email', 'meeting', 'video_call', 'message', 'letter', 'event'] as const
export type InteractionType = (typeof interactionTypes)[number]

/** `paused`: nothing falls due until it goes on; `off`: never. */
export interface CadenceRule {
  status: 'active' | 'paused' | 'off'
  /** Days from one time to the next, each step once but for the last, which has no end. Null: as it would be else. */
  stepsDays: number[] | null
}

/** What a practice, or a client, wrote. What is null is left to what stands below. */
export interface CadencePolicy {
  maxFollowUpsPerWeek: number | null
  /** Which interactions count as having been in touch. */
  resetBy: InteractionType[] | null
  everybody: CadenceRule | null
  tiers: Record<Tier, CadenceRule | null>
  /** The first whose tag a contact has. */
  tags: (CadenceRule & { tag: string })[]
}

export const emptyPolicy: CadencePolicy = {
  maxFollowUpsPerWeek: null,
  resetBy: null,
  everybody: null,
  tiers: { inner: null, active: null, extended: null },
  tags: [],
}

/** What holds where nobody has written anything: 30, 90 and 180 days by tier, stretching to a year. */
export const builtInSteps: Record<Tier, number[]> = {
  inner: [30, 90, 180, 365],
  active: [90, 180, 365],
  extended: [180, 365],
}
const builtInCap = 5

/** The two policies that have a say in one client's follow-ups. */
export interface Policies {
  client: CadencePolicy
  practice: CadencePolicy
}

/** What holds for all of a client's follow-ups. */
export const limitsOf = ({ client, practice }: Policies): { cap: number; resetBy: readonly InteractionType[] } => ({
  cap: client.maxFollowUpsPerWeek ?? practice.maxFollowUpsPerWeek ?? builtInCap,
  resetBy: client.resetBy ?? practice.resetBy ?? interactionTypes,
})

/** Where the cadence of a contact is said: how specific it is, and by whom. */
export interface Source {
  level: 'contact' | 'tag' | 'tier' | 'client' | 'practice'
  saidBy: 'contact' | 'client' | 'practice' | 'built_in'
  tag: string | null
}

export interface EffectiveCadence {
  status: CadenceRule['status']
  stepsDays: number[]
  source: Source
}

export interface CadencedContact {
  tier: Tier
  tags: readonly string[]
  doNotContact: boolean
  own: CadenceRule | null
}

/**
 * The cadence of a contact. A contact's own goes before a tag's, that before their tier's, before the client's, before
 * the practice's; of equals the client's word before the practice's. Who says a status but no steps takes the steps of
 * the next one who does.
 */
export function cadenceOf(contact: CadencedContact, { client, practice }: Policies): EffectiveCadence {
  const said = [
    ...(contact.own ? [{ rule: contact.own, source: from('contact', 'contact') }] : []),
    ...tagRules(contact, client, 'client'),
    ...tagRules(contact, practice, 'practice'),
    ...ruleOf(client.tiers[contact.tier], from('tier', 'client')),
    ...ruleOf(practice.tiers[contact.tier], from('tier', 'practice')),
    ...ruleOf(client.everybody, from('client', 'client')),
    ...ruleOf(practice.everybody, from('practice', 'practice')),
    {
      rule: { status: 'active' as const, stepsDays: builtInSteps[contact.tier] },
      source: from('practice', 'built_in'),
    },
  ]
  const { rule, source } = said[0]!
  const stepsDays = said.find((one) => one.rule.stepsDays !== null)!.rule.stepsDays!
  return contact.doNotContact
    ? { status: 'off', stepsDays, source: from('contact', 'contact') }
    : { status: rule.status, stepsDays, source }
}

const from = (level: Source['level'], saidBy: Source['saidBy']): Source => ({ level, saidBy, tag: null })

const ruleOf = (rule: CadenceRule | null, source: Source) => (rule ? [{ rule, source }] : [])

function tagRules({ tags }: CadencedContact, policy: CadencePolicy, saidBy: 'client' | 'practice') {
  if (policy.tags.length === 0) return []
  const own = new Set(tags.map(foldCase))
  const found = policy.tags.find(({ tag }) => own.has(foldCase(tag)))
  return found ? [{ rule: found, source: { level: 'tag' as const, saidBy, tag: found.tag } }] : []
}
