import ICAL from 'ical.js'
import type { Card } from './cards.rules.ts'
import type { ImportedField } from './columns.rules.ts'
import { amongOthers, type ReadRow, type Said } from './values.rules.ts'

/** Parsed (jCard, RFC 7095): name, parameters, type, values. */
type Property = [name: string, parameters: Record<string, string | string[]>, type: string, ...values: unknown[]]

/** What only Cadre has stands in properties of its own. */
export const ownProperties: Partial<Record<ImportedField, string>> = {
  location: 'x-cadre-location',
  timeZone: 'x-cadre-time-zone',
  tier: 'x-cadre-tier',
  preferredChannel: 'x-cadre-preferred-channel',
  howMet: 'x-cadre-how-met',
  thingsToRemember: 'x-cadre-things-to-remember',
  doNotContact: 'x-cadre-do-not-contact',
  nextFollowUpOn: 'x-cadre-next-follow-up-on',
}

/** What a card (vCard 2.1, 3.0 or 4.0) says. */
export function readCard({ number, lines }: Card): ReadRow {
  let properties: Property[]
  const modern = lines.map(modernize)
  try {
    const text = ['BEGIN:VCARD', ...modern, 'END:VCARD'].join('\r\n')
    properties = (ICAL.parse(text) as [string, Property[]])[1]
  } catch {
    return { number, unreadable: 'cannot be read as a vCard' }
  }
  if (properties.some(isGroup)) return { number, unreadable: 'is a group of people' }
  const all = (name: string) => properties.filter((property) => property[0] === name)
  const first = (name: string) => preferred(all(name)).map(textOf).find((text) => text !== '') // prettier-ignore
  const categories = modern.flatMap(categoriesIn)
  const found: Said = {
    name: first('fn') ?? nameIn(all('n')[0]) ?? first('nickname')?.split(',')[0],
    email: amongOthers(preferred(all('email')).map(textOf).filter((text) => text !== '')),
    phone: first('tel')?.replace(/^tel:/i, '').replace(/;ext=/i, ' ext. '),
    company: textOf(all('org')[0]),
    title: first('title') ?? first('role'),
    profileUrl: first('url'),
    location: placeIn(preferred(all('adr'))[0]),
    timeZone: all('tz').map(textOf).find((zone) => zone.includes('/') || zone === 'UTC'),
    tags: categories.length > 0 ? `${categories.join(' ::: ')} ::: ` : undefined,
    notes: first('note'),
  } as Said // prettier-ignore
  for (const [field, property] of Object.entries(ownProperties)) {
    const own = first(property)
    if (own !== undefined) found[field as ImportedField] = unescape(own)
  }
  const said = Object.entries(found).flatMap(([field, text]) => (text?.trim() ? [[field, text.trim()]] : []))
  return { number, said: Object.fromEntries(said) as Said }
}

const isGroup = ([name, , , value]: Property): boolean =>
  /^(kind|x-addressbookserver-kind)$/.test(name) && String(value).toLowerCase() === 'group'

/** Nobody's line has more, and the parser looks at each of them beside every other. */
const mostParameters = 100

/** Into what RFC 6350 has: parameters without a name are types, quoted-printable is text, a time zone is its name. */
function modernize(line: string): string {
  const colon = endOfParameters(line)
  const [name = '', ...parameters] = line.slice(0, colon).split(';', mostParameters)
  const isQuotedPrintable = parameters.some((one) => /^(encoding=)?quoted-printable$/i.test(one))
  const charset = /^charset=(.*)$/i.exec(parameters.find((one) => /^charset=/i.test(one)) ?? '')?.[1]
  const kept = parameters
    .filter((one) => !/^(encoding=)?quoted-printable$|^charset=/i.test(one))
    .map((one) => (one.includes('=') ? one : `TYPE=${one}`))
  const isStructured = /^(?:[\w-]+\.)?(n|adr|org)$/i.test(name)
  const value = isStructured ? line.slice(colon + 1) : withPlainSigns(line.slice(colon + 1))
  if (/^(?:[\w-]+\.)?tz$/i.test(name) && !kept.some((one) => /^value=/i.test(one))) kept.push('VALUE=text')
  return [name, ...kept].join(';') + ':' + (isQuotedPrintable ? unquote(value, charset) : value)
}

/** A colon ends them that is not in quotation marks; in the value, these may be odd in number. */
const endOfParameters = (line: string): number => (/^(?:[^":]|"[^"]*")*(?=:)/.exec(line)?.[0] ?? line).length

/** The parser takes a backslash before a comma for its own, even one that is escaped itself. */
function categoriesIn(line: string): string[] {
  if (!/^(?:[\w-]+\.)?categories[;:]/i.test(line)) return []
  const values = line.slice(endOfParameters(line) + 1).match(/(?:\\.|[^\\,])+/gs) ?? []
  return values.map(unescape)
}

/** In a text of one part many programs escape semicolons all the same, and the colons of addresses. */
const withPlainSigns = (value: string): string =>
  value.replace(/\\(.)/gs, (escaped, sign: string) => (/[;:]/.test(sign) ? sign : escaped))

function unquote(value: string, charset = 'utf-8'): string {
  const bytes = Buffer.from(
    value.replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
  return decoderOf(charset).decode(bytes).replace(/\r?\n/g, '\\n')
}

function decoderOf(charset: string) {
  try {
    return new TextDecoder(charset)
  } catch {
    return new TextDecoder()
  }
}

/** The one to use comes first: PREF=1 in vCard 4, the type `pref` before. */
function preferred(properties: Property[]): Property[] {
  const rank = ([, { pref, type }]: Property): number => {
    if (typeof pref === 'string') return Number(pref)
    return [type].flat().some((one) => one?.toLowerCase() === 'pref') ? 0 : 101
  }
  return properties.toSorted((a, b) => rank(a) - rank(b))
}

/** The first part of a structured value; else all of it, whose commas many programs do not escape. */
function textOf(property: Property | undefined): string {
  const [value, ...more] = property?.slice(3) ?? []
  const [text] = [value].flat() as unknown[]
  return typeof text === 'string' ? [text, ...more].join(',') : ''
}

/** Given, additional and family name. */
function nameIn(property: Property | undefined): string | undefined {
  const [family, given, additional] = [property?.[3] ?? []].flat(2) as string[]
  return [given, additional, family].filter(Boolean).join(' ') || undefined
}

/** Town and country of an address. */
function placeIn(property: Property | undefined): string | undefined {
  const parts = [property?.[3] ?? []].flat() as (string | string[])[]
  return [parts[3], parts[6]].flat().filter(Boolean).join(', ') || undefined
}

const unescape = (text: string): string =>
  text.replace(/\\([\\,;nN])/g, (_, sign: string) => (sign.toLowerCase() === 'n' ? '\n' : sign))
