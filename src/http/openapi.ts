import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { readFileSync } from 'node:fs'
import { knownProblems } from '../errors.ts'
import { anyOrigin } from './cors.ts'
import { type Document, operationsOf } from './openapi/document.ts'
import { addExamples } from './openapi/examples.ts'
import { addHeaders, addOtherMedia, addRateLimits } from './openapi/headers.ts'
import { describeProblems, nameProblemCodes } from './openapi/problems.ts'
import { tidySchemas } from './openapi/schemas.ts'
import { tags } from './openapi/tags.ts'

const introduction = readFileSync(new URL('./openapi/introduction.md', import.meta.url), 'utf8')

/** Collects every route's schema into one OpenAPI 3.1 document, shown at /docs and served at /openapi.json. */
export async function registerOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Cadre',
        version: '1.0.0',
        description: introduction,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      // Relative, so that /docs calls the very host it was read from.
      servers: [{ url: '/' }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => complete(jsonSchemaTransformObject(document) as unknown as Document) as object,
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: {
      'default-src': `'self'`,
      'img-src': [`'self'`, 'data:'],
      'style-src': [`'self'`, `'unsafe-inline'`],
      'object-src': `'none'`,
      'frame-ancestors': `'none'`,
    },
    uiConfig: { persistAuthorization: true, deepLinking: true, docExpansion: 'none', filter: true },
  })
  let served: string | undefined
  app.get('/openapi.json', { config: anyOrigin, schema: { hide: true } }, (_request, reply) => {
    served ??= JSON.stringify(app.swagger())
    return reply.type('application/json; charset=utf-8').send(Buffer.from(served))
  })
}

/** What is said of many operations is said once, and what the edge does for every operation is said at all. */
function complete(document: Document): Document {
  addHeaders(document)
  addOtherMedia(document)
  describeProblems(document, knownProblems())
  addRateLimits(document)
  nameProblemCodes(document, knownProblems())
  const used = new Set(operationsOf(document).flatMap(({ operation }) => operation.tags))
  document.tags = tags.filter((tag) => used.has(tag.name))
  return addExamples(tidySchemas(document))
}
