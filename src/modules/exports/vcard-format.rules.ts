import { ownProperties } from '../imports/vcard.rules.ts'
import type { ExportedContact, Format } from './formats.rules.ts'

/** People as vCards 4.0 (RFC 6350); what only Cadre has stands in properties of its own, which the import knows. */
export const vcardFormat: Format = {
  parts: ['contacts'],
  mediaType: 'text/vcard; charset=utf-8',
  extension: 'vcf',
  begin: () => '',
  beginPart: () => '',
  rows: (rows) => rows.map((row) => card(row as unknown as ExportedContact)).join(''),
  end: () => '',
}

function card(contact: ExportedContact): string {
  const { id, name, email, phone, company, title, profileUrl, notes, tags } = contact
  const own = Object.entries(ownProperties).map(([field, property]): [string, string | null] => {
    const value = contact[field as keyof ExportedContact]
    return [property.toUpperCase(), value === null || value === false ? null : escape(String(value))]
  })
  const properties: [name: string, value: string | null][] = [
    ['BEGIN', 'VCARD'],
    ['VERSION', '4.0'],
    ['UID', `urn:uuid:${id}`],
    ['FN', escape(name)],
    ['EMAIL', email && escape(email)],
    ['TEL', phone && escape(phone)],
    ['ORG', company && escape(company)],
    ['TITLE', title && escape(title)],
    ['URL', profileUrl],
    ['CATEGORIES', tags.length > 0 ? tags.map(escape).join(',') : null],
    ['NOTE', notes && escape(notes)],
    ...own,
    ['END', 'VCARD'],
  ]
  return properties.map(([property, value]) => (value === null ? '' : fold(`${property}:${value}`))).join('')
}

const escape = (text: string) => text.replaceAll(/[\\,;]/g, '\\$&').replaceAll(/\r\n|\r|\n/g, '\\n')

const signs = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** Lines of at most 75 bytes; no sign is cut in two. */
function fold(line: string): string {
  if (Buffer.byteLength(line) <= 75) return `${line}\r\n`
  const lines = ['']
  let room = 75
  for (const { segment } of signs.segment(line)) {
    const bytes = Buffer.byteLength(segment)
    if (bytes > room) {
      lines.push('')
      room = 74
    }
    lines[lines.length - 1] += segment
    room -= bytes
  }
  return `${lines.join('\r\n ')}\r\n`
}
