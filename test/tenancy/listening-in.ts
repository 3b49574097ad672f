import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import { buildApp } from '../../src/app.ts'
import { createContainer } from '../../src/container.ts'
import { createLogger } from '../../src/infra/logging/logger.ts'
import { startWorkers } from '../../workers/start-workers.ts'
import type { TestApi } from '../support/api.ts'
import { startSmtpSink } from '../support/smtp-sink.ts'
import type { Behaviour, SinkMessage } from '../support/smtp-sink-session.ts'

/** An API with workers of its own on the database of another, all of whose words are heard. */
export interface ListeningIn {
  api: TestApi
  mails: readonly SinkMessage[]
  logLines: readonly string[]
  /** Everything that was ever put into the queue, on the agenda or into the outbox, as JSON. */
  work(): Promise<string[]>
  /** Nothing is left to be done at once. */
  isQuiet(): Promise<boolean>
  stop(): Promise<void>
}

export async function listenIn(host: TestApi, behaviour?: Behaviour): Promise<ListeningIn> {
  const { admin } = host.database
  const sink = await startSmtpSink({ behaviour })
  const logLines: string[] = []
  const logger = createLogger('trace', { write: (line) => void logLines.push(line) })
  const container = await createContainer({ ...host.container.config, smtpUrl: sink.url, logLevel: 'trace' }, logger)
  const app = await buildApp(container)
  const work = await hearOfWork(admin)
  const workers = await startWorkers(container, { republishAfterMs: 1000, pollMs: 100 })
  return {
    api: { ...host, app, container, call: callsOf(app) },
    mails: sink.messages,
    logLines,
    work,
    async isQuiet() {
      const { rowCount } = await admin.query(
        `select from outbox where parked_at is null union all select from agenda where due_at <= now() union all
         select from messages m where status = 'sending' or (status = 'queued' and next_attempt_at <= now() and not exists (
           select from campaigns c where c.practice_id = m.practice_id and c.id = m.campaign_id and c.state <> 'open'))`,
      )
      return rowCount === 0
    },
    async stop() {
      await workers.stop()
      await app.close()
      await container.close()
      await sink.close()
    },
  }
}

const callsOf =
  (app: FastifyInstance): TestApi['call'] =>
  (method, url, { as, body, headers } = {}) =>
    app.inject({
      method: method as 'GET',
      url,
      headers: { ...(as ? { authorization: `Bearer ${as}` } : {}), ...headers },
      ...(body === undefined ? {} : { payload: body as object }),
    })

/** Queues forget what is done; what this returns does not: everything that any row of theirs ever was, as JSON. */
export async function hearOfWork(admin: pg.Client): Promise<() => Promise<string[]>> {
  await admin.query(`
    create schema heard;
    create table heard.work (row text not null);
    create function heard.note() returns trigger language plpgsql security definer as $$
    begin
      insert into heard.work values (to_jsonb(new)::text);
      return null;
    end $$;
    grant usage on schema heard to public`)
  const { rows } = await admin.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_type = 'BASE TABLE'
        and (table_schema = 'bullmq' or (table_schema = 'public' and table_name in ('outbox', 'agenda')))`,
  )
  for (const { name } of rows) {
    await admin.query(
      `create trigger note after insert or update on ${name} for each row execute function heard.note()`,
    )
  }
  return async () => {
    const heard = await admin.query<{ row: string }>('select row from heard.work')
    return heard.rows.map(({ row }) => row)
  }
}
