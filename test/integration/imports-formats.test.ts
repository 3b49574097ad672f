import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { startImporter } from '../support/address-books.ts'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'

let api: TestApi
let practice: TestPractice
let importer: Awaited<ReturnType<typeof startImporter>>['importer']

beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
})
afterAll(() => api.stop())
beforeEach(async () => {
  ;({ importer } = await startImporter(api, practice))
})

const sample = (name: string) => readFileSync(new URL(`../samples/address-books/${name}`, import.meta.url))

describe('address books as programs export them', () => {
  it('LinkedIn: notes above the header, byte order mark, addresses mostly missing', async () => {
    const done = await importer.bringIn(sample('linkedin-connections.csv'))
    expect(done).toMatchObject({ format: 'linkedin', encoding: 'utf-8', status: 'done', total: 5 })
    expect(done.outcomes).toEqual({ create: 3, update: 0, duplicate: 1, reject: 1 })
    expect(await importer.contacts()).toMatchObject([
      { name: 'Ana Ruiz', email: null, company: 'Acme', title: 'Head of Sales', profileUrl: 'https://www.linkedin.example/in/ana-ruiz' },
      { name: 'Bo "Bobby" Lind PhD', company: null },
      { name: 'Jürgen Müller', email: 'juergen@people.example', company: 'Müller, Söhne & Co. KG', title: 'Geschäftsführer, Vertrieb' },
    ]) // prettier-ignore
    expect((await importer.rows(done.id)).filter(({ outcome }) => outcome !== 'create')).toMatchObject([
      { number: 8, outcome: 'reject', reason: 'name: is required' },
      { number: 9, outcome: 'duplicate', reason: 'is about the same person as row 5' },
    ])
  })

  it('Google, as it was and as it is: the second export finds whom the first has brought', async () => {
    expect(await importer.bringIn(sample('google-old.csv'))).toMatchObject({
      format: 'google',
      outcomes: { create: 2 },
    })
    expect(await importer.contacts()).toMatchObject([
      { name: 'Grace Oyelaran', email: 'grace@people.example', phone: '+44 20 7946 0000', company: 'Harbour Works', title: 'Director',
        tags: ['Mentors', 'Book club'], notes: 'Met at the fair.\nLikes tea.', profileUrl: 'https://people.example/grace' },
      { name: 'Tom B Reed', email: 'tom@people.example' },
    ]) // prettier-ignore
    const again = await importer.bringIn(sample('google-new.csv'))
    expect(again).toMatchObject({ format: 'google', outcomes: { create: 0, update: 1 } })
    expect((await importer.contacts())[0]).toMatchObject({ location: 'Leeds', tags: ['Mentors', 'Book club'] })
  })

  it('Outlook, in Windows-1252', async () => {
    const done = await importer.bringIn(sample('outlook-windows-1252.csv'))
    expect(done).toMatchObject({ format: 'outlook', encoding: 'windows-1252', outcomes: { create: 1 } })
    expect(await importer.contacts()).toMatchObject([
      { name: 'Renée Lefèvre', email: 'renee@people.example', company: 'Atelier Côte', title: 'Architecte', location: 'Lyon',
        phone: '+33 6 00 00 00 00', tags: ['Amis', 'Voisins'], notes: 'Café – le matin', profileUrl: 'http://atelier.example' },
    ]) // prettier-ignore
  })

  it('any table with a mapping: semicolons, UTF-16', async () => {
    const mapping = JSON.stringify({ name: 'Voller Name', email: 'E-Mail', company: 'Firma', tags: 'Gruppen' })
    const done = await importer.bringIn(sample('semicolons-utf16.csv'), { format: 'csv', mapping })
    expect(done).toMatchObject({ format: 'csv', encoding: 'utf-16le', outcomes: { create: 1 } })
    expect(await importer.contacts()).toMatchObject([
      { name: 'Žofia Nováková', email: 'zofia@people.example', company: 'Dům & Co', tags: ['Freunde', 'Verein'] },
    ])
  })

  it('vCards of a phone: groups, folding, several values, quoted-printable, a picture', async () => {
    const done = await importer.bringIn(sample('phone-3.0.vcf'))
    expect(done).toMatchObject({ format: 'vcard', outcomes: { create: 2, reject: 0 } })
    expect(await importer.contacts()).toMatchObject([
      { name: 'Ana María Díaz', email: 'ana@people.example', phone: '+34 600 000 000', company: 'Acme, Inc.', title: 'Head of Sales',
        location: 'Madrid, Spain', timeZone: 'Europe/Madrid', profileUrl: 'https://ana.people.example', tags: ['Friends', 'Choir'],
        notes: 'Met in Lisbon\nSings alto, well.' },
      { name: 'Jürgen Müller', email: 'juergen@people.example', phone: '+49 170 0000000', notes: 'first line\nsecond line' },
    ]) // prettier-ignore
  })

  it('vCard 4', async () => {
    expect(await importer.bringIn(sample('export-4.0.vcf'))).toMatchObject({ format: 'vcard', outcomes: { create: 1 } })
    expect(await importer.contacts()).toMatchObject([
      { name: 'Grace Oyelaran', email: 'grace@people.example', phone: '+44-20-7946-0000', company: 'Harbour Works', title: 'Director',
        tier: 'inner', timeZone: 'Europe/London', thingsToRemember: 'Her daughter starts college, in autumn.' },
    ]) // prettier-ignore
  })

  it.each([
    'linkedin-connections.csv',
    'google-new.csv',
    'outlook-windows-1252.csv',
    'phone-3.0.vcf',
    'export-4.0.vcf',
  ])('the same file again changes nothing: %s', async (name) => {
    const first = await importer.bringIn(sample(name))
    const before = await importer.contacts()
    const again = await importer.bringIn(sample(name))
    expect(again.outcomes).toMatchObject({ create: 0, update: 0, reject: first.outcomes.reject })
    expect(await importer.contacts()).toEqual(before)
  })
})

const lines = (...rows: string[]) => rows.join('\r\n')

describe('their oddities', () => {
  it.each<[string, string, string, object]>([
    [
      'Outlook in German',
      'outlook',
      lines(
        '"Anrede";"Vorname";"Nachname";"Firma";"Position";"Ort geschäftlich";"Mobiltelefon";"E-Mail-Adresse";"E-Mail: Angezeigter Name";"Notizen";"Kategorien"',
        '"Herr";"Jürgen";"Weiß";"Öl AG";"Leiter";"Köln";"0170";"jw@people.example";"Jürgen";"Hallo";"Freunde;Golf"',
      ),
      { name: 'Jürgen Weiß', email: 'jw@people.example', company: 'Öl AG', title: 'Leiter', location: 'Köln', phone: '0170', notes: 'Hallo', tags: ['Freunde', 'Golf'] },
    ],
    [
      'Outlook in French',
      'outlook',
      lines(
        '"Titre","Prénom","Nom","Société","Fonction","Ville (bureau)","Tél. mobile","Adresse de messagerie"',
        '"M.","Éric","Noël","Œuvres SA","Président","Paris","06","eric@people.example"',
      ),
      { name: 'Éric Noël', email: 'eric@people.example', company: 'Œuvres SA', title: 'Président', location: 'Paris', phone: '06' },
    ],
    [
      'LinkedIn in German',
      'linkedin',
      lines('Vorname,Nachname,URL,E-Mail-Adresse,Unternehmen,Position,Verknüpft am', 'Ida,Groß,,,Groß GmbH,Leiterin,12. März 2024'),
      { name: 'Ida Groß', company: 'Groß GmbH', title: 'Leiterin' },
    ],
    [
      'a colleague whom Outlook names by Exchange’s own address',
      'outlook',
      lines('First Name,Last Name,E-mail Address,E-mail 2 Address', 'Ida,Lund,/o=ExchangeLabs/ou=Group/cn=abc,ida@people.example'),
      { name: 'Ida Lund', email: 'ida@people.example' },
    ],
    [
      'Thunderbird',
      'csv',
      lines('First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Work Phone,Home Phone,Mobile Number,Organization,Job Title', 'Ida,Lund,Ida Lund,,ida@people.example,,+47 1,,+47 2,Fjord AS,Skipper'),
      { name: 'Ida Lund', email: 'ida@people.example', phone: '+47 2', company: 'Fjord AS', title: 'Skipper' },
    ],
    [
      'what a contact of Google is filed as is not their name',
      'google',
      lines('First Name,Last Name,Nickname,File As,E-mail 1 - Value', 'Mary,Smith,Mimi,"Smith, Mary",mary@people.example'),
      { name: 'Mary Smith' },
    ],
    [
      'but for want of another',
      'google',
      lines('First Name,Last Name,Nickname,File As,E-mail 1 - Value', ',,Mimi,,mimi@people.example'),
      { name: 'Mimi', email: 'mimi@people.example' },
    ],
  ])('%s', async (_, format, file, contact) => {
    expect(await importer.bringIn(file)).toMatchObject({ format, outcomes: { create: 1 } })
    expect(await importer.contacts()).toMatchObject([contact])
  })

  it.each<[string, string, object]>([
    ['a second address where the first is none', 'Name,E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Value\nAna,,ask her,ana@people.example', { email: 'ana@people.example' }],
    ['an address with a name beside it', 'name,email\nAna,"""Díaz, Ana"" <ana@people.example>"', { email: 'ana@people.example' }],
    ['an address as a link has it', 'name,email\nAna,mailto:ana@people.example', { email: 'ana@people.example' }],
    ['several addresses in one cell', 'name,email\nAna,ana@people.example; ana@home.example', { email: 'ana@people.example' }],
    ['a title on two lines', 'name,title,notes\nAna,"Head of Sales,\r\n Europe","one\ntwo"', { title: 'Head of Sales, Europe', notes: 'one\ntwo' }],
  ])('%s', async (_, file, contact) => {
    expect(await importer.bringIn(file)).toMatchObject({ outcomes: { create: 1 } })
    expect(await importer.contacts()).toMatchObject([{ name: 'Ana', ...contact }])
  })

  it('a comma in place of a dot makes no address of what is left', async () => {
    const done = await importer.bringIn('name,email\nAna,"ana@people.co,uk"')
    expect(await importer.rows(done.id)).toMatchObject([{ outcome: 'reject', reason: expect.stringMatching(/^email/) }])
  })

  it('lines that end now so, now so', async () => {
    await importer.bringIn('name,email\r\nAna,a@people.example\nBo,b@people.example\rCy,c@people.example\r\n')
    expect(await importer.contacts()).toMatchObject([{ name: 'Ana' }, { name: 'Bo' }, { name: 'Cy' }])
  })

  it('vCards: colons that are escaped, extensions, groups of people, a nickname alone', async () => {
    const card = (...properties: string[]) => lines('BEGIN:VCARD', 'VERSION:4.0', ...properties, 'END:VCARD', '')
    const done = await importer.bringIn(
      card('FN:Ana', 'URL:https\\://ana.example', 'TEL;VALUE=uri:tel:+1-555-0100;ext=12') +
        card('KIND:group', 'FN:Choir', 'MEMBER:urn:uuid:1') +
        card('FN:', 'NICKNAME:Bo,Bobby') +
        card('FN:Cy, the elder', 'TITLE:Clerk, retired', 'NOTE:tea, no milk; two sugars', 'EMAIL:none', 'EMAIL:cy@people.example'),
    )
    expect(await importer.contacts()).toMatchObject([
      { name: 'Ana', profileUrl: 'https://ana.example', phone: '+1-555-0100 ext. 12' },
      { name: 'Bo' },
      { name: 'Cy, the elder', title: 'Clerk, retired', notes: 'tea, no milk; two sugars', email: 'cy@people.example' },
    ])
    expect(await importer.rows(done.id, '&outcome=reject')).toMatchObject([{ reason: 'is a group of people' }])
  })
}) // prettier-ignore

const utf16be = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()

test.each<[string, string | Uint8Array, string]>([
  ['UTF-16, the other way round', utf16be('name,email\nŽofia,z@people.example\n'), 'utf-16be'],
  ['UTF-16 without a mark', Buffer.from('name,email\nZofia,z@people.example\n', 'utf16le'), 'utf-16le'],
  ['tabs', 'name\temail\nŽofia\tz@people.example\n', 'utf-8'],
  ['bars', 'name|email\nŽofia|z@people.example\n', 'utf-8'],
  ['old line ends', 'name,email\rŽofia,z@people.example\r', 'utf-8'],
  ['a formula that a spreadsheet was kept from', "name,email,phone\nŽofia,z@people.example,'+1 2\n", 'utf-8'],
])('reads %s', async (_, file, encoding) => {
  expect(await importer.bringIn(file)).toMatchObject({ encoding, outcomes: { create: 1 } })
  expect(await importer.contacts()).toMatchObject([{ email: 'z@people.example' }])
})

const card = (inside: string) => `BEGIN:VCARD\nVERSION:3.0\nFN:Ana\n${inside}END:VCARD\n`
const good = 'name,email\nAna,ana@people.example\n'

/* Nothing of these is taken, whether that can be told at once or when the whole is read. */
test.each<[string, () => string | Uint8Array, RegExp]>([
  ['an empty file', () => '', /empty/],
  ['a byte order mark and nothing else', () => '\ufeff', /empty/],
  ['blank lines', () => ' \r\n\r\n', /empty/],
  ['a picture', () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), /PNG/],
  ['a workbook', () => Buffer.from('504b030414000600', 'hex'), /Excel/],
  ['a header and nothing else', () => 'name,email\n', /no rows/],
  ['no header', () => 'Ana,ana@people.example\n', /no header/],
  ['words', () => 'Dear all,\n\nplease find attached\n', /no header/],
  ['a quotation that never ends', () => `${good}"Bea,bea@people.example\nCy,cy@people.example\n`, /never closed/],
  ['quotations within quotations', () => `${good}"Bea "the" "B"",bea@people.example\n`, /line 3 do not match/],
  ['a cell without end', () => `${good}"${'x'.repeat(3_000_000)}",b\n`, /longer than 256 KiB/],
  ['a line without end', () => `${good}${'x'.repeat(3_000_000)}`, /longer than 256 KiB/],
  ['a row of a million columns', () => `${good}${','.repeat(1_000_000)}\n`, /longer than 256 KiB/],
  ['a row of many columns', () => `${good}${','.repeat(2000)}\n`, /2001 columns/],
  ['a header of many columns', () => `name${','.repeat(100_000)}\nAna\n`, /100001 columns/],
  ['a million empty lines', () => `name\n${'\n'.repeat(1_000_000)}`, /no rows/],
  ['zeros in the text', () => `${good}Be\u0000a,bea@people.example\n`, /NUL/],
  ['two encodings', () => Buffer.concat([Buffer.from('name\nŽofia\n'), Buffer.from('Ren\xe9e\n', 'latin1')]), /UTF-8 in some/],
  ['half of a surrogate pair in UTF-8', () => Buffer.from('6e616d650a41eda0bd6e610a', 'hex'), /UTF-8 in some/],
  ['half of a surrogate pair', () => Buffer.from('\ufeffname\nA\ud83dna\n', 'utf16le'), /UTF-16LE/],
  ['a note of a megabyte', () => `name,notes\nAna,${'x'.repeat(1_000_000)}\n`, /longer than 256 KiB/],
  ['Japanese in Shift JIS', () => Buffer.from('6e616d650a93c692c5208dcc81410a', 'hex'), /neither UTF-8 nor Windows-1252/],
  ['half a character', () => Buffer.concat([Buffer.from('\ufeffname\nAna', 'utf16le'), Buffer.from([0])]), /UTF-16LE/],
  ['cards in cards', () => card(card(card(''))), /holds another card/],
  ['cards without end', () => 'BEGIN:VCARD\n'.repeat(100_000), /holds another card/],
  ['a card that does not end', () => `${card('')}BEGIN:VCARD\nFN:Bea\n`, /Card 2 does not end/],
  ['a line of a card without end', () => card(`NOTE:${'x'.repeat(3_000_000)}\n`), /longer than 256 KiB/],
  ['a card that is folded without end', () => card(`NOTE:x\n${' y\n'.repeat(1_500_000)}`), /longer than/],
  ['words around cards', () => `${card('')}Dear all,\n`, /outside of a card/],
])('refuses %s whole', async (_, file, why) => {
  const answer = await importer.send(file())
  if (answer.statusCode === 202) {
    const failed = await importer.bringIn(good).then(() => importer.read(answer.json<{ id: string }>().id))
    expect(failed).toMatchObject({ status: 'failed', processed: 0, failure: { code: 'file_refused' } })
    expect(failed.failure!.detail).toMatch(why)
    expect(await importer.rows(failed.id)).toEqual([])
    expect(await importer.contacts()).toHaveLength(1)
  } else {
    expect(answer.statusCode, answer.body).toBe(422)
    const { errors } = answer.json<{ errors: { pointer: string; detail: string }[] }>()
    expect(errors).toMatchObject([{ pointer: '/file', detail: expect.stringMatching(why) as string }])
    expect(await importer.contacts()).toEqual([])
  }
}) // prettier-ignore

test.each([
  ['of a table', 'name,email\n'],
  ['of LinkedIn', 'Notes:\n"x"\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\n'],
  ['of a network', '{"format":"cadre","version":1}'],
])('nothing but the header %s is answered at once, with what is missing', async (_, file) => {
  const answer = await importer.send(file)
  expect(answer.json()).toMatchObject({
    status: 422,
    errors: [{ pointer: '/file', detail: 'It has a header, but no rows.' }],
  })
})

test('a row with a value past its limit is rejected with the reason, and the rest is taken', async () => {
  const tags = Array.from({ length: 10_000 }, (_, n) => `tag ${n}`).join(';')
  const past = [`Ana,"${tags}",,`, `Bea,,${'x'.repeat(10_001)},`, `Cy,,,${'x'.repeat(51)}`, `${'x'.repeat(201)},,,`, `x${' '.repeat(200_000)}x,,,`]
  const good = ['محمد عبد الرحمن,صديق,ملاحظة,1', `${'x'.repeat(200)},,${'x'.repeat(10_000)},${'1'.repeat(50)}`]
  const done = await importer.bringIn(['name,tags,notes,phone', ...past, ...good].join('\n'))
  expect((await importer.rows(done.id)).map(({ outcome, reason }) => reason ?? outcome)).toEqual([
    'tags: must name at most 50 tags',
    'notes: must have at most 10000 characters',
    'phone: must have at most 50 characters',
    'name: must have at most 200 characters',
    'name: must have at most 200 characters',
    'create',
    'create',
  ])
}) // prettier-ignore

test('what a card of megabytes of picture says is read all the same', async () => {
  const picture = `PHOTO;ENCODING=b:${'QUJD'.repeat(500_000)}\n`
  expect(await importer.bringIn(card(picture))).toMatchObject({ outcomes: { create: 1 } })
})

test('what cards say between long lines that say nothing is read all the same', async () => {
  const cards = card(`${'quoted-printable'.repeat(7_000)}\nX${';'.repeat(100_000)}\n`).repeat(40)
  expect(await importer.bringIn(cards)).toMatchObject({ outcomes: { create: 1, duplicate: 39 } })
})
