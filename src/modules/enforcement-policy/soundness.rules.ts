import { addMilliseconds } from '../../infra/time/calendar.ts'
import { cameInTime } from '../enforcement/due-steps.rules.ts'
import { instantOf } from '../enforcement/replay.rules.ts'
import { nextSlot } from '../enforcement/slots.rules.ts'
import { type Policy, severityOf, isSuspending, type Step, templatesOf, type Trigger } from './policy.rules.ts'

/** Why a ladder cannot work: where, and in words. */
export interface Flaw {
  pointer: string
  detail: string
}

type Timed = Pick<Policy, 'steps' | 'graceHours' | 'headsUpHours'>

/** Everything that keeps a ladder from working; a sound one has no flaws. */
export function flawsOf(policy: Timed): Flaw[] {
  const { steps } = policy
  if (steps.length === 0) return [{ pointer: '/steps', detail: 'must have at least one step' }]
  return steps.flatMap((step, index) => [
    ...templateFlaws(step, index),
    ...triggerFlaws(step, index),
    ...orderFlaws(steps, index),
    ...suspensionFlaws(steps, index),
    ...timingFlaws(policy, index),
  ])
}

function templateFlaws({ action, template }: Step, index: number): Flaw[] {
  if (templatesOf[action].includes(template)) return []
  const known = Object.values(templatesOf).some((names) => names.includes(template))
  return [
    {
      pointer: `/steps/${index}/template`,
      detail: known
        ? `does not say what “${action}” has to say: use ${templatesOf[action].join(' or ')}`
        : `is not a template: use ${templatesOf[action].join(' or ')}`,
    },
  ]
}

function triggerFlaws({ action, trigger }: Step, index: number): Flaw[] {
  const pointer = `/steps/${index}/trigger`
  if (trigger.kind === 'missed_of_last' && trigger.missed > trigger.of) {
    return [{ pointer, detail: `can never come: of ${trigger.of} weeks, ${trigger.missed} cannot be missed` }]
  }
  const judges = severityOf(action) > severityOf('nudge')
  if (trigger.kind === 'behind_pace' && judges) {
    return [{ pointer, detail: 'is about a week that is not over: it can remind or nudge, not judge' }]
  }
  if (trigger.kind !== 'behind_pace' && action === 'remind') {
    return [{ pointer, detail: 'comes when the week is over: it can nudge, not remind' }]
  }
  return []
}

/** Later steps are harder and come later: else an earlier one would never be taken. */
function orderFlaws(steps: Step[], index: number): Flaw[] {
  const [before, step] = [steps[index - 1], steps[index]!]
  if (!before) return []
  const flaws: Flaw[] = []
  if (severityOf(step.action) < severityOf(before.action)) {
    flaws.push({ pointer: `/steps/${index}/action`, detail: `is milder than the step before it, “${before.action}”` })
  }
  if (thresholdOf(step.trigger) <= thresholdOf(before.trigger)) {
    const detail = 'must ask for more than the step before it: one of the two would never be taken'
    flaws.push({ pointer: `/steps/${index}/trigger`, detail })
  }
  return flaws
}

/** In missed weeks; what comes before any is missed is a fraction of one. */
function thresholdOf(trigger: Trigger): number {
  if (trigger.kind === 'behind_pace') return trigger.atFraction
  return trigger.kind === 'missed_in_a_row' ? trigger.weeks : trigger.missed
}

function suspensionFlaws(steps: Step[], index: number): Flaw[] {
  const { action } = steps[index]!
  if (!isSuspending(action)) return []
  const earlier = steps.slice(0, index)
  if (earlier.some((step) => isSuspending(step.action))) {
    return [{ pointer: `/steps/${index}/action`, detail: 'suspends once more: a ladder suspends once, at its end' }]
  }
  if (earlier.some((step) => step.action === 'warn')) return []
  return [{ pointer: `/steps/${index}/action`, detail: 'suspends without a warning: warn in a step before it' }]
}

/** Any week will do. */
const week = { startsAt: new Date('2026-01-05T00:00:00Z'), endsAt: new Date('2026-01-12T00:00:00Z') }
const hourMs = 3_600_000

/**
 * A warning must be able to go out before the next week is judged, for that brings the next in its place. A suspension that
 * follows it within a week rests on it only if it came a day before that week was over.
 */
function timingFlaws(policy: Timed, index: number): Flaw[] {
  const { steps, graceHours } = policy
  const { action, trigger } = steps[index]!
  const pointer = `/steps/${index}/trigger`
  const remedy = 'Shorten graceHours or headsUpHours, or remind less often'
  if (action === 'warn' && warningLeaves(policy) >= addMilliseconds(week.endsAt, graceHours * hourMs)) {
    return [{ pointer, detail: `could never go out: by then the next week is judged. ${remedy}` }]
  }
  const warning = steps.slice(0, index).findLast((step) => step.action === 'warn')
  if (!isSuspending(action) || !warning || thresholdOf(trigger) - thresholdOf(warning.trigger) > 1) return []
  if (cameInTime({ acceptedAt: warningLeaves(policy) }, week.endsAt)) return []
  const late = 'would always come a week late: its warning cannot go out a day before the week is over that it rests on'
  return [{ pointer, detail: `${late}. ${remedy}` }]
}

/** When the warning of the week before goes out: after grace and heads-up, by day, and after reminders that come before it. */
function warningLeaves({ steps, graceHours, headsUpHours }: Timed): Date {
  const sentAt: Date[] = []
  const slotFor = (from: Date) => nextSlot(from, { timeZone: 'UTC', sentAt })
  const from = addMilliseconds(week.startsAt, (graceHours + headsUpHours) * hourMs)
  const reminders = steps
    .flatMap(({ trigger }) => (trigger.kind === 'behind_pace' ? instantOf(week, trigger.atFraction) : []))
    .filter((at) => slotFor(at) <= slotFor(from))
  for (const at of reminders) sentAt.push(slotFor(at))
  return slotFor(from)
}
