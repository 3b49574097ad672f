import type { FastifyRequest } from 'fastify'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { AppError, notFound } from '../../errors.ts'
import type { Database } from '../../infra/db/database.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { type FormValues, type Page, withMistakes } from '../../http/pages/page.ts'
import { formOf, readForms, sendPage } from '../../http/pages/send-page.ts'
import { suspended } from '../../http/in-practice.ts'
import type { Routes } from '../../http/routes.ts'
import { enterToAct, enterToRead, type Followed, followed, isBarred, isOver } from './entering.service.ts'
import { isPressed, type LinkPage, press, show, useIdOf } from './following.pages.ts'
import type { Office } from './office.service.ts'
import type { PagePurpose } from './purposes.rules.ts'
import { overPage, renewedPage } from './renewing.pages.ts'
import { mailFreshLink } from './renewing.service.ts'

/** A link with a secret that opens an account: its hash is kept, and its button uses it up. */
export interface OneTimePage {
  /** Undefined when the token is not of this kind, or no longer good. Changes nothing. */
  show(token: string): Promise<Page | undefined>
  /** Does what the link is for, and says so. */
  act(token: string, form: FormValues, request: FastifyRequest): Promise<Page>
}

interface LinkDeps {
  db: Kysely<Database>
  office: Office
  guessKey: Buffer
  /** Says to a suspended client what would end it. */
  whatReinstates(trx: PracticeTrx): Promise<string>
  pages: Record<PagePurpose, LinkPage>
  oneTimePages: OneTimePage[]
}

interface Shown {
  status: number
  page: Page
  retryAfterSeconds?: number | undefined
}

const over = (): Shown => ({ status: 410, page: overPage() })

/** The same for a link that was never ours, leads to nothing, or whose holder has gone. */
const gone: Shown = {
  status: 404,
  page: {
    title: 'This link is no longer good',
    paragraphs: ['It has been used or has run out, or a newer mail has replaced it. You can ask for another.'],
  },
}

/**
 * Where links in mails lead: `/l/{token}`. Mail scanners follow them, with GET and HEAD and worse, so reading changes
 * nothing, and a POST nothing but by one of the page's buttons.
 */
export function linkRoutes(deps: LinkDeps): Routes {
  const { db, office, pages, oneTimePages } = deps

  async function read(token: string, form: FormValues, { id }: FastifyRequest): Promise<Shown> {
    const link = linkOf(token)
    if (!link) return readOneTime(token)
    const shown = await enterToRead(db, link, id, async (trx) =>
      isOver(link, trx.now) ? over() : { status: 200, page: await show(trx, link, pages[link.purpose], form) },
    )
    return shown ?? gone
  }

  async function write(token: string, form: FormValues, request: FastifyRequest): Promise<Shown> {
    const link = linkOf(token)
    if (!link) return form['do'] === 'act' ? actOneTime(token, form, request) : readOneTime(token)
    if (!isPressed(link, form)) return read(token, form, request)
    const shown = await enterToAct(db, link, request.id, async (trx) => {
      if (isOver(link, trx.now)) return renew(trx, link, form)
      if (await isBarred(trx, link)) throw suspended(await deps.whatReinstates(trx))
      return { status: 200, page: await press(trx, link, pages[link.purpose], form) }
    })
    return shown ?? gone
  }

  async function renew(trx: PracticeTrx, link: Followed, form: FormValues): Promise<Shown> {
    const useId = useIdOf(form)
    if (form['do'] !== 'renew' || !useId) return over()
    await mailFreshLink(trx, deps, link, useId)
    return { status: 200, page: renewedPage }
  }

  function linkOf(token: string): (Followed & { purpose: PagePurpose }) | undefined {
    const link = office.readLink(token)
    // Files are fetched elsewhere.
    return link && link.purpose !== 'download' ? { ...followed(link, token), purpose: link.purpose } : undefined
  }

  async function readOneTime(token: string): Promise<Shown> {
    for (const { show } of oneTimePages) {
      const page = await show(token)
      if (page) return { status: 200, page }
    }
    return gone
  }

  async function actOneTime(token: string, form: FormValues, request: FastifyRequest): Promise<Shown> {
    for (const { show, act } of oneTimePages) {
      if (await show(token)) return { status: 200, page: await act(token, form, request) }
    }
    return gone
  }

  /** What was refused is asked again, with why; what is not there looks like what never was. */
  async function answered(shown: Promise<Shown>, again?: () => Promise<Shown>): Promise<Shown> {
    try {
      return await shown
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const { problem, retryAfterSeconds } = error
      if (problem.status === notFound.problem.status || !again) return gone
      const { status, page } = await answered(again())
      return status === 200 ? { status: problem.status, page: withMistakes(page, error), retryAfterSeconds } : gone
    }
  }

  const params = z.object({ token: z.string().max(300) })
  return async (app) => {
    readForms(app)

    app.get('/l/:token', {
      schema: { hide: true, params },
      handler: async (request, reply) => {
        const { status, page } = await answered(read(request.params.token, {}, request))
        return sendPage(reply, status, page)
      },
    })

    app.post('/l/:token', {
      schema: { hide: true, params },
      handler: async (request, reply) => {
        const { token } = request.params
        const form = formOf(request.body)
        const { status, page, retryAfterSeconds } = await answered(write(token, form, request), () =>
          read(token, { ...form, do: '' }, request),
        )
        if (retryAfterSeconds) reply.header('retry-after', String(retryAfterSeconds))
        return sendPage(reply, status, page)
      },
    })
  }
}
