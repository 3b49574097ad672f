import helmet from '@fastify/helmet'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { randomUUID } from 'node:crypto'
import type { Container } from './container.ts'
import { createAtAGlance } from './http/at-a-glance.ts'
import { refuse, registerAuth, registerJwks } from './http/auth.ts'
import { registerHealth } from './http/health.ts'
import { answerUnparsable, connectionLimits, maxConnections } from './http/connections.ts'
import { allowOrigins } from './http/cors.ts'
import { createInPractice } from './http/in-practice.ts'
import { readJsonOnly } from './http/json-body.ts'
import { measureRequests } from './http/metrics.ts'
import { registerOpenApi } from './http/openapi.ts'
import { refuseOverload } from './http/overload.ts'
import { createPages } from './http/pagination.ts'
import { createLook } from './http/look.ts'
import { createPiecewise } from './http/piecewise.ts'
import { answerUnroutable, registerProblems } from './http/problem.ts'
import { countRequests } from './http/rate-limits.ts'
import { closeUnusedConnections } from './http/unused-connections.ts'
import { whileDoing } from './infra/process/doing.ts'
import { deriveKey } from './infra/security/secrets.ts'
import { readWhatReinstates } from './modules/enforcement/standing-report.service.ts'
import { moduleRoutes } from './modules/index.ts'

/** Builds the API without listening: plugins first, then every module's routes. */
export async function buildApp(container: Container): Promise<FastifyInstance> {
  const { config, db, signingKeys } = container
  const app = Fastify({
    loggerInstance: container.logger as FastifyBaseLogger,
    genReqId: () => randomUUID(),
    trustProxy: config.trustedProxies,
    bodyLimit: 1_048_576,
    ...connectionLimits(config.requestTimeoutMs),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    frameworkErrors: answerUnroutable,
    clientErrorHandler: answerUnparsable,
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true },
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.server.maxConnections = maxConnections
  closeUnusedConnections(app)
  measureRequests(app, container.metrics)
  readJsonOnly(app)
  // After the body was read: what it comes with knows nothing of the request.
  app.addHook('preValidation', ({ id }, _reply, done) => whileDoing({ reqId: id }, done))
  registerProblems(app)
  await app.register(helmet, { contentSecurityPolicy: false })
  refuseOverload(app, container.isOverloaded)
  app.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/v1/')) reply.header('cache-control', 'no-store')
  })
  const signAccessToken = await registerAuth(app, signingKeys, config.publicUrl)
  await countRequests(app, { limits: config.rateLimits, redisUrl: config.redisUrl, logger: container.logger })
  await allowOrigins(app, db, config.allowedOrigins)
  refuse(app)
  await registerOpenApi(app)
  registerJwks(app, signingKeys)
  registerHealth(app, container)
  const edge = {
    inPractice: createInPractice(db, { whatReinstates: readWhatReinstates }),
    atAGlance: createAtAGlance(db),
    pages: createPages(deriveKey(config.secret, 'cursors')),
    piecewise: createPiecewise(app, db),
    look: createLook(db),
  }
  for (const routes of moduleRoutes({ ...edge, ...container, signAccessToken })) await app.register(routes)
  return app
}
