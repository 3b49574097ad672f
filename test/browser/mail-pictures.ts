import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { kindsOfLetter } from '../../src/modules/templates/template-kinds.rules.ts'
import { letterOf, mailedKinds } from '../support/letters.ts'
import { findBrowser } from '../support/find-browser.ts'

/*
 * Takes a picture of every letter, on a phone and in a window, light and dark, for docs/mail: `npm run mail-pictures`.
 */
const folder = new URL('../../docs/mail/', import.meta.url)
const executablePath = findBrowser()
if (!executablePath) throw new Error('Pictures need Chromium or Chrome: say in CHROMIUM_PATH where it is.')

mkdirSync(folder, { recursive: true })
for (const file of readdirSync(folder)) rmSync(new URL(file, folder))
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
const sheet = await browser.newPage({ viewport: { width: 1960, height: 400 }, deviceScaleFactor: 0.6 })
for (const kind of mailedKinds) {
  const views: string[] = []
  for (const width of [320, 640]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 200 } })
      await page.setContent(letterOf(kind).html)
      const picture = await page.screenshot({ fullPage: true, type: 'png' })
      views.push(`<img width="${width}" src="data:image/png;base64,${picture.toString('base64')}">`)
      await page.close()
    }
  }
  await sheet.setContent(
    `<body style="margin: 8px; display: flex; gap: 8px; align-items: flex-start; background: #888">${views.join('')}`,
  )
  writeFileSync(new URL(`${kind}.png`, folder), await sheet.screenshot({ fullPage: true, type: 'png' }))
  console.log(kind)
}
await browser.close()

const pages = mailedKinds.map((kind) => {
  const { subject } = letterOf(kind)
  const { purpose } = kindsOfLetter[kind]
  return `## ${kind}\n\n${purpose} Subject: “${subject}”\n\n![${kind}: on a phone and in a window, light and dark](${kind}.png)\n`
})
writeFileSync(
  new URL('README.md', folder),
  `# What our letters look like\n\nEvery built-in letter of its sample, on the stationery of a practice: 320 and 640 pixels wide, light and dark. Written by \`npm run mail-pictures\`; \`test/browser/letters.test.ts\` sees that they hold.\n\n${pages.join('\n')}`,
)
