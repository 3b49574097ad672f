const titles = /^(?:dr|prof|professor|mr|mrs|ms|mx|miss|sir|dame|herr|frau|ing|dipl|rev|hon|capt|col|lt|sgt|mag|med)$/i
const suffixes = /^(?:phd|dphil|mba|msc|bsc|llm|llb|cpa|cfa|esq|jr|sr)$/i
const shortSuffixes = /^(?:MD|MA|BA|JD|II|III|IV)$/

/** A nickname between the names: 'Elizabeth "Liz" Weiss', 'Elizabeth (Liz) Weiss'. */
const nickname = /\s+(?:"[^"]*"|“[^”]*”|\([^)]*\))/gu

const isTitle = (word: string) => titles.test(word.replace(/[.,]/g, ''))
const isInitial = (word: string) => /^(?:\p{L}\.)+$/u.test(word)
const isSuffix = (part: string) => {
  const bare = part.replaceAll('.', '')
  return suffixes.test(bare) || shortSuffixes.test(bare)
}

/**
 * What to call somebody in a letter: the first word of their name that is no title and no initial.
 * "Dr. Anna Weiss" is Anna, and so is "Weiss, Anna"; somebody of whom only "Prof. Weiss", "J. R. Weiss" or "von Weiss" is
 * known stays that. Null for an e-mail or web address: that is nobody's name.
 */
export function firstName(name: string): string | null {
  const words = inOrder(name).split(/\s+/).filter(Boolean)
  if (words.some((word) => /@|:\/\//.test(word))) return null
  const at = words.findIndex((word) => !isTitle(word) && !isInitial(word))
  const given = words[at]
  const isSurname = at > 0 && at === words.length - 1
  const isParticle = given !== undefined && /^\p{Ll}/u.test(given) && /^\p{Lu}/u.test(words.at(-1)!)
  if (given === undefined || isSurname || isParticle) return words.join(' ') || null
  return inLowerCase(given, words)
}

/** "Weiss, Anna" as lists have it is Anna Weiss, and so is "Anna Weiss, PhD". */
function inOrder(name: string): string {
  const parts = name
    .trim()
    .replace(nickname, '')
    .split(/\s*,\s*/)
  const [first = '', ...others] = parts.filter((part, place) => place === 0 || !isSuffix(part))
  return [...others, first].join(' ')
}

/** "ANNA WEISS" comes from a list in capitals; nobody is shouted at. */
const inLowerCase = (given: string, words: string[]): string =>
  words.length > 1 && /^\p{Lu}{3,}$/u.test(given) && words.every((word) => word === word.toUpperCase())
    ? `${given[0]}${given.slice(1).toLowerCase()}`
    : given
