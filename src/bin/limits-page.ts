import { parseConfig } from '../config.ts'
import { type Document, type Operation, operationsOf, resolveSchema, type Schema } from '../http/openapi/document.ts'
import { mostUploadBytes } from '../http/upload.ts'
import { windowSeconds } from '../infra/limits/request-counter.ts'

/** docs/limits.md: how much of everything is taken, from the very schemas and settings that requests are checked against. */
export function limitsPage(document: Document): string {
  const { rateLimits, requestTimeoutMs } = parseConfig({
    DATABASE_URL: 'postgres://nowhere.invalid/none',
    SMTP_URL: 'smtp://nowhere.invalid',
    PUBLIC_URL: 'http://nowhere.invalid',
    CADRE_SECRET: 'only to learn what is set when nothing is set',
  })
  const rate = (limit: number) => `${figure(limit)} in ${windowSeconds} seconds`
  return `# Limits

Printed by \`npm run openapi\` from what requests are checked against; \`test/integration/limits.test.ts\` tries each at its edge and
one step past it.

## Of every request

| what | at most | past it |
|---|---|---|
| a body | 1 MiB | 413 \`too_large\` |
| an uploaded file | ${mostUploadBytes / 1_048_576} MiB | 413 \`too_large\` |
| the headers together | 16 KiB | 431 \`headers_too_large\` |
| one part of an address's path | 300 characters | 400 \`malformed\` |
| an \`Idempotency-Key\` | 255 characters | 400 \`idempotency_key_malformed\` |
| the time until all of it has arrived | ${requestTimeoutMs / 1000} seconds, headers ${requestTimeoutMs / 2000} | 408 \`too_slow\` |
| the time that it is worked on | 20 seconds, a statement of it 15 | 503 \`unavailable\` |
| an instant or a day | from the year 1900 to 2200 | 422 \`invalid\` |

## Of requests

\`RateLimit\` and \`RateLimit-Policy\` on every answer say how you stand. Operators may set others ([operating](operating.md#rate-limits)).

| by whom | at most | past it |
|---|---|---|
| one member or client (\`caller\`) | ${rate(rateLimits.caller)} | 429 \`too_many_requests\` |
| everybody in one practice (\`practice\`) | ${rate(rateLimits.practice)} | 429 \`too_many_requests\` |
| one address, of all who are not signed in (\`address\`) | ${rate(rateLimits.address)} | 429 \`too_many_requests\` |
| wrong passwords for one account | 10 in 15 minutes | 429 \`too_many_attempts\` |
| wrong passwords, and other probing, from one address | 100 in an hour | 429 \`too_many_attempts\` |
| sign-in links for one address | 5 in 10 minutes | 429 \`too_many_attempts\` |
| letters about their account to one mailbox | 5 in an hour | no more letters |

## Of values

Past each of these: 422 \`invalid\`, and \`errors\` points at the value. Ids, enums and the like are as long as they are.

| operation | values |
|---|---|
${operationsOf(document)
  .map(({ method, path, operation }) => ({ at: `${method} ${path}`, limits: limitsOf(document, operation) }))
  .filter(({ limits }) => limits.length > 0)
  .map(({ at, limits }) => `| \`${at}\` | ${limits.join('; ')} |`)
  .join('\n')}
`
}

const figure = (number: number): string => number.toLocaleString('en')

function limitsOf(document: Document, { parameters = [], requestBody }: Operation): string[] {
  const query = parameters.flatMap((parameter) =>
    'name' in parameter && parameter.in === 'query' ? walk(document, parameter.schema, `?${parameter.name}`) : [],
  )
  const body = requestBody?.content['application/json']?.schema
  return [...query, ...(body ? walk(document, body, '') : [])]
}

/** The limits of a schema and of everything below it; of lists, of their entries. */
function walk(document: Document, schema: Schema, at: string): string[] {
  const found = resolveSchema(document, schema)
  const branches = ((found['anyOf'] ?? found['oneOf']) as Schema[] | undefined) ?? []
  const most = mostOf(found)
  return [
    ...(most ? [`\`${at}\` ${most}`] : []),
    ...branches.flatMap((branch) => walk(document, branch, at)),
    ...Object.entries(found.properties ?? {}).flatMap(([name, field]) =>
      walk(document, field, at === '' ? name : `${at}.${name}`),
    ),
    ...(found['items'] ? walk(document, found['items'] as Schema, `${at}[]`) : []),
  ]
}

function mostOf(schema: Schema): string | undefined {
  const { maxLength, maxItems, minimum, maximum } = schema as Record<string, number | undefined>
  if (maxLength !== undefined) return `${figure(maxLength)} characters`
  if (maxItems !== undefined) return `${figure(maxItems)} entries`
  if (maximum !== undefined) return `${figure(minimum ?? 0)} to ${figure(maximum)}`
  return undefined
}
