import type { Page } from 'playwright-core'

/** What stands in a field that has the focus, and whether one can see that it does. */
function lookAtFocus() {
  const element = document.activeElement as HTMLInputElement
  const { outlineStyle, outlineWidth } = getComputedStyle(element)
  return {
    name: element.name ?? '',
    type: element.type ?? '',
    value: element.value ?? '',
    says: element.textContent?.trim() ?? '',
    tag: element.tagName,
    seen: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
  }
}

const most = 60

/**
 * Fills a form in and presses a button as somebody does who has nothing but a keyboard: from field to field with Tab,
 * with arrows and the space bar where there is something to choose.
 *
 * @param opens what its folded part says, where the form stands in one
 * @param answers by the names of the fields; of a day, YYYY-MM-DD; of a box, `yes`
 * @throws when a field or the button is not reached, or the focus could not be seen on the way
 */
export async function pressByKeyboard(
  page: Page,
  button: string,
  { answers = {}, opens }: { answers?: Record<string, string>; opens?: string } = {},
): Promise<void> {
  const left = new Map(Object.entries(answers))
  for (let step = 0; step < most; step += 1) {
    await page.keyboard.press('Tab')
    const focus = await page.evaluate(lookAtFocus)
    if (focus.tag === 'BODY') continue
    if (!focus.seen) throw new Error(`the focus on ${focus.name || focus.says} cannot be seen`)
    if (focus.tag === 'SUMMARY' && focus.says === opens) await page.keyboard.press('Enter')
    if (focus.tag === 'BUTTON' && focus.says === button) {
      if (left.size > 0) throw new Error(`not reached before the button: ${[...left.keys()].join()}`)
      const answered = page.waitForResponse((response) => response.request().method() === 'POST')
      await page.keyboard.press('Enter')
      await answered
      return page.waitForLoadState()
    }
    const answer = left.get(focus.name)
    if (answer === undefined) continue
    await answerField(page, focus, answer)
    left.delete(focus.name)
  }
  throw new Error(`“${button}” cannot be reached by keyboard in: ${await page.innerText('main')}`)
}

async function answerField(page: Page, focus: ReturnType<typeof lookAtFocus>, answer: string): Promise<void> {
  if (focus.type === 'radio') return choose(page, focus.value, answer)
  if (focus.type === 'checkbox') return page.keyboard.press('Space')
  if (focus.tag === 'SELECT') return page.keyboard.type(answer)
  if (focus.type !== 'date') {
    await page.keyboard.press('ControlOrMeta+A')
    return page.keyboard.type(answer)
  }
  // In the order in which an American types it.
  const [year, month, day] = answer.split('-')
  await page.keyboard.type(`${month}${day}${year}`)
}

async function choose(page: Page, first: string, answer: string): Promise<void> {
  let at = first
  for (let step = 0; at !== answer && step < most; step += 1) {
    await page.keyboard.press('ArrowDown')
    at = (await page.evaluate(lookAtFocus)).value
  }
  if (at !== answer) throw new Error(`${answer} cannot be chosen`)
  if (first === answer) await page.keyboard.press('Space')
}
