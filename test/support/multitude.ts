import type pg from 'pg'

export interface Size {
  /** Practices of two clients each. */
  practices: number
  contactsPerClient: number
  /** Contacts of one client of the practice that is much larger than the others. */
  largest: number
}

/** What there is one of already, and becomes many. */
export interface Seed {
  practiceId: string
  clientId: string
  announcementId: string
  searchId: string
}

/**
 * Makes many practices around one that is much larger, by copying what that one has one of: behind the API's back, with
 * one statement per table, and with the statistics that a database which grew would have.
 */
export async function multiply(
  admin: pg.Client,
  { practiceId, clientId, announcementId, searchId }: Seed,
  { practices, contactsPerClient, largest }: Size,
): Promise<void> {
  // Each row is as right as the one it was copied from.
  await admin.query(`
    set session_replication_role = replica;
    -- Statistics come at the end.
    set enable_nestloop = off;
    create temporary table places as
      with practice as (select uuidv7() as practice_id from generate_series(1, ${practices}))
      select practice_id, uuidv7() as client_id, ${contactsPerClient} as size, uuidv7() as announcement_id,
             uuidv7() as search_id
        from practice, generate_series(1, 2)
      union all select '${practiceId}', '${clientId}', ${largest}, '${announcementId}', '${searchId}'`)
  const written = await columnsOf(admin)
  const elsewhere = `practice_id <> '${practiceId}'`
  await admin.query(
    copies('practices', 'id', `(select distinct practice_id from places where ${elsewhere}) p`, { id: 'practice_id' }),
  )
  await admin.query(
    copies('clients', 'practice_id', `(select * from places where ${elsewhere}) p`, {
      id: 'client_id',
      email_key: 'client_id',
    }),
  )
  await admin.query(
    copies('searches', 'practice_id', `(select * from places where ${elsewhere}) p`, { id: 'p.search_id' }),
  )
  await admin.query(
    copies('announcements', 'practice_id', `(select * from places where ${elsewhere}) p`, { id: 'p.announcement_id' }),
  )
  const numbered = (count: string) => `places p, generate_series(1, ${count}) n`
  const at = `now() - n * interval '1 minute'`
  const spread = (values: string[]) => `('{${values.join(',')}}'::text[])[1 + n % ${values.length}]`

  await admin.query(copies('contacts', 'practice_id', numbered('size'), {
    name: `'Reader ' || n`, name_key: `'reader ' || n`, email: 'null', email_key: 'null', company_key: `'company ' || n % 500`,
    tier: spread(['inner', 'active', 'extended', 'extended']), created_at: at,
    last_interaction_at: `case when n % 3 > 0 then ${at} end`, next_follow_up_on: `case when n % 5 = 0 then current_date + n % 90 end`,
    follow_up_since: 'current_date - 90', follow_up_step: '0', follow_up_every_days: '90', cooling_on: 'current_date - n % 60', dormant_on: 'current_date - n % 60 + 30',
    follow_up_ideal_on: 'current_date + n % 90', follow_up_latest_on: 'current_date + n % 90 + 30',
  })) // prettier-ignore
  await admin.query(`
    insert into contact_tags (practice_id, client_id, contact_id, tag, tag_key, name_key)
    select practice_id, client_id, id, 'tag ' || length(name_key), 'tag ' || length(name_key), name_key from contacts
        on conflict do nothing`)
  await admin.query(copies('interactions', 'practice_id', numbered('size / 2'), {
    occurred_at: at, type: spread(['call', 'call', 'email', 'letter']), search_id: 'p.search_id', opportunity_id: 'null',
  })) // prettier-ignore
  await admin.query(`
    with contact as (select *, row_number() over (partition by client_id) as n from contacts),
         interaction as (select *, row_number() over (partition by client_id) as n from interactions)
    insert into interaction_contacts (practice_id, client_id, interaction_id, contact_id, position)
    select i.practice_id, i.client_id, i.id, c.id, 0 from interaction i join contact c using (practice_id, client_id, n)
      on conflict do nothing`)
  await admin.query(`
    with contact as (select *, row_number() over (partition by client_id order by id) as n from contacts)
    insert into introductions (practice_id, client_id, introducer_contact_id, introduced_contact_id, introduced_on, created_at)
    select a.practice_id, a.client_id, a.id, b.id, current_date, now()
      from contact a join contact b on b.practice_id = a.practice_id and b.client_id = a.client_id and b.n = a.n * 5
     -- Those that were there first know each other already: no circles.
     where a.n > 20
      on conflict do nothing`)
  await admin.query(copies('opportunities', 'practice_id', numbered('size / 10'), {
    created_at: at, status: spread(['lead', 'applied', 'lost', 'lost']), search_id: 'p.search_id',
  })) // prettier-ignore
  await admin.query(copies('messages', 'practice_id', numbered('size / 2'), {
    created_at: at, subject_id: 'uuidv7()', status: spread(['sent', 'sent', 'delivered', 'failed']),
  })) // prettier-ignore
  await admin.query(copies('tasks', 'practice_id', numbered('size / 4'), {
    created_at: at, subject_id: 'uuidv7()', status: spread(['open', 'done', 'done']), kind: spread(['call', 'draft']),
  })) // prettier-ignore
  await admin.query(copies('suppressions', 'practice_id', numbered('size / 4'), {
    created_at: at, email_key: `'reader' || n || '@reader.example'`,
  })) // prettier-ignore
  await admin.query(`
    insert into announcement_recipients (practice_id, client_id, announcement_id, contact_id, because, channel, status,
                                         created_at, updated_at)
    select practice_id, client_id, announcement_id, c.id, 'interacted', 'email', 'ready', c.created_at, now()
      from places join contacts c using (practice_id, client_id)
      on conflict do nothing`)
  await admin.query('reset session_replication_role; reset enable_nestloop; drop table places; analyze')

  /** Copies one row of the practice's for each row of `places`, with other values in some columns. */
  function copies(table: string, key: string, places: string, changes: Record<string, string>): string {
    const scope = table === 'practices' ? {} : { practice_id: 'p.practice_id' }
    const client = ['practices', 'clients'].includes(table) ? {} : { client_id: 'p.client_id' }
    const all = Object.entries({ id: 'uuidv7()', ...scope, ...client, ...changes })
    const changed = all.map(([column, value]) => `'${column}', ${value}`).join(', ')
    const columns = written.get(table)!
    return `insert into ${table} (${columns.join(', ')}) overriding user value
      select ${columns.map((column) => `made.${column}`).join(', ')} from ${table} one cross join ${places},
             lateral jsonb_populate_record(one, jsonb_build_object(${changed})) as made
       where one.id = (select id from ${table} where ${key} = '${practiceId}' order by id limit 1)`
  }
}

/** What is written of each table: all but the columns that the database works out itself. */
async function columnsOf(admin: pg.Client): Promise<Map<string, string[]>> {
  const { rows } = await admin.query<{ table: string; columns: string[] }>(`
    select table_name::text as "table", array_agg(column_name::text) as columns from information_schema.columns
     where table_schema = 'public' and is_generated = 'NEVER' group by 1`)
  return new Map(rows.map(({ table, columns }) => [table, columns]))
}
