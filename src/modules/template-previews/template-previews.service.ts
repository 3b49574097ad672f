import { invalidField } from '../../errors.ts'
import type { PracticeTrx } from '../../infra/db/scope.ts'
import { firstName } from '../announcements/first-name.rules.ts'
import { readTextFacts } from '../announcements/composing.service.ts'
import { getRecipient } from '../announcements/recipients.service.ts'
import { getClient } from '../clients/clients.service.ts'
import { lastAccounts } from '../enforcement/letter-facts.service.ts'
import { getPractice } from '../practices/practices.service.ts'
import { type LadderKind, requiredLadderFacts } from '../templates/ladder-facts.rules.ts'
import type { Letter } from '../templates/letter.rules.ts'
import type { FactsOf, MissingFact, TemplateKind } from '../templates/template-facts.rules.ts'
import { samples } from '../templates/template-samples.rules.ts'
import { tryTemplate } from '../templates/template-trials.service.ts'
import { getVersion } from '../templates/templates.service.ts'
import type { PreviewTemplateBody } from './template-previews.schemas.ts'

const ofAnnouncements: readonly TemplateKind[] = ['announcement', 'announcement_insider', 'call_script']

/**
 * The letter that a version makes of what is known of somebody, or of the sample. Links in it lead nowhere.
 *
 * @throws 404 for a version, a client or a recipient that the caller does not see, 422 where the kind is about no such
 *   person or the version cannot write the letter
 */
export async function previewTemplate(
  trx: PracticeTrx,
  kind: TemplateKind,
  version: number,
  about: PreviewTemplateBody,
): Promise<Letter | { missing: MissingFact[] }> {
  const source = await getVersion(trx, kind, version)
  return tryTemplate(trx, kind, source, await factsAbout(trx, kind, about))
}

async function factsAbout(
  trx: PracticeTrx,
  kind: TemplateKind,
  { clientId, recipientId }: PreviewTemplateBody,
): Promise<{ facts?: FactsOf[TemplateKind]; locale?: string }> {
  if (recipientId) {
    if (!ofAnnouncements.includes(kind))
      throw invalidField('/recipientId', 'A letter of this kind goes to nobody of an announcement.')
    return readTextFacts(trx, await getRecipient(trx, recipientId), trx.now)
  }
  if (!clientId) return {}
  const client = await getClient(trx, clientId)
  if (isLadder(kind))
    return { facts: { ...samples[kind], ...(await lastAccounts(trx, client)) }, locale: client.locale }
  const called = firstName(client.name) ?? client.name
  if (kind === 'sign_in_link') {
    const { name: practiceName } = await getPractice(trx)
    return { facts: { ...samples[kind], firstName: called, practiceName } }
  }
  if (kind === 'welcome') return { facts: { ...samples[kind], clientFirstName: called } }
  throw invalidField('/clientId', 'A letter of this kind is not about a client.')
}

const isLadder = (kind: TemplateKind): kind is LadderKind => kind in requiredLadderFacts
