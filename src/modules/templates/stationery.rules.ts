import { escapeHtml, letterFonts, letterPage } from '../../infra/mail/letter.ts'
import { type Colour, inkOn, readableOn } from './colour.rules.ts'

/** What a practice's mail to its clients and members is written on. */
export interface Stationery {
  /** Below the letter, never above it: a mail's first words are read over shoulders. */
  practiceName?: string | undefined
  accentColor?: Colour | undefined
  postalAddress?: string | undefined
}

/** The style of each element, as declarations. */
export type Look = ReturnType<typeof lookOf>

const usualAccent: Colour = '#1d5c4d'
const light = { page: '#f4f2ee', sheet: '#ffffff', ink: '#22262a', muted: '#5b626a', line: '#dedad2' } as const
const dark = { page: '#141618', sheet: '#1e2124', ink: '#e8e6e1', muted: '#a8aeb5', line: '#3a3f45' } as const

const button =
  'display: inline-block; max-width: 100%; box-sizing: border-box; margin: 0.25em 0.25em 0.25em 0; padding: 0.7em 1.3em; border-radius: 0.5em; font-weight: 600; line-height: 1.3; text-decoration: none'

/** How a letter's elements look where nobody prefers dark; sizes are the reader's own, so that text grows with them. (What is beside it does not: large text needs the room.) */
export function lookOf(accent: Colour = usualAccent) {
  return {
    paragraph: 'margin: 0 0 1em',
    heading1: 'margin: 0 0 0.7em; font-size: 1.35em; line-height: 1.3',
    heading2: 'margin: 1.6em 0 0.6em; font-size: 1.12em; line-height: 1.35',
    heading3: 'margin: 1.4em 0 0.4em; font-size: 1em',
    list: 'margin: 0 0 1em; padding-left: 1.2em',
    item: 'margin: 0 0 0.5em',
    quote: `margin: 0 0 1em; padding-left: 1em; border-left: 3px solid ${light.line}`,
    rule: `border: 0; border-top: 1px solid ${light.line}; margin: 1.5em 0`,
    button: `${button}; background: ${accent}; color: ${inkOn(accent)}; border: 1px solid ${accent}`,
    quiet: `${button}; color: ${readableOn(accent, light.sheet)}; border: 1px solid ${readableOn(accent, light.sheet)}`,
    where: `color: ${light.muted}; font-size: 0.85em`,
  }
}

/** In the dark, what the style sheet says has to win over what stands in the elements. */
function darkRules(accent: Colour): string {
  const link = readableOn(accent, dark.sheet)
  return [
    `body, .page { background: ${dark.page} !important; color: ${dark.ink} !important }`,
    `.sheet { background: ${dark.sheet} !important; border-color: ${dark.line} !important; border-top-color: ${link} !important }`,
    `.muted, .muted a { color: ${dark.muted} !important }`,
    `.sheet a { color: ${link} !important }`,
    `.sheet a.button { background: ${link} !important; border-color: ${link} !important; color: ${inkOn(link)} !important }`,
    `.sheet a.quiet { border-color: ${link} !important }`,
    `hr, blockquote { border-color: ${dark.line} !important }`,
  ].join('\n')
}

/**
 * A letter's body on a practice's stationery, as a whole page: no images, nothing fetched, one column that is as wide
 * as it may be and no wider than is read well, with landmarks and its language.
 *
 * @param title what the page is called: the subject
 * @param lang BCP 47
 */
export function onStationery(
  { title, lang, body }: { title: string; lang: string; body: string },
  { practiceName, accentColor = usualAccent, postalAddress }: Stationery,
): string {
  const link = readableOn(accentColor, light.sheet)
  const below = [
    practiceName && `<strong>${escapeHtml(practiceName)}</strong>`,
    ...(postalAddress ? postalAddress.split('\n').map(escapeHtml) : []),
  ].filter(Boolean)
  const footer =
    below.length > 0
      ? `\n<footer class="muted" dir="auto" style="max-width: 34em; margin: 0 auto; padding: 16px 18px; color: ${light.muted}; font-size: 0.85em; line-height: 1.5">${below.join('<br>\n')}</footer>`
      : ''
  const style = `:root { color-scheme: light dark }
.sheet a { color: ${link} }
.sheet > :last-child { margin-bottom: 0 !important }
@media (prefers-color-scheme: dark) {
${darkRules(accentColor)}
}`
  const page = `<body style="margin: 0; padding: 0; background: ${light.page}">
<div class="page" role="article" aria-roledescription="email" aria-label="${escapeHtml(title)}" lang="${escapeHtml(lang)}" style="background: ${light.page}; color: ${light.ink}; padding: 12px 8px; font-family: ${letterFonts}; font-size: 100%; line-height: 1.5; overflow-wrap: anywhere; -webkit-text-size-adjust: 100%">
<main class="sheet" style="max-width: 34em; margin: 0 auto; padding: 20px 18px; box-sizing: border-box; background: ${light.sheet}; border: 1px solid ${light.line}; border-top: 4px solid ${accentColor}; border-radius: 0.6em">
${body}
</main>${footer}
</div>
</body>`
  return letterPage(page, { lang, title, style })
}
