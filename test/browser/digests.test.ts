import axeCore from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { digestSamples } from '../../src/modules/templates/digest-samples.rules.ts'
import { letterOf } from '../support/letters.ts'

/*
 * Digests are read on a phone, in the minute before something else: what matters stands on its first screen.
 */
const executablePath = inject('chromiumPath')
const phone = { width: 375, height: 667 }
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

const [first, second] = digestSamples.client_digest.people
const seven = Array.from({ length: 7 }, (_, n) => ({ ...(n % 2 ? second! : first!), name: `Person ${n}` }))

describe.runIf(executablePath !== undefined)('on the first screen of a phone', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] })
  })
  afterAll(() => browser?.close())

  async function read(html: string, { colorScheme, size }: (typeof ways)[number]): Promise<Page> {
    const page = await browser.newPage({ colorScheme, viewport: phone })
    await page.setContent(html)
    await page.evaluate((fontSize) => void (document.documentElement.style.fontSize = fontSize), size)
    return page
  }
  /** Whether the first of these ends above the fold, and whether the page is as wide as the phone. */
  async function fits(page: Page, selector: string): Promise<boolean> {
    const box = await page.locator(selector).first().boundingBox()
    return box !== null && box.y + box.height <= phone.height && box.x + box.width <= phone.width
  }
  const faultsOf = async (page: Page) => {
    await page.evaluate(axeCore.source)
    return page.evaluate(
      async (tags) => (await globalThis.axe.run(document, { runOnly: tags })).violations.map(({ id }) => id),
      rules,
    )
  }

  const ways = [
    { colorScheme: 'light', size: '100%' },
    { colorScheme: 'dark', size: '100%' },
    { colorScheme: 'light', size: '200%' },
    { colorScheme: 'dark', size: '200%' },
  ] as const

  it.each(ways)('a client finds whom to call, why, and the tap that does ($colorScheme, $size)', async (way) => {
    const { html } = letterOf('client_digest', { ...digestSamples.client_digest, people: seven })
    const page = await read(html, way)
    expect(await fits(page, 'strong:text("Person 0")')).toBe(true)
    expect(await fits(page, 'a[href^="tel:"]')).toBe(true)
    if (way.size === '100%') {
      expect(await fits(page, 'a:text("I was in touch")')).toBe(true)
      expect(await fits(page, 'strong:text("Person 1")')).toBe(true)
    }
    expect(await faultsOf(page)).toEqual([])
    await page.close()
  })

  it.each(ways)('a coach finds what is to be decided ($colorScheme, $size)', async (way) => {
    const page = await read(letterOf('coach_digest').html, way)
    expect(await fits(page, 'a:text("Decide")')).toBe(true)
    if (way.size === '100%') expect(await fits(page, 'strong:text("Tomás Rey")')).toBe(true)
    expect(await faultsOf(page)).toEqual([])
    await page.close()
  })
})
