import { asPhrase, lowerFirst } from './plain-words.rules.ts'
import type { AdviceFact } from './template-facts.rules.ts'

/** How a piece of advice goes on after "Your advice …", and after "helped me …" or, where that would not read, "helped me: …". */
export interface AdviceWords {
  what: string
  helped?: string
  result?: string
}

const MOST_QUOTED = 3

// Verbs that are hardly ever nouns, or read well even then ("focus on", "work on"); the second list needs "the", "my", "it" after it.
const VERBS =
  'accept add ask avoid be become begin believe bring build choose come compare decide describe explain find finish focus follow forget get give go hear imagine invite join keep know lead learn leave let listen make mention negotiate pay prepare put read rehearse rely remember say see seek send sell sleep speak spend start stay stick take talk teach tell think trust try understand wait work write'
const NOUNS_TOO =
  'aim answer approach call change charge check count cut drop end face hold list look meet move name offer open practice practise quote research review set share show state stop study test treat turn use visit walk'
const SMALL_WORDS =
  'a all always an any at both each every everyone everything for fewer from her him in into it less more my no not nothing of on one only out people that the them these this those through time to two until up what where who why with without'
const DETERMINERS = 'a all an any both each every everyone everything fewer her him it less more my no one only people that the them these this those two what'

const imperative = new RegExp(
  `^(?:(?:always|never) \\w+|be \\w+|(?:${alternatives(VERBS)}) (?:${alternatives(SMALL_WORDS)})|(?:${alternatives(NOUNS_TOO)}) (?:${alternatives(DETERMINERS)}))\\b`,
  'iu',
)
const topic = /^(?:how to \w+|(?!(?:bring|cling|during|evening|everything|morning|nothing|something|spring|string|swing|anything)\b)\w{2,}ing \w+)/iu
// A verb later on ("talking to people beats …"), a "you", or punctuation inside: a sentence of its own, so we quote it.
const sentence =
  /\b(?:is|are|was|were|am|isn['’]t|aren['’]t|beats|can|could|counts|did|does|gets|gives|had|has|have|helps|makes|matters|means|opens|pays|should|takes|wins|will|works|would|you|your|yours|yourself)\b|[,;:.!?()"“”«»—]/iu

/** The advice to quote, in the words of a letter: "to lead with turnaround results", or in quotation marks where only these are safe. */
export function adviceWords(advice: readonly AdviceFact[]): AdviceWords[] {
  const words = advice.flatMap(({ about, helped }) => {
    const phrase = asPhrase(about)
    return phrase ? [{ what: whatWords(phrase), ...helpedWords(asPhrase(helped)) }] : []
  })
  return words.toSorted((a, b) => Number(saysWhatChanged(b)) - Number(saysWhatChanged(a))).slice(0, MOST_QUOTED)
}

function saysWhatChanged({ helped, result }: AdviceWords): boolean {
  return helped !== undefined || result !== undefined
}

function whatWords(about: string): string {
  if (about.length <= 100 && !sentence.test(about)) {
    if (imperative.test(about)) return `to ${lowerFirst(about)}`
    if (topic.test(about)) return `about ${lowerFirst(about)}`
  }
  return `about “${about.replaceAll(/[“”]/gu, '"')}”`
}

/** "be more focused" goes on after "helped me"; "I was calmer" or "more focus" wants a colon. */
function helpedWords(helped: string | undefined): Partial<AdviceWords> {
  const phrase = asPhrase(helped?.replace(/^(?:it |this |that )?(?:has )?(?:really )?helped me(?: to)?\s*[:,]? /iu, ''))
  if (!phrase) return {}
  const first = /^[\p{L}’']+/u.exec(phrase)?.[0].toLowerCase() ?? ''
  const noVerb = /^(?:i|i['’]\w+|my|we|our|it|they|the|an|a|no|more|better|less|fewer|clearer|stronger|confidence|clarity|focus|\w{2,}ing|\w{3,}[^e]ed|was|were|)$/u
  const goesOn = /^(?:bring|cling|sing|fling|swing|a (?:lot|great deal|bit))\b/iu
  return goesOn.test(phrase) || !noVerb.test(first) ? { helped: lowerFirst(phrase) } : { result: phrase }
}

function alternatives(words: string): string {
  return words.replaceAll(' ', '|')
}
