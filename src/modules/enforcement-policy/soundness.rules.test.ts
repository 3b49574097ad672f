import { expect, it } from 'vitest'
import { defaultPolicy, type Policy, type Step } from './policy.rules.ts'
import { flawsOf } from './soundness.rules.ts'

const inARow = (weeks: number, action: Step['action'], template: string): Step => ({
  trigger: { kind: 'missed_in_a_row', weeks },
  action,
  template,
  copyTo: [],
})
const nudge = inARow(1, 'nudge', 'nudge')
const warn = inARow(2, 'warn', 'warning')
const pointersOf = (...steps: Step[]) => flawsOf({ ...defaultPolicy, steps }).map(({ pointer }) => pointer)

it('finds nothing wrong with the usual ladder', () => {
  expect(flawsOf(defaultPolicy)).toEqual([])
})

it.each<[string, Step[], string[]]>([
  ['no steps', [], ['/steps']],
  ['thresholds that descend', [inARow(3, 'nudge', 'nudge'), warn], ['/steps/1/trigger']],
  ['two steps of the same threshold', [nudge, inARow(1, 'warn', 'warning')], ['/steps/1/trigger']],
  [
    'a step that is milder than the one before',
    [inARow(1, 'warn', 'warning'), inARow(2, 'nudge', 'nudge')],
    ['/steps/1/action'],
  ],
  ['a template that there is not', [inARow(1, 'nudge', 'shouting')], ['/steps/0/template']],
  ['a template of another action', [inARow(1, 'nudge', 'warning')], ['/steps/0/template']],
  ['a suspension without a warning', [nudge, inARow(3, 'suspend', 'suspended')], ['/steps/1/action']],
  [
    'two suspensions',
    [warn, inARow(3, 'propose_suspension', 'suspension_proposed'), inARow(4, 'suspend', 'suspended')],
    ['/steps/2/action'],
  ],
  [
    'more missed weeks than weeks',
    [{ ...nudge, trigger: { kind: 'missed_of_last', missed: 3, of: 2 } }],
    ['/steps/0/trigger'],
  ],
  [
    'a warning in a week that is not over',
    [{ ...warn, trigger: { kind: 'behind_pace', atFraction: 0.6 } }],
    ['/steps/0/trigger'],
  ],
  ['a reminder of a week that is over', [inARow(1, 'remind', 'reminder')], ['/steps/0/trigger']],
])('refuses %s', (_, steps, pointers) => {
  expect(pointersOf(...steps)).toEqual(pointers)
})

const stop = inARow(3, 'propose_suspension', 'suspension_proposed')
const remindAt = (atFraction: number): Step => ({
  trigger: { kind: 'behind_pace', atFraction },
  action: 'remind',
  template: 'reminder',
  copyTo: [],
})

it.each<[string, Partial<Policy>, string[]]>([
  ['goes out on Saturday', { graceHours: 66, headsUpHours: 72 }, []],
  ['goes out on Sunday', { graceHours: 67, headsUpHours: 72 }, ['would always come a week late']],
  [
    'has a week more',
    { graceHours: 72, headsUpHours: 72, steps: [nudge, warn, inARow(4, 'suspend', 'suspended')] },
    [],
  ],
  ['comes before the second reminder', { steps: [remindAt(0.2), remindAt(0.3), nudge, warn, stop] }, []],
  [
    'waits for the room that two reminders take, week after week',
    { graceHours: 0, headsUpHours: 33, steps: [remindAt(0.1), remindAt(0.15), nudge, warn] },
    ['could never go out'],
  ],
])('a warning that %s', (_, policy, reasons) => {
  const found = flawsOf({ ...defaultPolicy, steps: [nudge, warn, stop], ...policy })
  expect(found.map(({ detail }) => detail.split(':')[0])).toEqual(reasons)
})
