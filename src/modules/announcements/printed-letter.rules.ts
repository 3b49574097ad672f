import { escapeHtml } from '../../infra/mail/letter.ts'

/** A letter as it is put on paper. */
export interface PrintedLetter {
  from: string
  to: string
  /** As the writer would write it. */
  date: string
  text: string
  lang: string
}

/*
 * The paper is whatever the reader's printer has: only margins are ours. Paragraphs are not torn apart, and no line stands
 * alone on a page. On a screen it looks like the sheet that comes out.
 */
const style = `@page{margin:25mm 22mm}
html{font:12pt/1.5 Georgia,'Times New Roman',serif;color:#000;background:#fff}
body{max-width:34em;margin:2em auto;padding:0 1em;overflow-wrap:anywhere}
header{text-align:right;margin-bottom:3em}p{margin:0 0 1em;break-inside:avoid;orphans:3;widows:3}
@media print{body{max-width:none;margin:0;padding:0}}`

/** A whole page, ready to be printed and signed. Nothing is fetched, nothing runs. */
export function printedLetter({ from, to, date, text, lang }: PrintedLetter): string {
  const paragraphs = text
    .split(/\n\s*\n/)
    .map((paragraph) => `<p dir="auto">${paragraph.trim().split('\n').map(escapeHtml).join('<br>\n')}</p>`)
  return `<!doctype html>
<html lang="${escapeHtml(lang)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(`${from} to ${to}`)}</title>
<style>${style}</style>
</head>
<body>
<header><p>${escapeHtml(from)}<br>
${escapeHtml(date)}</p></header>
<main>
${paragraphs.join('\n')}
</main>
</body>
</html>
`
}
