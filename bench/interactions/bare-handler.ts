/**
 * The baseline as a process: a handler that writes the rows that logging a conversation writes, in one transaction,
 * and answers; no sign-in, no walls, no checks. They are to talk again in ninety days, in a week that has room.
 */
import Fastify from 'fastify'
import pg from 'pg'

interface Body {
  practiceId: string
  type: string
  occurredAt: string
  minutes: number
  summary: string
  contacts: { contactId: string }[]
}

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10 })
const app = Fastify()

app.get('/health', () => 'ok')
app.post<{ Params: { id: string }; Body: Body }>('/v1/clients/:id/interactions', async ({ params, body }, reply) => {
  const { practiceId, type, occurredAt, minutes, summary, contacts } = body
  const contactId = contacts[0]!.contactId
  const connection = await pool.connect()
  try {
    await connection.query('begin')
    const { rows } = await connection.query<{ id: string }>({
      name: 'interaction',
      text: `insert into interactions (practice_id, client_id, type, occurred_at, minutes, summary, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, now(), now()) returning *`,
      values: [practiceId, params.id, type, occurredAt, minutes, summary],
    })
    const interaction = rows[0]!
    await connection.query({
      name: 'attendance',
      text: `insert into interaction_contacts (practice_id, client_id, interaction_id, contact_id, position)
             values ($1, $2, $3, $4, 0)`,
      values: [practiceId, params.id, interaction.id, contactId],
    })
    const { rows: weeks } = await connection.query<{ monday: string; count: string }>({
      name: 'weeks',
      text: `select date_trunc('week', next_follow_up_on)::date::text as monday, count(*) from contacts
              where practice_id = $1 and client_id = $2
                and next_follow_up_on between current_date + 90 and current_date + 272 group by 1`,
      values: [practiceId, params.id],
    })
    await connection.query({
      name: 'statistics',
      text: `update contacts set interactions = interactions + 1, calls = calls + 1, minutes = minutes + $3,
                    first_interaction_at = least(first_interaction_at, $4),
                    last_interaction_at = greatest(last_interaction_at, $4),
                    follow_up_since = current_date, follow_up_step = 0, follow_up_every_days = 90,
                    follow_up_ideal_on = current_date + 90, follow_up_latest_on = current_date + 112,
                    cooling_on = current_date + 113, dormant_on = current_date + 203,
                    next_follow_up_on = current_date + 90 + 7 * $5
              where practice_id = $1 and id = $2`,
      values: [practiceId, contactId, minutes, occurredAt, weeks.filter(({ count }) => Number(count) >= 5).length],
    })
    await connection.query({
      name: 'event',
      text: `insert into events (practice_id, client_id, actor_kind, kind, subject_kind, subject_id, payload, recorded_at)
             values ($1, $2, 'system', 'interaction.logged', 'interaction', $3, $4, now())`,
      values: [practiceId, params.id, interaction.id, JSON.stringify({ type, occurredAt, contactIds: [contactId] })],
    })
    await connection.query('commit')
    return await reply.code(201).send({ ...interaction, contacts })
  } finally {
    connection.release()
  }
})

await app.listen({ host: '127.0.0.1', port: Number(process.env['PORT']) })
process.once('SIGTERM', () => process.exit())
