import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { buildApp } from '../../src/app.ts'
import { parseConfig } from '../../src/config.ts'
import { type Container, createContainer } from '../../src/container.ts'
import { createTokenSigner } from '../../src/http/auth.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import type { Document } from '../../src/http/openapi/document.ts'
import { checkerOfProblems } from './documented-problems.ts'
import { testSecret } from './secret.ts'

export interface TestApi {
  app: FastifyInstance
  container: Container
  database: TestDatabase
  /** One request as whoever the token belongs to; a body becomes JSON. Throws for a refusal that the document knows not. */
  call(method: string, url: string, options?: CallOptions): Promise<LightMyRequestResponse>
  /** A practice made behind the API's back, with an owner who is signed in. */
  practice(options?: { name?: string }): Promise<TestPractice>
  stop(): Promise<void>
}

export interface CallOptions {
  as?: string
  body?: unknown
  headers?: Record<string, string>
}

export interface TestPractice {
  practiceId: string
  /** The owner's access token. */
  owner: string
  ownerId: string
  /** Makes another member and signs them in. */
  member(role: 'owner' | 'coach' | 'assistant'): Promise<{ token: string; memberId: string }>
  /** Signs a member in once more. */
  memberSession(memberId: string, role: 'owner' | 'coach' | 'assistant'): Promise<string>
  /** Signs a client in. */
  clientSession(clientId: string): Promise<string>
}

/** The real API on a database of its own, as the runtime role. */
export async function startTestApi(environment: Record<string, string> = {}, given?: TestDatabase): Promise<TestApi> {
  const database = given ?? (await createTestDatabase())
  const config = parseConfig({
    DATABASE_URL: database.adminUrl,
    CADRE_SECRET: testSecret,
    PUBLIC_URL: 'http://cadre.test',
    SMTP_URL: 'smtp://127.0.0.1:1',
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
    // Machines may be slow.
    DATABASE_WAIT_SECONDS: '30',
    ...environment,
  })
  const container = await createContainer(config)
  const app = await buildApp(container)
  await app.ready()
  const signAccessToken = createTokenSigner(app, container.signingKeys, config.publicUrl)
  const { admin } = database
  const expectDocumented = checkerOfProblems(app.swagger() as unknown as Document)
  let people = 0

  async function session(
    practiceId: string,
    role: string,
    of: { memberId?: string; clientId?: string },
  ): Promise<string> {
    const { rows } = await admin.query<{ id: string }>(
      `insert into sessions (practice_id, member_id, client_id, created_at, expires_at)
       values ($1, $2, $3, now(), now() + interval '1 day') returning id`,
      [practiceId, of.memberId ?? null, of.clientId ?? null],
    )
    return signAccessToken({
      sub: of.memberId ?? of.clientId!,
      sid: rows[0]!.id,
      practiceId,
      role,
      clientId: of.clientId,
    })
  }

  async function member(practiceId: string, role: string) {
    people += 1
    const email = `person${people}@example.test`
    const { rows } = await admin.query<{ id: string }>(
      `with u as (insert into users (id, name, email, email_key, password_hash, email_verified_at, created_at, updated_at)
                  values (uuidv7(), $2, $3, $3, '-', now(), now(), now()) returning id)
       insert into members (practice_id, user_id, role, created_at, updated_at)
       select $1, u.id, $4, now(), now() from u returning id`,
      [practiceId, `Person ${people}`, email, role],
    )
    return { memberId: rows[0]!.id, token: await session(practiceId, role, { memberId: rows[0]!.id }) }
  }

  return {
    app,
    container,
    database,
    async call(method, url, { as, body, headers } = {}) {
      const response = await app.inject({
        method: method as 'GET',
        url,
        headers: { ...(as ? { authorization: `Bearer ${as}` } : {}), ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      })
      expectDocumented(method, url, response)
      return response
    },
    async practice({ name = 'Northlight Coaching' } = {}) {
      const { rows } = await admin.query<{ id: string }>(
        `insert into practices (id, name, time_zone, created_at, updated_at)
         values (uuidv7(), $1, 'Europe/Berlin', now(), now()) returning id`,
        [name],
      )
      const practiceId = rows[0]!.id
      const owner = await member(practiceId, 'owner')
      return {
        practiceId,
        owner: owner.token,
        ownerId: owner.memberId,
        member: (role) => member(practiceId, role),
        memberSession: (memberId, role) => session(practiceId, role, { memberId }),
        clientSession: (clientId) => session(practiceId, 'client', { clientId }),
      }
    },
    async stop() {
      await app.close()
      await container.close()
      await database.drop()
    },
  }
}
