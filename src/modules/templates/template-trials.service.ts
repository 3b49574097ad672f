import type { PracticeTrx } from '../../infra/db/scope.ts'
import type { Letter } from './letter.rules.ts'
import { stationeryFor } from './letters.service.ts'
import type { TemplateSource } from './template-engine.rules.ts'
import type { FactsOf, MissingFact, TemplateKind } from './template-facts.rules.ts'
import type { Mistake } from './template-mistakes.rules.ts'
import { samples } from './template-samples.rules.ts'
import { failureWords, outcomeOf, trials } from './template-threads.service.ts'
import { variablesOf } from './template-variables.rules.ts'
import type { TemplateWork, TemplateWorkDone } from './template-work.rules.ts'
import { templateRefused, templateTrialsBusy } from './templates.problems.ts'
import { readFacts, stationeryOf } from './templates.rules.ts'
import type { View } from './view.rules.ts'

const seed = 'sample'

/**
 * Reads a template as if it were to be used: everything that is wrong with it is a reason to refuse it, and so is a
 * letter that it does not write, from a sample with nearly all facts and from one with those alone that are always there.
 *
 * @throws 422 template_refused, 503 template_trials_busy
 */
export async function refuseMistakes(kind: TemplateKind, source: TemplateSource): Promise<void> {
  const variables = variablesOf[kind]
  const view = sampleView(kind, source.language)
  const always = variables.filter(({ required }) => required)
  const bare = Object.fromEntries(always.map(({ name, type }) => [name, type === 'list' ? [] : view[name]]))
  const writing = { seed, stationery: stationeryOf(kind, {}) }
  const done = await tried({ do: 'check', source, variables, views: [view, bare], writing })
  if ('mistakes' in done && done.mistakes.length > 0) throw refusal(done.mistakes)
}

/**
 * Writes the letter that a template makes of `facts`, or of the sample where there are none.
 *
 * @throws 422 template_refused, 503 template_trials_busy
 */
export async function tryTemplate<K extends TemplateKind>(
  trx: PracticeTrx,
  kind: K,
  source: TemplateSource,
  { facts = samples[kind], locale = 'en' }: { facts?: FactsOf[K] | undefined; locale?: string | undefined },
): Promise<Letter | { missing: MissingFact[] }> {
  const read = readFacts(kind, facts, { locale, language: source.language })
  if ('missing' in read) return read
  const stationery = stationeryOf(kind, await stationeryFor(trx, kind))
  const key = JSON.stringify(source)
  const done = await tried({ do: 'write', key, source, view: read.view, writing: { seed, stationery } })
  if ('mistakes' in done) throw refusal(done.mistakes)
  return done.letter
}

/** What a template sees of the sample. */
export function sampleView(kind: TemplateKind, language: string): View {
  const read = readFacts(kind, samples[kind], { locale: 'en', language })
  if ('missing' in read) throw new Error(`the sample of ${kind} lacks ${JSON.stringify(read.missing)}`)
  return read.view
}

async function tried(work: TemplateWork): Promise<TemplateWorkDone> {
  const outcome = outcomeOf(await trials.run(work))
  if (!('failure' in outcome)) return outcome
  const detail = failureWords[outcome.failure]
  if (outcome.failure === 'busy') throw templateTrialsBusy('Try again in a moment.', { retryAfterSeconds: 2 })
  throw refusal([{ part: 'body', line: 1, column: 1, detail }])
}

function refusal(mistakes: readonly Mistake[]) {
  const errors = mistakes.map(({ part, ...mistake }) => ({ pointer: `/${part}`, ...mistake }))
  const many = errors.length === 1 ? 'One mistake stands' : `${errors.length} mistakes stand`
  return templateRefused(`${many} in the template.`, { errors })
}
