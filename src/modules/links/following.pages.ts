import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { notFound } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { type FormValues, mapForms, type Page, withValues } from '../../http/pages/page.ts'
import { isOneClick } from '../../http/pages/send-page.ts'
import type { Followed } from './entering.service.ts'
import type { Link } from './office.service.ts'
import { rulesOf } from './purposes.rules.ts'
import { claimUse, findOnlyUse, findUse, markUndone, type Use, writeOutcome } from './uses.repository.ts'

/**
 * What the links of one purpose show and do. The transaction is that of whoever the link was given to; where nothing is
 * done, it cannot write.
 */
export interface LinkPage<Outcome extends object = object> {
  /**
   * What it would do, with the form that does it; without a form, why there is nothing to do any more.
   *
   * @param form what was typed so far, of a form that finds something first
   * @returns undefined when it leads to nothing
   */
  ask(trx: PracticeTrx, link: Link, form: FormValues): Promise<Page | undefined>
  /** Does what the link is for, once for each form that was shown. Returns what `tell` and `undo` need: ids, nobody's data. */
  act(trx: PracticeTrx, link: Link, form: FormValues): Promise<Outcome>
  /** Says what was done; where that cannot be taken back here any more, what can be done instead. */
  tell(trx: PracticeTrx, link: Link, outcome: Outcome): Promise<Page>
  /** Takes it back. @throws 409 when that cannot be done any more */
  undo?(trx: PracticeTrx, link: Link, outcome: Outcome): Promise<void>
  /** Whether there is still something to take back, so that the button stands there; always, where it is not asked. */
  mayUndo?(trx: PracticeTrx, link: Link, outcome: Outcome): Promise<boolean>
}

/** Whether a button was pressed that does something. What mail scanners post has none; it finds at most. */
export const isPressed = ({ purpose }: Link, form: FormValues): boolean =>
  form['use'] !== undefined
    ? ['act', 'undo', 'renew'].includes(form['do'] ?? '')
    : (rulesOf(purpose).oneClick ?? false) && isOneClick(form)

/** By which form a button was pressed. */
export const useIdOf = (form: FormValues): string | undefined => z.uuid().safeParse(form['use']).data

/** What a link shows that is followed. */
export async function show(trx: PracticeTrx, link: Followed, page: LinkPage, form: FormValues): Promise<Page> {
  const use = await findOnlyUse(trx, link.linkHash)
  return use ? told(trx, link, page, use) : asked(trx, link, page, form)
}

/** What one of a page's buttons does. Sent again, or by somebody else with a link that is good once, it shows what was done. */
export async function press(trx: PracticeTrx, link: Followed, page: LinkPage, form: FormValues): Promise<Page> {
  const { once, code: purpose, holder } = rulesOf(link.purpose)
  const useId = form['use'] === undefined ? randomUUID() : useIdOf(form)
  if (!useId || form['do'] === 'renew') return show(trx, link, page, form)
  if (form['do'] === 'undo') return takeBack(trx, link, page, useId)
  const clientId = holder === 'member' ? null : link.holderId
  if (await claimUse(trx, { linkHash: link.linkHash, useId, clientId, purpose, once })) {
    const outcome = await page.act(trx, link, form)
    await writeOutcome(trx, link.linkHash, useId, outcome)
    return told(trx, link, page, { useId, outcome, undoneAt: null })
  }
  const use = (await findUse(trx, link.linkHash, useId)) ?? (await findOnlyUse(trx, link.linkHash))
  if (!use) throw notFound()
  return told(trx, link, page, use)
}

/** Each form that is shown has an id, so that it is known when it comes again. */
async function asked(trx: PracticeTrx, link: Link, page: LinkPage, form: FormValues): Promise<Page> {
  const shown = await page.ask(trx, link, form)
  if (!shown) throw notFound()
  return mapForms(withValues(shown, form), (one) =>
    (one.does ?? 'act') === 'act' ? { ...one, hidden: { ...one.hidden, use: randomUUID() } } : one,
  )
}

async function told(trx: PracticeTrx, link: Link, page: LinkPage, use: Use): Promise<Page> {
  if (use.undoneAt) return undone
  const outcome = use.outcome as object
  const shown = await page.tell(trx, link, outcome)
  if (!page.undo || (page.mayUndo && !(await page.mayUndo(trx, link, outcome)))) return shown
  const form = { fields: [], button: 'Undo', does: 'undo' as const, hidden: { use: use.useId }, quiet: true }
  return { ...shown, sections: [...(shown.sections ?? []), { form }] }
}

const undone: Page = { title: 'Undone', paragraphs: ['It is as if you had not pressed the button.'] }

async function takeBack(trx: PracticeTrx, link: Followed, page: LinkPage, useId: string): Promise<Page> {
  const use = await findUse(trx, link.linkHash, useId)
  if (!use || !page.undo) throw notFound()
  if (await markUndone(trx, link.linkHash, useId)) await page.undo(trx, link, use.outcome as object)
  return undone
}
