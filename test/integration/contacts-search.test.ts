import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestApi, type TestApi, type TestPractice } from '../support/api.ts'

const people = [
  { name: 'Ana Berg', company: 'Fjord Energy', title: 'Head of Logistics', tags: ['harbour'] },
  { name: 'Bergljot Sund', company: 'Acme', notes: 'Berg, her cousin, sails.' },
  { name: 'Jörg Müller', company: 'Østfold Brygge', notes: 'Ran J.P. Morgan’s office in Łódź.' },
  { name: "Sinéad O'Neil", title: 'Chief of Staff', tags: ['board', 'Dublin'] },
  { name: 'Anne-Marie Schmidt', company: 'Fjord Energy' },
  { name: '王小明', company: '山田製作所' },
  { name: 'محمد الأحمد', title: 'مهندس' },
  { name: 'Christina Mayer', title: 'Data analyst' },
  { name: 'Meyer Lindqvist' },
  { name: 'Jo Meyerhoff' },
  { name: '佐藤 健太' },
  { name: 'Chen Xiaoling' },
]

let api: TestApi
let practice: TestPractice
let list: string
let ids: string[]

beforeAll(async () => {
  api = await startTestApi()
  practice = await api.practice()
  const client = async (email: string) => {
    const body = { name: 'Maya', email, timeZone: 'Europe/Stockholm' }
    const response = await api.call('POST', '/v1/clients', { as: practice.owner, body })
    return `/v1/clients/${response.json<{ id: string }>().id}/contacts`
  }
  list = await client('maya@example.test')
  ids = []
  for (const body of people) ids.push(await add(body))
  const another = await client('another@example.test')
  await add({ name: 'Ana Berg', notes: 'Another client knows her.' }, another)
})
afterAll(() => api.stop())

async function add(body: object, to = list): Promise<string> {
  const response = await api.call('POST', to, { as: practice.owner, body })
  expect(response.statusCode, response.body).toBe(201)
  return response.json<{ id: string }>().id
}

async function search(q: string, more = '', limit = 100): Promise<string[]> {
  const found: string[] = []
  let cursor: string | null = null
  do {
    const url: string = `${list}?q=${encodeURIComponent(q)}&limit=${limit}${more}${cursor ? `&cursor=${cursor}` : ''}`
    const response = await api.call('GET', url, { as: practice.owner })
    expect(response.statusCode, response.body).toBe(200)
    const page = response.json<{ data: { name: string }[]; nextCursor: string | null }>()
    found.push(...page.data.map(({ name }) => name))
    cursor = page.nextCursor && encodeURIComponent(page.nextCursor)
  } while (cursor)
  return found
}

describe('finds', () => {
  it.each([
    ['ana', 'Ana Berg'],
    ['BERG ana', 'Ana Berg'],
    ['fjord logist', 'Ana Berg'],
    ['cousin', 'Bergljot Sund'],
    ['jorg muller', 'Jörg Müller'],
    ['JÖRG MÜLLER', 'Jörg Müller'],
    ['ostfold', 'Jörg Müller'],
    ['morgan lodz', 'Jörg Müller'],
    ['oneil', "Sinéad O'Neil"],
    ['o’neil dublin', "Sinéad O'Neil"],
    ['annemarie', 'Anne-Marie Schmidt'],
    ['anne-marie', 'Anne-Marie Schmidt'],
    ['小明', '王小明'],
    ['王', '王小明'],
    ['製作', '王小明'],
    ['الاحمد', 'محمد الأحمد'],
    ['مُهَنْدِس', 'محمد الأحمد'],
  ])('“%s” as it stands or as it begins', async (q, name) => {
    expect((await search(q))[0]).toBe(name)
  })

  it.each([
    ['Ana Breg', 'Ana Berg'],
    ['Bergliot', 'Bergljot Sund'],
    ['Jorg Mueller', 'Jörg Müller'],
    ['Sinead Oniel', "Sinéad O'Neil"],
    ['Anne Marie Schmitt', 'Anne-Marie Schmidt'],
    ['Kristina Mayer', 'Christina Mayer'],
    ['Cristina Meier', 'Christina Mayer'],
    ['Lindkvist', 'Meyer Lindqvist'],
    ['Lnidqvist', 'Meyer Lindqvist'],
    ['harbuor', 'Ana Berg'],
    ['anelyst', 'Christina Mayer'],
  ])('“%s” in spite of typos', async (q, name) => {
    expect((await search(q))[0]).toBe(name)
  })

  it.each([
    ['Shinade O’Neil', "Sinéad O'Neil"],
    ['Kristena Maher', 'Christina Mayer'],
    ['Yorg Mueller', 'Jörg Müller'],
    ['MeyerLindqvist', 'Meyer Lindqvist'],
    ['Chris Tina Maier', 'Christina Mayer'],
    ['Anne Mary Shmid', 'Anne-Marie Schmidt'],
    ['Xiao Ling Chen', 'Chen Xiaoling'],
    ['Chen Xiaoling', 'Chen Xiaoling'],
    ['佐藤健太', '佐藤 健太'],
  ])('“%s” as it sounds, however it is cut into words', async (q, name) => {
    expect((await search(q))[0]).toBe(name)
  })

  it('all words or nobody', async () => {
    expect(await search('ana cousin')).toEqual([])
    expect(await search('zzzz')).toEqual([])
    expect(await search('…!?')).toEqual([])
    expect(await search("'; drop table contacts; --")).toEqual([])
    expect(await search('%')).toEqual([])
  })
})

describe('order', () => {
  it('is as it stands, as it begins, as it might be meant; the name before notes', async () => {
    expect(await search('meyer')).toEqual(['Meyer Lindqvist', 'Jo Meyerhoff', 'Christina Mayer'])
    expect(await search('berg')).toEqual(['Ana Berg', 'Bergljot Sund'])
    expect(await search('fjord')).toEqual(['Ana Berg', 'Anne-Marie Schmidt'])
  })

  it('holds from page to page, and may be another', async () => {
    for (const limit of [1, 2]) expect(await search('meyer', '', limit)).toEqual(await search('meyer'))
    expect(await search('meyer', '&sort=name', 1)).toEqual(['Christina Mayer', 'Jo Meyerhoff', 'Meyer Lindqvist'])
  })

  it('goes with every filter', async () => {
    expect(await search('fjord', '&tag=harbour')).toEqual(['Ana Berg'])
    expect(await search('fjord', '&company=fjord%20energy&tier=extended&neverTouched=true')).toHaveLength(2)
    expect(await search('fjord', '&tier=inner')).toEqual([])
  })
})

describe('words keep in step', () => {
  it('with edits, field by field, and with deletion', async () => {
    const id = await add({ name: 'Temporary Quill', notes: 'parchment' })
    const change = (body: object) => api.call('PATCH', `/v1/contacts/${id}`, { as: practice.owner, body })
    await change({ notes: 'vellum', tags: ['papyrus'] })
    expect(await search('parchment')).toEqual([])
    expect(await search('quill vellum papyrus')).toEqual(['Temporary Quill'])
    await change({ name: 'Vellum Quill', notes: null })
    expect(await search('vellum')).toEqual(['Vellum Quill'])
    await api.call('DELETE', `/v1/contacts/${id}`, { as: practice.owner })
    expect(await search('quill')).toEqual([])
  })

  it('whoever writes: they are always those of the contacts themselves', async () => {
    const { admin } = api.database
    await admin.query(
      `insert into contacts (practice_id, client_id, name, name_key, created_at, updated_at)
       select practice_id, client_id, 'Many ' || n, 'many ' || n, now(), now()
         from contacts, generate_series(1, 50) n where id = $1`,
      [ids[0]],
    )
    await admin.query(`update contacts set title = 'Many more' where name like 'Many %'`)
    await admin.query(`delete from contacts where name like 'Many 1%'`)
    const words = (from: string) => `select c.practice_id, c.client_id, c.id, w.word, w.place from contacts c, ${from}`
    const made = words('app.words_of_contact(c.name, c.company, c.title, c.tags, c.notes) w')
    const kept = words('contact_words w where w.contact_id = c.id')
    const { rows } = await admin.query(`(${made} except ${kept}) union all (${kept} except ${made})`)
    expect(rows).toEqual([])
    const { rows: orphans } = await admin.query(
      'select from contact_words w where not exists (select from contacts c where c.id = w.contact_id)',
    )
    expect(orphans).toEqual([])
  })

  it('but not with statistics', async () => {
    const { admin } = api.database
    const versions = async () =>
      (await admin.query('select xmin::text, word from contact_words where contact_id = $1 order by word', [ids[0]]))
        .rows
    const before = await versions()
    const body = { type: 'call', occurredAt: '2025-01-01T10:00:00Z', contacts: [{ contactId: ids[0] }] }
    const logged = await api.call('POST', list.replace('contacts', 'interactions'), { as: practice.owner, body })
    expect(logged.statusCode).toBe(201)
    expect(await versions()).toEqual(before)
  })
})

describe('422', () => {
  it.each(['', '%20', 'x'.repeat(201), '%00'])('?q=%s', async (q) => {
    expect((await api.call('GET', `${list}?q=${q}`, { as: practice.owner })).statusCode).toBe(422)
  })
})
