import axeCore from 'axe-core'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { letterOf, mailedKinds } from '../support/letters.ts'

const executablePath = inject('chromiumPath')
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

const isTooWide = () => document.documentElement.scrollWidth > document.documentElement.clientWidth
const growText = () => (document.documentElement.style.fontSize = '200%')
const heightOfText = () => Number.parseFloat(getComputedStyle(document.querySelector('p')!).fontSize)
const findBarriers = async (tags: string[]) =>
  (await globalThis.axe.run(document, { runOnly: tags })).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)

declare global {
  var axe: typeof axeCore
}

describe.runIf(executablePath !== undefined)('a letter, in a browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] })
  })
  afterAll(() => browser?.close())

  describe.each(['light', 'dark'] as const)('where %s is preferred', (colorScheme) => {
    let context: BrowserContext
    beforeAll(async () => {
      context = await browser.newContext({ colorScheme, viewport: { width: 320, height: 640 } })
    })
    afterAll(() => context?.close())

    it.each(mailedKinds)(
      '%s fits a phone and a window, with text of twice the size, and shuts nobody out',
      async (kind) => {
        const page = await context.newPage()
        const asked: string[] = []
        page.on('request', (request) => asked.push(request.url()))
        await page.setContent(letterOf(kind).html)
        for (const width of [640, 320]) {
          await page.setViewportSize({ width, height: 640 })
          expect(await page.evaluate(isTooWide)).toBe(false)
        }
        await page.evaluate(axeCore.source)
        expect(await page.evaluate(findBarriers, rules)).toEqual([])
        expect(await page.locator('html').getAttribute('lang')).toBe('en')
        expect(await page.locator('a.button').count()).toBeLessThanOrEqual(1)
        const before = await page.evaluate(heightOfText)
        await page.evaluate(growText)
        expect(await page.evaluate(isTooWide)).toBe(false)
        expect(await page.evaluate(heightOfText)).toBeGreaterThanOrEqual(2 * before)
        expect(asked).toEqual([])
        await page.close()
      },
    )
  })
})
