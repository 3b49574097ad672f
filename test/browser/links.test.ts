import axe from 'axe-core'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { startTestApi, type TestApi } from '../support/api.ts'
import { everyLink, type LinkCase } from '../support/every-link.ts'
import { pressByKeyboard } from './keyboard.ts'

/*
 * The page behind every kind of link, in a browser: on a phone as narrow as there are, with text of twice the size, by
 * night, and by keyboard alone; looked at by an accessibility checker at every turn.
 */

const executablePath = inject('chromiumPath')
const smallPhone = { width: 320, height: 568 }

describe.runIf(executablePath !== undefined)('the page of a link, in a browser', () => {
  let api: TestApi
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let origin: string
  let cases: Record<string, LinkCase>
  beforeAll(async () => {
    api = await startTestApi()
    origin = await api.app.listen({ host: '127.0.0.1', port: 0 })
    cases = await everyLink(api)
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] })
    context = await browser.newContext({ viewport: smallPhone, locale: 'en-US' })
    page = await context.newPage()
  })
  afterAll(async () => {
    await browser?.close()
    await api?.stop()
  })

  const open = async (link: string) => {
    const response = await page.goto(`${origin}${new URL(link).pathname}`)
    expect(response!.status()).toBe(200)
  }

  /** What the checker finds against WCAG 2.2, levels A and AA, and what it cannot be asked: whether anything moves sideways. */
  async function faults(): Promise<string[]> {
    await page.evaluate(axe.source)
    const found = await page.evaluate(async () => {
      const checker = (window as unknown as { axe: typeof axe }).axe
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
      const { violations } = await checker.run(document, { runOnly: { type: 'tag', values: tags } })
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
    })
    const isWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
    return isWide ? [...found, 'it is wider than the screen'] : found
  }

  /** By night with text of twice the size, and by day as it comes. */
  async function faultsAnyway(): Promise<string[]> {
    const all: string[] = []
    for (const [colorScheme, size] of [
      ['dark', '200%'],
      ['light', '100%'],
    ] as const) {
      await page.emulateMedia({ colorScheme })
      await page.evaluate((fontSize) => void (document.documentElement.style.fontSize = fontSize), size)
      all.push(...(await faults()).map((fault) => `${colorScheme}, ${size}: ${fault}`))
    }
    return all
  }

  const names = [
    'accept_commitment', 'dispute_verdict', 'hold_step', 'review_announcement', 'opt_out', 'log_interaction', 'mark_done', 'snooze', 'declare_break',
    'tell_landing', 'mark_told', 'start_search', 'export_network', 'decide_suspension', 'excuse_period', 'stop_digest',
    'stop_coach_digest',
  ] // prettier-ignore

  it.each(names)('%s: without a fault, and used by keyboard alone', async (name) => {
    const { link, steps } = cases[name]!
    await open(link)
    for (const { button, says, ...step } of steps) {
      expect(await faultsAnyway()).toEqual([])
      await pressByKeyboard(page, button, step)
      expect(await page.innerText('main')).toContain(says)
    }
    expect(await faultsAnyway()).toEqual([])
  })
})
