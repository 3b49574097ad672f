import type pg from 'pg'

/** Somebody who is signed in to a practice of their own that has one client. */
export interface Coach {
  practiceId: string
  clientId: string
  headers: Record<string, string>
}

let coaches = 0

/** Founds a practice with a client, over the API. */
export async function foundPractice(origin: string): Promise<Coach> {
  const name = `coach${(coaches += 1)}`
  const { accessToken, practice } = await post<{ accessToken: string; practice: { id: string } }>(
    `${origin}/v1/auth/sign-up`,
    { practiceName: `Practice of ${name}`, name, email: `${name}@coach.example`, password: 'larch-ferry-quartz-lamp', timeZone: 'Europe/Berlin' }, // prettier-ignore
  )
  const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' }
  return { practiceId: practice.id, clientId: await addClient(origin, { headers }), headers }
}

let clients = 0

/** Adds another client to a practice, over the API. @returns the client's id */
export async function addClient(origin: string, { headers }: Pick<Coach, 'headers'>): Promise<string> {
  const email = `maya${(clients += 1)}@client.example`
  const client = { name: 'Maya Lindqvist', email, timeZone: 'Europe/Berlin' }
  return (await post<{ id: string }>(`${origin}/v1/clients`, client, headers)).id
}

async function post<T>(url: string, body: unknown, headers = {}): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${await response.text()}`)
  return (await response.json()) as T
}

/** Gives clients so many contacts each, behind the API's back. */
export async function addContacts(admin: pg.Client, practiceIds: string[], contactsPerClient: number): Promise<void> {
  await admin.query(
    `insert into contacts (practice_id, client_id, name, name_key, email, email_key, company, company_key, title, tags,
                           created_at, updated_at)
     select practice_id, id, 'Contact ' || n, 'contact ' || n, address, address, company, lower(company),
            'Head of Logistics', array['harbour', 'spring'], now() - n * interval '1 minute', now()
       from clients, generate_series(1, $2) n,
            lateral (select 'contact' || n || '@reader.example' as address, 'Company ' || n % 97 as company)
      where practice_id = any($1)`,
    [practiceIds, contactsPerClient],
  )
  await indexTags(admin, practiceIds)
}

/** Lets contacts that were added behind the API's back be found by their tags. */
export async function indexTags(admin: pg.Client, practiceIds: string[]): Promise<void> {
  // Triggers, those of foreign keys as well, take minutes for millions of tags.
  await admin.query('set session_replication_role = replica')
  await admin.query(
    `insert into contact_tags (practice_id, client_id, contact_id, tag_key, tag, name_key)
     select practice_id, client_id, id, tag, tag, name_key from contacts, unnest(tags) as tag where practice_id = any($1)`,
    [practiceIds],
  )
  await admin.query('reset session_replication_role')
}

/** Makes practices that nobody signs in to, with so many clients each; returns their ids. */
export async function addPractices(admin: pg.Client, practices: number, clientsPerPractice: number): Promise<string[]> {
  const { rows } = await admin.query<{ id: string }>(
    `with practice as (
       insert into practices (id, name, time_zone, created_at, updated_at)
       select uuidv7(), 'Practice ' || n, 'Europe/Berlin', now(), now() from generate_series(1, $1) n returning id),
     client as (
       insert into clients (practice_id, name, email, email_key, time_zone, created_at, updated_at)
       select id, 'Client ' || n, address, address, 'Europe/Berlin', now(), now()
         from practice, generate_series(1, $2) n, lateral (select 'client' || n || '@client.example' as address))
     select id from practice`,
    [practices, clientsPerPractice],
  )
  return rows.map(({ id }) => id)
}

/** Gives every contact of some practices a past: so many calls, one a month. */
export async function addInteractions(admin: pg.Client, practiceIds: string[], perContact: number): Promise<void> {
  await admin.query(
    `with logged as (
       insert into interactions (id, practice_id, client_id, type, occurred_at, minutes, summary, created_at, updated_at)
       select md5(c.id::text || n)::uuid, c.practice_id, c.client_id, 'call', now() - n * interval '30 days', 25,
              'What he does now, and whom he would ask.', now(), now()
         from contacts c, generate_series(1, $2) n
        where c.practice_id = any($1))
     insert into interaction_contacts (practice_id, client_id, interaction_id, contact_id, position)
     select c.practice_id, c.client_id, md5(c.id::text || n)::uuid, c.id, 0
       from contacts c, generate_series(1, $2) n
      where c.practice_id = any($1)`,
    [practiceIds, perContact],
  )
}
