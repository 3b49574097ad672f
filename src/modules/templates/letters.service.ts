import type { PracticeTrx } from '../../infra/db/scope.ts'
import { recordEvent } from '../events/events.service.ts'
import { renderBuiltIn } from './built-in.service.ts'
import type { Colour } from './colour.rules.ts'
import type { Letter } from './letter.rules.ts'
import { findLetterMakings, noteFailure } from './published-templates.repository.ts'
import { letRest, whyResting } from './resting-templates.service.ts'
import type { Stationery } from './stationery.rules.ts'
import type { FactsOf, TemplateKind } from './template-facts.rules.ts'
import { failureWords, letters, outcomeOf } from './template-threads.service.ts'
import { isPersonal, readFacts, type Rendered, type RenderOptions, stationeryOf } from './templates.rules.ts'

type Makings = Awaited<ReturnType<typeof findLetterMakings>>
type OwnTemplate = NonNullable<Makings['own']>

/** Read once for all letters of a transaction: a campaign writes thousands. */
const makingsOf = new WeakMap<PracticeTrx, Map<TemplateKind, Promise<Makings>>>()

/**
 * Writes the practice's letter of `kind` about `facts`: every letter is made here. The template is the practice's own
 * where it has one in use, else the built-in one. What comes back has the subject, the plain text and the HTML of one
 * letter; or, when a required fact is missing, the list of all that are.
 *
 * Should a practice's own template fail for this letter, the built-in one takes its place, so that no mail is lost, and
 * the owners can see it; but nothing is said in a client's name that nobody chose: there the template is what is missing.
 *
 * @param options.builtIn whatever the practice has: for letters about an account that is not this practice's alone
 */
export async function renderFor<K extends TemplateKind>(
  trx: PracticeTrx,
  kind: K,
  facts: FactsOf[K],
  options: RenderOptions & { builtIn?: boolean },
): Promise<Rendered> {
  const { practice, own } = await findMakings(trx, kind)
  const stationery = asStationery(practice)
  if (!own || options.builtIn) return renderBuiltIn(kind, facts, { ...options, stationery })
  const { seed, locale = 'en' } = options
  const read = readFacts(kind, facts, { locale, language: own.language })
  if ('missing' in read) return read
  const { id: key, version: _version, ...source } = own
  const writing = { seed, stationery: stationeryOf(kind, stationery) }
  const written = await writeOwn(trx, key, { do: 'write', key, source, view: read.view, writing })
  if ('letter' in written) return written.letter
  await tellOfFailure(trx, kind, own, written.why)
  if (!isPersonal(kind)) return renderBuiltIn(kind, facts, { ...options, stationery })
  return { missing: [{ fact: 'template', why: `The practice’s own template cannot write this text. ${written.why}` }] }
}

/** As `renderFor`, for a letter whose facts are always there. @throws Error that names the facts which were not */
export async function letterFor<K extends TemplateKind>(
  trx: PracticeTrx,
  kind: K,
  facts: FactsOf[K],
  options: RenderOptions & { builtIn?: boolean },
): Promise<Letter> {
  const rendered = await renderFor(trx, kind, facts, options)
  if ('missing' in rendered) throw new Error(`a ${kind} lacks ${rendered.missing.map(({ fact }) => fact).join()}`)
  return rendered
}

/** The language in which the practice's letters of `kind` are written, a BCP 47 tag. */
export const languageOf = async (trx: PracticeTrx, kind: TemplateKind): Promise<string> =>
  (await findMakings(trx, kind)).own?.language ?? 'en'

/** What a practice's mail is written on. */
export async function stationeryFor(trx: PracticeTrx, kind: TemplateKind): Promise<Stationery> {
  return asStationery((await findMakings(trx, kind)).practice)
}

function findMakings(trx: PracticeTrx, kind: TemplateKind): Promise<Makings> {
  const known = makingsOf.get(trx) ?? new Map<TemplateKind, Promise<Makings>>()
  makingsOf.set(trx, known)
  const makings = known.get(kind) ?? findLetterMakings(trx, kind)
  known.set(kind, makings)
  return makings
}

const asStationery = (practice: Makings['practice']): Stationery => ({
  practiceName: practice?.name,
  accentColor: (practice?.accentColor ?? undefined) as Colour | undefined,
  postalAddress: practice?.postalAddress ?? undefined,
})

/** A letter may run out of time because the machine was busy: it is tried once more before its template is let rest. */
async function writeOwn(
  trx: PracticeTrx,
  key: string,
  work: Parameters<typeof letters.run>[0],
): Promise<{ letter: Letter } | { why: string }> {
  const resting = whyResting(key, trx.now)
  if (resting) return { why: resting }
  const first = outcomeOf(await letters.run(work))
  const outcome = 'failure' in first ? outcomeOf(await letters.run(work)) : first
  if ('letter' in outcome) return outcome
  if ('failure' in outcome) {
    const why = failureWords[outcome.failure]
    letRest(key, trx.now, why)
    return { why }
  }
  return { why: outcome.mistakes[0]?.detail ?? '' }
}

async function tellOfFailure(trx: PracticeTrx, kind: TemplateKind, own: OwnTemplate, why: string): Promise<void> {
  if (!(await noteFailure(trx, kind, own.version, why))) return
  await recordEvent(trx, {
    kind: 'template.failed',
    subjectId: own.id,
    payload: { template: kind, version: own.version, why },
  })
}
