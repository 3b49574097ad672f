import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { invalidField, notFound } from '../../errors.ts'
import type { Entry, Page } from '../../http/pages/page.ts'
import { readForm } from '../../http/pages/read-form.ts'
import { name } from '../../http/schemas.ts'
import type { OneTimePage } from '../links/links.routes.ts'
import { type AccountLink, readLink } from './account-links.service.ts'
import { confirmEmail } from './email-verifications.service.ts'
import { acceptInvitation } from './invitation-acceptance.service.ts'
import { confirmPasswordReset } from './password-resets.service.ts'
import { newPassword } from './users.schemas.ts'
import type { AuthDeps } from './users.service.ts'

const Form = z.object({ name: name.optional(), password: newPassword.optional() })
type Form = z.output<typeof Form>

/** What the links in mails to users show and do, where a practice has no app of its own. */
export const accountLinkPage = (auth: AuthDeps): OneTimePage => ({
  async show(token) {
    const link = await readLink(auth, token)
    return link && pageOf(link)
  },
  async act(token, form, request) {
    const link = await readLink(auth, token)
    if (!link) throw notFound()
    await follow(auth, link, token, readForm(Form, form), request)
    return { title: 'Thank you', paragraphs: [outcomes[link.kind]] }
  },
})

async function follow(auth: AuthDeps, link: AccountLink, token: string, form: Form, request: FastifyRequest) {
  if (link.kind === 'email_verification') return confirmEmail(auth, token, request.id)
  if (link.kind === 'invitation') return acceptInvitation(auth, { ...form, token }, request, async () => {})
  if (form.password === undefined) throw invalidField('/password', 'is needed')
  return confirmPasswordReset(auth, { token, password: form.password }, request.id)
}

const nameField: Entry = { name: 'name', label: 'Your name', kind: 'text', autocomplete: 'name' }
const passwordField: Entry = {
  name: 'password',
  label: 'A new password',
  kind: 'password',
  autocomplete: 'new-password',
  hint: 'At least ten characters; several words make a good one.',
}
const knownPasswordField: Entry = {
  name: 'password',
  label: 'Your password',
  kind: 'password',
  autocomplete: 'current-password',
}

function pageOf(link: AccountLink): Page {
  if (link.kind === 'email_verification') {
    return {
      title: 'Confirm your e-mail address',
      paragraphs: ['With this you say that the address we wrote to is yours.'],
      form: { fields: [], button: 'Yes, it is mine' },
    }
  }
  if (link.kind === 'password_reset') {
    return {
      title: 'Set a new password',
      paragraphs: ['You will be signed out everywhere and can sign in with the new one.'],
      form: { fields: [passwordField], button: 'Set it' },
    }
  }
  const { practiceName, email, isKnown } = link
  return {
    title: `Join ${practiceName}`,
    paragraphs: [
      isKnown ? `You have an account with ${email}. Its password is all we need.` : `You will sign in with ${email}.`,
    ],
    form: { fields: isKnown ? [knownPasswordField] : [nameField, passwordField], button: 'Join' },
  }
}

const outcomes: Record<AccountLink['kind'], string> = {
  email_verification: 'Your e-mail address is confirmed. You can close this page.',
  password_reset: 'Your new password is set. You can close this page and sign in.',
  invitation: 'You have joined. You can close this page and sign in.',
}
