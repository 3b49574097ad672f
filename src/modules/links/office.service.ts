import type { PracticeTrx } from '../../infra/db/scope.ts'
import { createAddressSigner } from '../../infra/security/signed-addresses.ts'
import { createLinkSigner, type SignedLink } from '../../infra/security/signed-links.ts'
import { expiryOf, type LinkPurpose, purposeOf, rulesOf } from './purposes.rules.ts'

/** A link as it was followed. */
export interface Link extends Omit<SignedLink, 'purpose'> {
  purpose: LinkPurpose
}

/** Where letters come from in this deployment, where the links in them lead, and where answers go. */
export interface Office {
  /** The address that letters come from. */
  mailFrom: string
  /**
   * The address of a link that is good for one thing, from now on for as long as its purpose says.
   *
   * @param to.holderId the client or user it is given to; for a reader's, the client who wrote the note
   * @param to.until when it stops being good, where its subject says that
   */
  linkTo(
    trx: Pick<PracticeTrx, 'practiceId' | 'now'>,
    purpose: LinkPurpose,
    to: { holderId: string; subjectId: string; until?: Date },
  ): string
  /** What stands in a link's place where nobody must be able to use it. */
  exampleLink: string
  /** What a token says, expired or not; undefined when it is not one of ours. */
  readLink(token: string): Link | undefined
  /** A client's private address, by which they log what they mail; undefined where no mail is taken in. */
  loggingAddressOf(clientId: string): string | undefined
  /** Where a client's answers to letters in their coach's name go: where they are logged and passed on to the coach, else to the coach. */
  answersTo(clientId: string, coach: { email: string }): string
  /** The clients whose logging addresses stand in a text. */
  clientsNamedIn(text: string): string[]
}

/** Stands for a token where nobody must be able to use it. */
export const exampleToken = 'example'

export function createOffice(config: {
  secret: string
  publicUrl: string
  mailFrom: string
  inboundDomain: string | undefined
}): Office {
  const { mailFrom, publicUrl, inboundDomain } = config
  const addresses = inboundDomain ? createAddressSigner(config.secret, inboundDomain) : undefined
  const loggingAddressOf = (clientId: string) => addresses?.addressOf(clientId)
  const signer = createLinkSigner(config.secret)
  return {
    mailFrom,
    linkTo({ practiceId, now }, purpose, { holderId, subjectId, until }) {
      const expiresAt = until ?? expiryOf(purpose, now)
      const { code } = rulesOf(purpose)
      const token = signer.sign({ purpose: code, practiceId, holderId, subjectId, issuedAt: now, expiresAt })
      return `${publicUrl}/${purpose === 'download' ? 'downloads' : 'l'}/${token}`
    },
    exampleLink: `${publicUrl}/l/${exampleToken}`,
    readLink(token) {
      const link = signer.read(token)
      const purpose = link && purposeOf(link.purpose)
      return purpose && { ...link, purpose }
    },
    loggingAddressOf,
    answersTo: (clientId, { email }) => loggingAddressOf(clientId) ?? email,
    clientsNamedIn: (text) => addresses?.idsIn(text) ?? [],
  }
}
