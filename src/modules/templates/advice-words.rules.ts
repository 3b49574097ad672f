import { asPhrase, lowerFirst } from './plain-words.rules.ts'
import type { AdviceFact } from './template-facts.rules.ts'

/** How a piece of advice goes on after "Your advice …", and after "helped me …" or, where that would not read, "helped me: …". */
export interface AdviceWords {
  what: string
  helped?: string
  result?: string
}

const MOST_QUOTED = 3

// The more easily a verb is taken for a noun, the more we want to see after it: anything, a small word, a determiner.
const VERBS =
  'accept add ask avoid become begin believe bring build choose come compare decide describe explain find follow forget get give go hear imagine invite join keep know learn let listen make mention negotiate prepare put read rehearse rely remember say see seek sell send speak spend take teach tell think understand wait write'
const RARELY_NOUNS = 'finish focus lead leave pay sleep start stay stick talk trust try work'
const OFTEN_NOUNS =
  'aim answer approach call change charge check count cut drop end face hold list look meet move name offer open practice practise quote research review set share show state stop study test treat turn use visit walk'
const DETERMINERS =
  'a all an any both each every everyone everything fewer her him it less more my no one only our people that the them these this those two what your'
const SMALL_WORDS = `${DETERMINERS} about after again at before by calm early first for from how in into late no not off on out over through to until up when where while who why with without`

const imperative = new RegExp(
  `^(?:(?:(?:always|never|be|${alternatives(VERBS)}) [\\p{L}\\p{N}]|(?:${alternatives(RARELY_NOUNS)}) (?:${alternatives(SMALL_WORDS)})\\b|(?:${alternatives(OFTEN_NOUNS)}) (?:${alternatives(DETERMINERS)})\\b))`,
  'iu',
)
const topic =
  /^(?:how to \w+|(?:my|our) [\w-]+(?: [\w-]+){0,2}$|(?!(?:bring|cling|during|evening|everything|morning|nothing|something|spring|string|swing|anything)\b)\w{2,}ing \w+)/iu
// Punctuation inside, or in a topic a verb later on ("talking to people beats …"): a sentence of its own, so we quote it.
const punctuation = /[,;:.!?()"“”«»—]/u
const sentence =
  /\b(?:is|are|was|were|am|isn['’]t|aren['’]t|beats|can|could|counts|did|does|gets|gives|had|has|have|helps|makes|matters|means|opens|pays|should|takes|wins|will|works|would)\b/iu

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
  if (about.length <= 100 && !punctuation.test(about)) {
    if (imperative.test(about)) return `to ${lowerFirst(about)}`
    if (topic.test(about) && !sentence.test(about)) return `about ${lowerFirst(about)}`
  }
  return `about “${about.replaceAll(/[“”]/gu, '"')}”`
}

/** "be more focused" goes on after "helped me"; "I was calmer" or "more focus" wants a colon. */
function helpedWords(helped: string | undefined): Partial<AdviceWords> {
  const phrase = asPhrase(
    helped?.replace(/^(?:(?:it |this |that )?(?:has )?(?:really )?helped(?: me)?|me)(?: to)?\s*[:,]? /iu, ''),
  )
  if (!phrase) return {}
  const first = /^[\p{L}’']+/u.exec(phrase)?.[0].toLowerCase() ?? ''
  const noVerb =
    /^(?:i|i['’]\w+|my|we|our|it|they|the|an|a|no|more|better|less|fewer|clearer|stronger|confidence|clarity|focus|\w{2,}ing|\w{3,}[^e]ed|was|were|)$/u
  const goesOn = /^(?:bring|cling|sing|fling|swing|a (?:lot|great deal|bit))\b/iu
  return goesOn.test(phrase) || !noVerb.test(first) ? { helped: lowerFirst(phrase) } : { result: phrase }
}

function alternatives(words: string): string {
  return words.replaceAll(' ', '|')
}
