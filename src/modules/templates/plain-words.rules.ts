const UNSEEN = /[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]/gu
// The lookbehind keeps it linear: a run of dots is tried from its start only.
const LOOSE_END = /(?<![\s.,;:…])[\s.,;:…]+$/u

/**
 * What somebody typed, as one clean line: no line breaks, control or invisible characters, no doubled space.
 * Undefined when nothing is left that a reader would read (blank, or punctuation alone).
 */
export function oneLine(typed: string | null | undefined): string | undefined {
  const line = (typed ?? '')
    .toWellFormed()
    .normalize('NFC')
    .replace(UNSEEN, '')
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .trim()
  return /[^\p{P}\p{Z}\p{C}\p{M}]/u.test(line) ? line : undefined
}

/** A name inside a sentence: a comma or colon left at its end would be doubled by ours. */
export function asName(typed: string | null | undefined): string | undefined {
  return oneLine(oneLine(typed)?.replace(/(?<![\s,;:])[\s,;:]+$/u, ''))
}

/** A phrase inside a sentence: without the bullet, quotation marks or full stop that it was typed with. */
export function asPhrase(typed: string | null | undefined): string | undefined {
  const bare = oneLine(typed)
    ?.replace(/^[-–—•*]\s+/u, '')
    .replace(LOOSE_END, '')
    .replace(/^["“„«']([^"“”„«»]+)["”“»']$/u, '$1')
    .replace(LOOSE_END, '')
  return oneLine(bare)
}

/** "Lead with …" inside a sentence is "lead with …"; "CV", "I" and "LinkedIn" stay as they are. */
export function lowerFirst(phrase: string): string {
  return /^\p{Lu}\p{Ll}+(?![\p{L}\p{N}])/u.test(phrase) ? phrase[0]!.toLowerCase() + phrase.slice(1) : phrase
}
