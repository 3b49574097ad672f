import { type Letter, writeLetter, type Writing } from './letter.rules.ts'
import { checkTemplate } from './template-check.rules.ts'
import { parseSource, type ParsedTemplate, type TemplateSource } from './template-engine.rules.ts'
import { type Mistake, mistakeOf } from './template-mistakes.rules.ts'
import type { Variable } from './template-variables.rules.ts'
import type { View } from './view.rules.ts'

/** What is done with a practice's own template away from the event loop. Goes between threads: plain values only. */
export type TemplateWork =
  | { do: 'check'; source: TemplateSource; variables: readonly Variable[]; views: readonly View[]; writing: Writing }
  | { do: 'write'; key: string; source: TemplateSource; view: View; writing: Writing }

export type TemplateWorkDone = { mistakes: Mistake[] } | { letter: Letter }

/** As many as are used at a time in a large house. */
const mostKept = 200
const kept = new Map<string, ParsedTemplate>()

/** Checks a template, also by writing a letter from each view; or writes one letter. */
export function doTemplateWork(work: TemplateWork): TemplateWorkDone {
  if (work.do === 'write') return write(work.source, () => parsedOnce(work.key, work.source), work)
  const mistakes = checkTemplate(work.source, work.variables)
  if (mistakes.length > 0) return { mistakes }
  const template = parseSource(work.source)
  for (const view of work.views) {
    const tried = write(work.source, () => template, { view, writing: work.writing })
    if ('mistakes' in tried) return tried
    if (tried.letter.subject === '') return { mistakes: [{ part: 'subject', line: 1, column: 1, detail: 'The subject comes out empty.' }] } // prettier-ignore
    if (tried.letter.text === '') return { mistakes: [{ part: 'body', line: 1, column: 1, detail: 'The letter comes out empty.' }] } // prettier-ignore
  }
  return { mistakes: [] }
}

function write(
  source: TemplateSource,
  parsed: () => ParsedTemplate,
  { view, writing }: { view: View; writing: Writing },
): TemplateWorkDone {
  try {
    return { letter: writeLetter(parsed(), view, writing) }
  } catch (error) {
    const mistake = mistakeOf('body', error)
    const part = source.subject.split('\n').length === 1 && isOfSubject(error, source) ? 'subject' : 'body'
    return { mistakes: [{ ...mistake, part }] }
  }
}

/** The engine's errors carry the text that they are about. */
function isOfSubject(error: unknown, { subject }: TemplateSource): boolean {
  return (error as { token?: { input?: string } }).token?.input === subject
}

function parsedOnce(key: string, source: TemplateSource): ParsedTemplate {
  const found = kept.get(key)
  if (found) return found
  const parsed = parseSource(source)
  if (kept.size >= mostKept) kept.delete(kept.keys().next().value!)
  kept.set(key, parsed)
  return parsed
}
