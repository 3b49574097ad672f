import type pg from 'pg'
import { type Coach, indexTags } from '../support/coach.ts'

/** People with names of their own, of whom some are close, tagged, touched or due. */
export async function addPeople(admin: pg.Client, { practiceId, clientId }: Coach, count: number): Promise<void> {
  await admin.query(
    `insert into contacts (practice_id, client_id, name, name_key, company, company_key, title, tags, tier, notes,
                           first_interaction_at, last_interaction_at, next_follow_up_on, created_at, updated_at)
     select $1, $2, name, lower(name), 'Company ' || n % 97, 'company ' || n % 97,
            (array['Head of Logistics', 'Data Analyst', 'Product Manager', 'Chief of Staff'])[1 + n % 4],
            case when n % 500 = 0 then array['rare'] when n % 2 = 0 then array['harbour', 'spring'] else '{}' end,
            (array['inner', 'active', 'extended', 'extended', 'extended'])[1 + n % 5],
            case when n % 3 = 0 then 'Met at the harbour conference, likes sailing and early mornings' end,
            touched, touched, case when n % 7 = 0 then date '2026-01-01' + n % 365 end,
            now() - n * interval '1 minute', now()
       from generate_series(1, $3) n,
            lateral (select given[1 + n % 20] || ' ' || family[1 + n / 20 % 25] || ending[1 + n / 500 % 10] as name,
                            case when n % 4 <> 0 then timestamptz '2025-01-01' + n % 480 * interval '1 day' end as touched
                       from (select string_to_array('Ana Bo Clara Dmitri Erik Fatima Gustav Hanna Ingrid Jonas Katarina Lukas Maria Nikolai Olga Pekka Quentin Rosa Sven Tuomas', ' ') as given,
                                    string_to_array('Berg Lind Holm Strand Dahl Nord Vik Sund Haug Moen Falk Gran Hjort Iver Kron Lager Malm Nyman Ost Palm Rask Skog Thor Ulv Wester', ' ') as family,
                                    string_to_array('qvist strom gren man son feld heim stad by mark', ' ') as ending) words)`,
    [practiceId, clientId, count],
  )
  await indexTags(admin, [practiceId])
}
