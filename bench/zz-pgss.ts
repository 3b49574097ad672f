import pg from 'pg'
import { mkdtemp } from 'node:fs/promises'
import { rolePassword, parseConfig } from '../src/config.ts'
import { migrate } from '../src/infra/db/migrate.ts'
import { startEmbeddedPostgres } from '../src/infra/embedded/postgres.ts'
import { addContacts, foundPractice } from './support/coach.ts'
import { createContainer } from '../src/container.ts'
import { buildApp } from '../src/app.ts'
const dataDir = await mkdtemp('/tmp/bench-pgss-')
const secret = 'a secret that only the benches are good for'
let postgres = await startEmbeddedPostgres({ dataDir, password: 'x', durable: true })
const connect = async () => { const c = new pg.Client({ connectionString: postgres.url }); await c.connect(); return c }
let admin = await connect(); await admin.query("alter system set shared_preload_libraries = 'pg_stat_statements'"); await admin.query("alter system set pg_stat_statements.track = 'all'"); await admin.query("alter system set pg_stat_statements.track_planning = on"); await admin.end(); await postgres.stop()
postgres = await startEmbeddedPostgres({ dataDir, password: 'x', durable: true })
admin = await connect()
await migrate(postgres.url, rolePassword(secret))
await admin.query('create extension pg_stat_statements')
const config = parseConfig({ DATABASE_URL: postgres.url, CADRE_SECRET: secret, PUBLIC_URL: 'http://cadre.example', PORT: '0', LOG_LEVEL: 'error', SMTP_URL: 'smtp://127.0.0.1:9' })
const container = await createContainer(config)
const app = await buildApp(container)
const origin = await app.listen({ port: 0, host: '127.0.0.1' })
const coach = await foundPractice(origin)
await addContacts(admin, [coach.practiceId], 5000)
await admin.query('vacuum analyze')
const { rows } = await admin.query<{ id: string }>('select id from contacts where client_id = $1', [coach.clientId])
let n = 0
const post = () => app.inject({ method: 'POST', url: `/v1/clients/${coach.clientId}/interactions`, headers: coach.headers, payload: { type: 'call', occurredAt: '2026-03-03T10:00:00Z', minutes: 25, summary: 'x', contacts: [{ contactId: rows[(n += 1) % 5000]!.id }] } })
const list = () => app.inject({ method: 'GET', url: `/v1/clients/${coach.clientId}/contacts?limit=50`, headers: coach.headers })
for (const one of [post, list]) {
  for (let i = 0; i < 300; i++) { const r = await one(); if (r.statusCode > 299) throw new Error(r.body) }
  await admin.query('select pg_stat_statements_reset()')
  for (let i = 0; i < 300; i++) await one()
  const s = await admin.query("select toplevel, round((calls/300.0)::numeric,1) calls, round((total_plan_time/300)::numeric,3) plan, round((total_exec_time/300)::numeric,3) exec, left(regexp_replace(query,'\\s+',' ','g'),110) q from pg_stat_statements where calls > 50 order by total_exec_time+total_plan_time desc")
  console.log('top level exec', s.rows.filter((r) => r.toplevel).reduce((a, r) => a + Number(r.exec), 0), 'plan', s.rows.reduce((a, r) => a + Number(r.plan), 0))
  for (const r of s.rows) console.log(r.toplevel ? 'T' : ' ', r.calls, 'plan', r.plan, 'exec', r.exec, r.q)
}
await app.close(); await container.close(); await admin.end(); await postgres.stop()
