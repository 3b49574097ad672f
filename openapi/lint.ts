import { createConfig, lint } from '@redocly/openapi-core'
import { fileURLToPath } from 'node:url'

/**
 * Holds openapi/openapi.json against every rule that the linter has, but for those that are a matter of taste.
 * usage: node openapi/lint.ts
 */
const taste = {
  'info-contact': 'off',
  // It has an identifier.
  'info-license-url': 'off',
  // In the order in which a front end meets them.
  'tags-alphabetical': 'off',
  // It finds `put` in `dispute`.
  'no-http-verbs-in-paths': 'off',
  'path-http-verbs-order': 'off',
  // There is one practice, and it is `/v1/practice`.
  'path-segment-plural': 'off',
  // Refusals are problem+json.
  'response-mime-type': 'off',
  'request-mime-type': { severity: 'error', allowedValues: ['application/json', 'multipart/form-data'] },
  // Examples stand with operations, whole; lengths where somebody sends something.
  'scalar-property-missing-example': 'off',
  'required-string-property-missing-min-length': 'off',
} as const

const problems = await lint({
  ref: fileURLToPath(new URL('openapi.json', import.meta.url)),
  config: await createConfig({ extends: ['all'], rules: taste }),
})
for (const { location, message, ruleId } of problems) console.error(`${location[0]?.pointer} ${message} (${ruleId})`)
if (problems.length > 0) process.exitCode = 1
