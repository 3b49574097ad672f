import { escapeHtml as text } from '../../infra/mail/letter.ts'
import { formHtml } from './form-html.ts'
import type { Mistake, Page, Section } from './page.ts'
import { style } from './style.ts'

/** A page as HTML, whole. */
export function pageHtml(page: Page): string {
  const { title, sections = [], mistakes = [] } = page
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${mistakes.length > 0 ? 'Please look again: ' : ''}${text(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${text(title)}</h1>
${mistakes.length > 0 ? mistakesHtml(mistakes) : ''}
${contentHtml(page, mistakes)}
${sections.map((section) => sectionHtml(section, mistakes)).join('\n')}
</main>
</body>
</html>
`
}

/** Each leads to its field. */
const mistakesHtml = (mistakes: Mistake[]): string => `<div class="mistakes" role="alert">
${mistakes.map(({ field, says }) => `<p>${field ? `<a href="#${text(field)}">${text(says)}</a>` : text(says)}</p>`).join('\n')}
</div>`

function sectionHtml(section: Section, mistakes: Mistake[]): string {
  const { heading, folded } = section
  const content = contentHtml(section, mistakes)
  if (folded) return `<details><summary>${text(heading ?? '')}</summary>\n${content}\n</details>`
  return `${heading ? `<h2>${text(heading)}</h2>` : ''}\n${content}`
}

function contentHtml({ paragraphs = [], list = [], letter, form }: Section, mistakes: Mistake[]): string {
  return [
    ...paragraphs.map((paragraph) => `<p>${text(paragraph)}</p>`),
    list.length > 0 ? `<ul>${list.map((item) => `<li>${text(item)}</li>`).join('')}</ul>` : '',
    letter === undefined ? '' : `<blockquote>${text(letter)}</blockquote>`,
    form ? formHtml(form, mistakes) : '',
  ]
    .filter(Boolean)
    .join('\n')
}
