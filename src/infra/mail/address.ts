import { domainToASCII } from 'node:url'

const MAX_ADDRESS_OCTETS = 254
const MAX_LOCAL_OCTETS = 64

const ATEXT = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
const DOT_ATOM = new RegExp(`^${ATEXT}(?:\\.${ATEXT})*$`)
// Angle brackets are legal inside quotes, yet no SMTP client hands them on, so they are left out here.
const QUOTED_STRING = /^"((?:[ !#-;=?-[\]-~]|\\[ -;=?-~])+)"$/
const UNICODE_DOMAIN = /^[A-Za-z0-9.\-\u{80}-\u{10ffff}]+$/u
const DOMAIN_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * Reads exactly one bare e-mail address (RFC 5321 mailbox): no display name, comment, list, address literal or
 * line break. The domain may be international and comes back in its ASCII form, lower-cased; the local part must be
 * ASCII and keeps its case.
 * Returns the trimmed address, at most 254 octets, or undefined.
 */
export function parseAddress(text: string): string | undefined {
  const trimmed = text.trim()
  if (trimmed.length > MAX_ADDRESS_OCTETS) return undefined
  const at = trimmed.lastIndexOf('@')
  const local = canonicalLocalPart(trimmed.slice(0, Math.max(at, 0)))
  const domain = asciiDomain(trimmed.slice(at + 1))
  if (!local || !domain || local.length > MAX_LOCAL_OCTETS) return undefined
  const address = `${local}@${domain}`
  return address.length > MAX_ADDRESS_OCTETS ? undefined : address
}

/**
 * The key by which two spellings of an address are the same person: the whole address lower-cased, its domain in
 * ASCII. For comparing and for unique indexes, never for sending. Undefined when the text is not one address.
 */
export function normalizeAddress(text: string): string | undefined {
  return parseAddress(text)?.toLowerCase()
}

/** Quotes that are not needed go, so that `"ann"@x.example` and `ann@x.example` are one mailbox. */
function canonicalLocalPart(local: string): string | undefined {
  if (DOT_ATOM.test(local)) return local
  const content = QUOTED_STRING.exec(local)?.[1]?.replace(/\\(.)/g, '$1')
  if (content === undefined) return undefined
  return DOT_ATOM.test(content) ? content : `"${content.replace(/["\\]/g, '\\$&')}"`
}

function asciiDomain(domain: string): string | undefined {
  if (!UNICODE_DOMAIN.test(domain)) return undefined
  const ascii = domainToASCII(domain)
  const labels = ascii.split('.')
  // A numeric last label would be an IP address in disguise.
  const isPublicName =
    labels.length > 1 && labels.every((label) => DOMAIN_LABEL.test(label)) && !/^\d+$/.test(labels.at(-1)!)
  return isPublicName && ascii.length <= 253 ? ascii : undefined
}
