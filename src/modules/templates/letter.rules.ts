import { letterHtml } from '../../infra/mail/letter.ts'
import { readBlocks } from './letter-blocks.rules.ts'
import { htmlOf } from './letter-html.rules.ts'
import { letterText, textOf } from './letter-text.rules.ts'
import { lookOf, onStationery, type Stationery } from './stationery.rules.ts'
import { fillTemplate, type ParsedTemplate } from './template-engine.rules.ts'
import type { View } from './view.rules.ts'

/** A letter, ready to be sent: `text` and `html` say the same. */
export interface Letter {
  subject: string
  text: string
  html: string
}

export interface Writing {
  /** Chooses among the variants: the id of who or what the letter is for. */
  seed: string
  /** What it is written on; null for a plain letter from one person to another. */
  stationery: Stationery | null
}

/** Longer letters are nobody's intention. */
const mostCharacters = 100_000

/** Writes one letter. Pure, and bounded by the engine; throws where the template asks for what is not there. */
export function writeLetter(template: ParsedTemplate, view: View, { seed, stationery }: Writing): Letter {
  const filled = fillTemplate(template, view, seed)
  if (filled.body.length > mostCharacters) throw new RangeError(`the letter has more than ${mostCharacters} characters`)
  const subject = letterText(filled.subject).replaceAll('\n', ' ')
  if (!stationery) {
    const text = letterText(filled.body)
    return { subject, text, html: letterHtml(text, { lang: template.language, title: subject }) }
  }
  const blocks = readBlocks(withoutTags(filled.body))
  const { postalAddress, accentColor } = stationery
  return {
    subject: withoutTags(subject),
    text: `${textOf(blocks)}${postalAddress ? `\n\n-- \n${postalAddress}` : ''}`,
    html: onStationery(
      { title: withoutTags(subject), lang: template.language, body: htmlOf(blocks, lookOf(accentColor)) },
      stationery,
    ),
  }
}

/** Whatever somebody is called, a mail does not look as if nobody had filled it in. */
const withoutTags = (text: string): string => text.replace(/(?<=\{)(?=\\?[{%])/g, ' ')
