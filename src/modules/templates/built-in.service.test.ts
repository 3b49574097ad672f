import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asName, oneLine } from './plain-words.rules.ts'
import { requiredFacts } from './template-facts.rules.ts'
import type { AnnouncementFacts, CallScriptFacts, TemplateKind } from './template-facts.rules.ts'
import { renderBuiltIn } from './built-in.service.ts'

const aboutLanding = ['announcement', 'announcement_insider', 'call_script'] as const
const plain: AnnouncementFacts = {
  contactFirstName: 'Maria',
  clientName: 'Nadia Brandt',
  position: 'Head of Operations',
  company: 'Northwind Instruments',
  startsOn: '2027-01-04',
  writtenOn: '2026-11-24',
  timesInTouch: 0,
}

function letter(kind: (typeof aboutLanding)[number], facts: CallScriptFacts, seed = 'one') {
  const rendered = renderBuiltIn(kind, facts, { seed })
  if ('missing' in rendered) throw new Error(`missing: ${JSON.stringify(rendered.missing)}`)
  return rendered
}

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const factsWith = (words: fc.Arbitrary<string>): fc.Arbitrary<CallScriptFacts> =>
  fc.record({
    contactFirstName: words,
    clientName: words,
    position: words,
    company: words,
    companyDescription: optional(
      fc.tuple(fc.constantFrom('', 'a ', 'makes ', 'We '), words).map((parts) => parts.join('')),
    ),
    startsOn: fc.constantFrom('2027-01-04', '2026-11-02', '2028-02-29'),
    writtenOn: fc.constant('2026-11-24'),
    timesInTouch: fc.nat(3),
    firstInTouchOn: optional(fc.constantFrom('2026-04-10', '2026-11-20', '2025-01-31')),
    helpedFor: optional(fc.constant({ for: 'seven months', since: 'April' })),
    advice: fc.array(
      fc.record({
        about: fc.tuple(fc.constantFrom('', 'lead with ', 'talking about '), words).map((parts) => parts.join('')),
        helped: optional(fc.tuple(fc.constantFrom('be ', 'I was ', ''), words).map((parts) => parts.join(''))),
      }),
      { maxLength: 4 },
    ),
    introductions: fc.array(fc.record({ to: words, ledToJob: fc.boolean() }), { maxLength: 3 }),
    jobCameThroughThem: fc.boolean(),
    insider: fc.boolean(),
    interviewed: fc.boolean(),
    phone: optional(words),
  })
const kindOf = fc.constantFrom(...aboutLanding)
const seeds = fc.string()

describe('whatever the facts', () => {
  const codePoint = fc.nat(0x10ffff).map((code) => String.fromCodePoint(code))
  const anything = fc
    .string({ unit: fc.oneof(codePoint, fc.string({ unit: 'binary-ascii', maxLength: 1 })), maxLength: 60 })
    .map((text) => `x${text}`)
  const hostile = fc.constantFrom(
    '{{ company }}',
    '{% raw %}',
    '**bold** _it_',
    '<b>x</b>',
    '[a](javascript:b)',
    'a\\',
    '- item',
    'a\nb',
    '{{',
    '# h',
  )
  const word = fc
    .string({ unit: fc.constantFrom('a', 'b', 'm', 'z', 'ä', 'é', 'ß', 'ж', 'あ'), minLength: 1, maxLength: 9 })
    .map((letters) => `Q${letters}`)
  const ordinary = fc
    .tuple(word, fc.constantFrom('', ' Co', "'s"), fc.constantFrom('', '.', '!', '?', '…', ',', ' Inc.'))
    .map((parts) => parts.join(''))

  test('the letter is whole: lines are clean, nothing is left open, and its length is bounded', () => {
    fc.assert(
      fc.property(kindOf, factsWith(fc.oneof(anything, hostile)), seeds, (kind, facts, seed) => {
        if (Object.keys(requiredFacts[kind]).some((fact) => oneLine(facts[fact as 'company']) === undefined)) return
        const { subject, text } = letter(kind, facts, seed)
        expect(subject).not.toMatch(/\n|^$/u)
        expect(text).not.toMatch(/ {2}|^\s|\s$|\n{3}| \n|\n /u)
        expect(text.length).toBeLessThan(1500 + 3 * JSON.stringify(facts).length)
        expect(text).toContain(asName(facts.company))
        expect(text).toContain(asName(facts.position))
        expect(text).toContain(asName(facts.contactFirstName))
        expect(text).toContain(asName(facts.clientName))
      }),
      { numRuns: 500 },
    )
  })

  test('sentences compose: no doubled or stray punctuation, no word that code left behind', () => {
    fc.assert(
      fc.property(kindOf, factsWith(ordinary), seeds, (kind, facts, seed) => {
        const { subject, text } = letter(kind, facts, seed)
        expect(`${subject}\n${text}`).not.toMatch(/undefined|null|NaN|\[object|\{\{|\{%|%\}|\}\}|\\/u)
        expect(text).not.toMatch(
          /\.\.|[!?…]\.|[,;:]\.|,,|::|[ (“][,.;:!?)]|“”|\b(?:at|as|on|in|to|since|for|about)[.,]/u,
        )
      }),
      { numRuns: 500 },
    )
  })

  test('it says what it was given and nothing else', () => {
    fc.assert(
      fc.property(kindOf, factsWith(word), seeds, (kind, facts, seed) => {
        const given = JSON.stringify(facts)
        const said = letter(kind, facts, seed).text.match(/\bQ[^\s.,:;“”’]+/gu) ?? []
        expect(said.filter((name) => !given.includes(name))).toEqual([])
        const text = said.join(' ')
        for (const { to } of facts.introductions ?? []) expect(text).toContain(to)
        for (const { about } of (facts.advice ?? []).slice(0, facts.advice?.some(({ helped }) => helped) ? 0 : 3)) {
          expect(text).toContain(about.split(' ').at(-1))
        }
      }),
    )
  })

  test('the same seed gives the same letter, and other facts keep the words that were chosen', () => {
    fc.assert(
      fc.property(kindOf, factsWith(word), seeds, (kind, facts, seed) => {
        expect(letter(kind, facts, seed)).toEqual(letter(kind, structuredClone(facts), seed))
        const [before, after] = ['Aster', 'Borealis'].map((company) => letter(kind, { ...facts, company }, seed).text)
        expect(after).toBe(before?.replaceAll('Aster', 'Borealis'))
      }),
    )
  })
})

test('somebody who was never in touch is told, and thanked for nothing', () => {
  for (let seed = 0; seed < 300; seed++) {
    const { subject, text } = letter('announcement', plain, `${seed}`)
    expect(`${subject} ${text}`).not.toMatch(/thank|grateful|advice|introduc|since|in return|my turn/iu)
  }
})

test('one call in April is not help since April', () => {
  const facts = { ...plain, firstInTouchOn: '2026-04-10', helpedFor: { for: 'seven months', since: 'April' } }
  for (let seed = 0; seed < 100; seed++) {
    expect(letter('announcement', { ...facts, timesInTouch: 1 }, `${seed}`).text).not.toMatch(
      /since April|seven months/u,
    )
    expect(letter('announcement', { ...facts, timesInTouch: 2 }, `${seed}`).text).toMatch(/since April|seven months/u)
  }
})

test('fifty notes do not read the same', () => {
  const advice = [{ about: 'lead with turnaround results', helped: 'be more focused' }]
  const texts = Array.from(
    { length: 50 },
    (_, seed) => letter('announcement', { ...plain, timesInTouch: 2, advice }, `${seed}`).text,
  )
  expect(new Set(texts).size).toBeGreaterThan(45)
})

test('a required fact that is missing is named with its reason, every one of them', () => {
  for (const kind of Object.keys(requiredFacts) as TemplateKind[]) {
    const link = { link: 'javascript:alert(1)', validMinutes: 10 }
    const ladder = { actionLink: 'javascript:alert(1)', writtenOn: '2026-11-24', accounts: [] }
    const digest = { people: [], calls: [], bars: [], deeds: [], decisions: [], slipping: [], atRisk: [], coverage: [], landings: [], keptWord: [], stopLink: '' } // prettier-ignore
    const blank = {
      ...plain,
      contactFirstName: ' ',
      clientName: null,
      position: '.',
      company: '',
      startsOn: '2027-02-30',
    }
    const facts = {
      ...link,
      ...ladder,
      ...digest,
      role: 'coach' as const,
      inviterName: '',
      practiceName: null,
      clientFirstName: '',
      coachName: '',
    }
    const rendered = renderBuiltIn(
      kind,
      aboutLanding.some((one) => one === kind) ? (blank as never) : (facts as never),
      { seed: 'one' },
    )
    expect(rendered).toEqual({ missing: Object.entries(requiredFacts[kind]).map(([fact, why]) => ({ fact, why })) })
  }
})

test('a mail with a link has it on a line of its own, as it was given', () => {
  const link = 'https://app.example.test/sign-in?token=a_b*c-[d]#e'
  for (const kind of [
    'sign_in_link',
    'email_verification',
    'password_reset',
    'invitation',
    'welcome',
    'fresh_link',
  ] as const) {
    const people = {
      inviterName: 'Ruth Okafor',
      practiceName: 'Harbour',
      role: 'coach' as const,
      clientFirstName: 'Nadia',
      coachName: 'Ruth Okafor',
      purpose: 'sign in',
    }
    const rendered = renderBuiltIn(kind, { link, validMinutes: 10, ...people }, { seed: 'one' })
    expect('text' in rendered && rendered.text.split('\n')).toContain(link)
    expect('text' in rendered && rendered.text).toContain('ten minutes')
  }
})

test.each(Object.keys(requiredFacts))('the built-in %s keeps the house words', (kind) => {
  const source = readFileSync(new URL(`built-in/${kind}.md`, import.meta.url), 'utf8')
  const rare = /!|valued|reach out|touch base|journey|leverage|hesitate|unfortunately|Dear contact|minutes spent/iu
  expect(source.replaceAll('It has worked out!', '')).not.toMatch(rare)
})
