/**
 * The baseline as a process: a handler that runs the list's query and sends what it gets; no sign-in, no walls, no
 * checks. Its query reads the columns and the order of Cadre's own.
 */
import Fastify from 'fastify'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10 })
const app = Fastify()

app.get('/health', () => 'ok')
app.get<{ Params: { id: string }; Querystring: { practiceId: string; limit: string } }>(
  '/v1/clients/:id/contacts',
  async ({ params, query }) => {
    const limit = Number(query.limit)
    const { rows } = await pool.query<{ id: string }>({ ...list, values: [query.practiceId, params.id, limit + 1] })
    return { data: rows.slice(0, limit), nextCursor: rows.length > limit ? rows[limit - 1]!.id : null }
  },
)

const list = {
  name: 'list',
  text: `
    select c.id, c.client_id as "clientId", c.name, c.email, c.phone, c.company, c.title, c.profile_url as "profileUrl",
           c.location, c.time_zone as "timeZone", c.tier, c.tags, c.preferred_channel as "preferredChannel",
           c.how_met as "howMet", c.notes, c.things_to_remember as "thingsToRemember",
           c.do_not_contact as "doNotContact", c.next_follow_up_on as "nextFollowUpOn",
           case when c.cooling_on > current_date then 'active' when c.dormant_on > current_date then 'cooling'
                when c.dormant_on is not null then 'dormant' end as dormancy,
           c.first_interaction_at as "firstInteractionAt", c.last_interaction_at as "lastInteractionAt",
           c.created_at as "createdAt", c.updated_at as "updatedAt",
           json_build_object('interactions', c.interactions, 'calls', c.calls, 'emails', c.emails,
                             'meetings', c.meetings, 'minutes', c.minutes) as effort,
           (select json_build_object('contactId', o.id, 'name', o.name)
              from introductions i
              join contacts o on o.practice_id = i.practice_id and o.id = i.introducer_contact_id
             where i.practice_id = c.practice_id and i.client_id = c.client_id and i.introduced_contact_id = c.id
             order by i.made_primary_at desc nulls last, i.introduced_on, i.created_at, i.id limit 1) as "primaryIntroducer"
      from contacts c
     where c.practice_id = $1 and c.client_id = $2 and c.erased_at is null
     order by c.name_key, c.id limit $3`,
}

await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) })
process.once('SIGTERM', () => process.exit())
