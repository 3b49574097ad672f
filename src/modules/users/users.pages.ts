import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AppError, invalidField } from '../../errors.ts'
import { type Field, type Page, readForms, sendPage } from '../../http/pages.ts'
import type { Routes } from '../../http/routes.ts'
import { line } from '../../http/schemas.ts'
import { type AccountLink, readLink } from './account-links.service.ts'
import { confirmEmail } from './email-verifications.service.ts'
import { acceptInvitation } from './invitation-acceptance.service.ts'
import { confirmPasswordReset } from './password-resets.service.ts'
import { newPassword } from './users.schemas.ts'
import type { AuthDeps } from './users.service.ts'

const params = z.object({ token: z.string().max(200) })
const Form = z.object({ name: line(200).optional(), password: newPassword.optional() })
type Form = z.output<typeof Form>

const gone: Page = {
  title: 'This link is no longer good',
  paragraphs: ['It has been used or has run out, or a newer mail has replaced it. You can ask for another.'],
}

/** Where links in mails lead when a practice has no app of its own. Mail scanners follow links: only the form acts. */
export const accountPages =
  ({ auth }: { auth: AuthDeps }): Routes =>
  async (app) => {
    readForms(app)

    app.get('/l/:token', {
      schema: { hide: true, params },
      handler: async (request, reply) => {
        const link = await readLink(auth, request.params.token)
        return link ? sendPage(reply, 200, pageOf(link)) : sendPage(reply, 404, gone)
      },
    })

    app.post('/l/:token', {
      schema: { hide: true, params },
      handler: async (request, reply) => {
        const { token } = request.params
        const link = await readLink(auth, token)
        if (!link) return sendPage(reply, 404, gone)
        try {
          await follow(auth, link, token, readForm(request.body), request)
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          const { status } = error.problem
          if (status === 404) return sendPage(reply, 404, gone)
          if (error.retryAfterSeconds) reply.header('retry-after', String(error.retryAfterSeconds))
          return sendPage(reply, status, { ...pageOf(link), mistake: mistakeOf(error) })
        }
        return sendPage(reply, 200, { title: 'Thank you', paragraphs: [outcomes[link.kind]] })
      },
    })
  }

function readForm(body: unknown): Form {
  const form = Form.safeParse(body ?? {})
  if (form.success) return form.data
  const { path, message } = form.error.issues[0]!
  throw invalidField(`/${path.join('/')}`, message)
}

async function follow(auth: AuthDeps, link: AccountLink, token: string, form: Form, request: FastifyRequest) {
  switch (link.kind) {
    case 'email_verification':
      return confirmEmail(auth, token, request.id)
    case 'password_reset':
      if (form.password === undefined) throw invalidField('/password', 'is needed')
      return confirmPasswordReset(auth, { token, password: form.password }, request.id)
    case 'invitation':
      await acceptInvitation(auth, { ...form, token }, request, async () => undefined)
  }
}

const nameField: Field = { name: 'name', label: 'Your name', kind: 'text', autocomplete: 'name' }
const passwordField: Field = {
  name: 'password',
  label: 'A new password',
  kind: 'password',
  autocomplete: 'new-password',
  hint: 'At least ten characters; several words make a good one.',
}
const knownPasswordField: Field = {
  name: 'password',
  label: 'Your password',
  kind: 'password',
  autocomplete: 'current-password',
}

function pageOf(link: AccountLink): Page {
  switch (link.kind) {
    case 'email_verification':
      return {
        title: 'Confirm your e-mail address',
        paragraphs: ['With this you say that the address we wrote to is yours.'],
        form: { fields: [], button: 'Yes, it is mine' },
      }
    case 'password_reset':
      return {
        title: 'Set a new password',
        paragraphs: ['You will be signed out everywhere and can sign in with the new one.'],
        form: { fields: [passwordField], button: 'Set it' },
      }
    case 'invitation':
      return {
        title: `Join ${link.practiceName}`,
        paragraphs: [
          link.isKnown
            ? `You have an account with ${link.email}. Its password is all we need.`
            : `You will sign in with ${link.email}.`,
        ],
        form: { fields: link.isKnown ? [knownPasswordField] : [nameField, passwordField], button: 'Join' },
      }
  }
}

const outcomes: Record<AccountLink['kind'], string> = {
  email_verification: 'Your e-mail address is confirmed. You can close this page.',
  password_reset: 'Your new password is set. You can close this page and sign in.',
  invitation: 'You have joined. You can close this page and sign in.',
}

function mistakeOf({ errors, detail, problem }: AppError): string {
  const first = errors?.[0]
  return first
    ? `Your ${first.pointer.slice(1)} ${first.detail}.`
    : [`${problem.title}.`, detail].filter(Boolean).join(' ')
}
