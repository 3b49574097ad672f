import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { drawMadeUp } from '../support/made-up-network.ts'

const executablePath = inject('chromiumPath')

/** Every text as it stands on the screen: what it says, how large it is, and its four corners, turned as they are. */
function measureTexts() {
  return [...document.querySelectorAll<SVGTextElement>('svg text')].map((text) => {
    const { x, y, width, height } = text.getBBox()
    const onScreen = text.getScreenCTM()!
    const corner = (cx: number, cy: number) => {
      const { x: px, y: py } = new DOMPoint(cx, cy).matrixTransform(onScreen)
      return [px, py] as [number, number]
    }
    const corners = [corner(x, y), corner(x + width, y), corner(x + width, y + height), corner(x, y + height)]
    const scale = Math.hypot(onScreen.a, onScreen.b)
    return { says: text.textContent, size: Number.parseFloat(getComputedStyle(text).fontSize) * scale, corners }
  })
}

type Measured = ReturnType<typeof measureTexts>[number]

/** Two turned boxes overlap unless a line parts them, along a side of either. */
function overlap(a: Measured, b: Measured): boolean {
  const isParted = [a, b].some(({ corners: [p, q, r] }) =>
    [[p!, q!] as const, [q!, r!] as const].some(([from, to]) => {
      const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
      const spread = ({ corners }: Measured) => corners.map(([x, y]) => x * dx + y * dy)
      const [ofA, ofB] = [spread(a), spread(b)]
      return Math.max(...ofA) <= Math.min(...ofB) || Math.max(...ofB) <= Math.min(...ofA)
    }),
  )
  return !isParted
}

describe.runIf(executablePath !== undefined)('the picture of a network, in a browser', () => {
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] })
    page = await browser.newPage()
  })
  afterAll(() => browser?.close())

  const show = (svg: string) => page.setContent(`<body style="margin:0">${svg}</body>`)

  it.each([3, 40, 300])(
    'of %i people can be read: no two texts overlap, none is small, none is cut off',
    async (count) => {
      await show(drawMadeUp(count, 'light'))
      const texts = await page.evaluate(measureTexts)
      expect(texts.length).toBeGreaterThan(count)
      expect(Math.min(...texts.map(({ size }) => size))).toBeGreaterThanOrEqual(12)
      const pairs = texts.flatMap((a, index) => texts.slice(index + 1).map((b) => [a, b] as const))
      expect(pairs.filter(([a, b]) => overlap(a, b)).map(([a, b]) => `${a.says} – ${b.says}`)).toEqual([])
      const [width, height] = await page.evaluate(() => {
        const svg = document.querySelector('svg')!
        return [svg.clientWidth, svg.clientHeight] as const
      })
      const isOut = ({ corners }: Measured) => corners.some(([x, y]) => x < 0 || y < 0 || x > width || y > height)
      expect(texts.filter(isOut).map(({ says }) => says)).toEqual([])
    },
  )

  it('is dark for whoever prefers that, unless it was asked for otherwise', async () => {
    const paper = () => page.evaluate(() => getComputedStyle(document.querySelector('.paper')!).fill)
    const seen: Record<string, string[]> = {}
    for (const scheme of ['auto', 'light', 'dark'] as const) {
      await show(drawMadeUp(3, scheme))
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        seen[scheme] = [...(seen[scheme] ?? []), await paper()]
      }
    }
    const [light, dark] = seen['auto']!
    expect(light).not.toBe(dark)
    expect(seen).toEqual({ auto: [light, dark], light: [light, light], dark: [dark, dark] })
  })

  it('runs nothing of what people are called', async () => {
    const said: string[] = []
    page.on('dialog', (dialog) => (said.push(dialog.message()), void dialog.dismiss()))
    await show(drawMadeUp(300, 'light'))
    expect(await page.evaluate(() => document.querySelectorAll('script').length)).toBe(0)
    expect(await page.getByText('<script>').count()).toBeGreaterThan(0)
    expect(said).toEqual([])
  })
})
