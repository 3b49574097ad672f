import { asPhrase, lowerFirst } from './plain-words.rules.ts'

/** What the company does, by the shape of the words: "a maker of …", "makes …", "We make …", or a mere field. */
export interface CompanyWords {
  company_is?: string
  company_does?: string
  company_says?: string
  company_field?: string
}

const DOES =
  'advises bakes brews brings builds buys connects creates delivers develops does employs finances gives grows helps insures invests lets makes manages manufactures offers operates organises organizes owns produces provides publishes recycles repairs restores runs sells serves specialises specializes supplies teaches trains treats turns'
const does = new RegExp(`^(?:${DOES.replaceAll(' ', '|')})\\s`, 'iu')

/** Sorts a description by the sentence it can stand in; none of them changes more than the case of its first letter. */
export function companyWords(description: string | null | undefined): CompanyWords {
  const phrase = asPhrase(description)
  if (!phrase) return {}
  if (/^(?:an?|one of|the) /iu.test(phrase)) return { company_is: lowerFirst(phrase).replace(/^A /u, 'a ') }
  if (does.test(phrase)) return { company_does: lowerFirst(phrase) }
  if (/^(?:we|our) /iu.test(phrase)) return { company_says: phrase }
  return { company_field: phrase }
}
