import type { CsvRow } from './csv.rules.ts'

/** Fields that a file can fill. */
export const importedFields = [
  'name', 'email', 'phone', 'company', 'title', 'profileUrl', 'location', 'timeZone', 'tier', 'tags',
  'preferredChannel', 'howMet', 'notes', 'thingsToRemember', 'doNotContact', 'nextFollowUpOn',
] as const // prettier-ignore
export type ImportedField = (typeof importedFields)[number]

export const nameParts = ['firstName', 'middleName', 'lastName'] as const
/** What a column may hold: a field, or a part of the name. */
export type Target = ImportedField | (typeof nameParts)[number]

/** Which column holds what, by its header. */
export type Mapping = Partial<Record<Target, string>>

export type CsvFormat = 'linkedin' | 'google' | 'outlook' | 'csv'

/** Where in a row each target is found: the first of these columns that is not blank counts. */
export interface Layout {
  format: CsvFormat
  columns: [target: Target, at: number[]][]
  width: number
}

/** Headers as they are written, without their case, spaces and signs. */
type Headers = Partial<Record<Target, string[]>>

const upTo = (count: number, header: (n: number) => string) => Array.from({ length: count }, (_, n) => header(n + 1))

const headersOf: Record<CsvFormat, Headers> = {
  linkedin: {
    firstName: ['firstname'],
    lastName: ['lastname'],
    profileUrl: ['url'],
    email: ['emailaddress'],
    company: ['company'],
    title: ['position'],
  },
  google: {
    name: ['name', 'fileas'],
    firstName: ['givenname', 'firstname'],
    middleName: ['additionalname', 'middlename'],
    lastName: ['familyname', 'lastname'],
    email: upTo(5, (n) => `email${n}value`),
    phone: upTo(5, (n) => `phone${n}value`),
    company: ['organization1name', 'organizationname'],
    title: ['organization1title', 'organizationtitle'],
    profileUrl: upTo(3, (n) => `website${n}value`),
    location: ['address1city', 'location'],
    tags: ['labels', 'groupmembership'],
    notes: ['notes'],
  },
  outlook: {
    firstName: ['firstname'],
    middleName: ['middlename'],
    lastName: ['lastname'],
    email: ['emailaddress', 'email2address', 'email3address'],
    phone: ['mobilephone', 'businessphone', 'primaryphone', 'homephone', 'businessphone2', 'homephone2'],
    company: ['company'],
    title: ['jobtitle'],
    profileUrl: ['webpage', 'personalwebpage'],
    location: ['businesscity', 'homecity', 'othercity'],
    tags: ['categories'],
    notes: ['notes'],
  },
  csv: {
    name: ['name', 'fullname', 'displayname', 'contact', 'contactname'],
    firstName: ['firstname', 'givenname', 'forename'],
    middleName: ['middlename'],
    lastName: ['lastname', 'familyname', 'surname'],
    email: ['email', 'emailaddress', 'mail'],
    phone: ['phone', 'phonenumber', 'telephone', 'mobile', 'mobilephone', 'cell'],
    company: ['company', 'companyname', 'organization', 'organisation', 'employer'],
    title: ['title', 'jobtitle', 'position', 'role'],
    profileUrl: ['profileurl', 'linkedin', 'linkedinurl', 'url', 'website'],
    location: ['location', 'city'],
    timeZone: ['timezone'],
    tier: ['tier'],
    tags: ['tags', 'labels', 'categories', 'groups'],
    preferredChannel: ['preferredchannel'],
    howMet: ['howmet', 'howwemet'],
    notes: ['notes', 'note', 'comments'],
    thingsToRemember: ['thingstoremember'],
    doNotContact: ['donotcontact'],
    nextFollowUpOn: ['nextfollowupon', 'nextfollowup'],
  },
}

/** What only the exports of one program have. */
const signs: [CsvFormat, (headers: string[]) => boolean][] = [
  ['linkedin', (headers) => ['firstname', 'lastname', 'connectedon'].every((one) => headers.includes(one))],
  ['google', (headers) => headers.some((one) => /^email1(type|label|value)$/.test(one) || one === 'groupmembership')],
  ['outlook', (headers) => headers.some((one) => /^(email2?displayname|email2address|businessphone)$/.test(one))],
]

const fold = (header: string): string =>
  header
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')

/**
 * What the columns under this header hold. Undefined when it is none: it must lead to a name or an address, and with a
 * mapping to everything that the mapping names.
 */
export function layoutUnder(
  { cells }: CsvRow,
  { format, mapping }: { format?: CsvFormat | undefined; mapping?: Mapping | undefined },
): Layout | undefined {
  const headers = cells.map(fold)
  const found = format ?? (mapping ? 'csv' : signs.find(([, isOf]) => isOf(headers))?.[0]) ?? 'csv'
  const wanted: Headers = mapping
    ? Object.fromEntries(Object.entries(mapping).map(([target, header]) => [target, [fold(header)]]))
    : headersOf[found]
  const columns = (Object.entries(wanted) as [Target, string[]][]).flatMap(([target, names]) => {
    const at = names.flatMap((name) => headers.flatMap((header, index) => (header === name ? [index] : [])))
    return at.length > 0 ? ([[target, at]] as Layout['columns']) : []
  })
  const leadsTo = new Set(columns.map(([target]) => target))
  const isHeader = mapping
    ? columns.length === Object.keys(mapping).length
    : (['name', 'firstName', 'lastName', 'email'] as const).some((target) => leadsTo.has(target))
  return isHeader ? { format: found, columns, width: cells.length } : undefined
}
