import type { LightMyRequestResponse } from 'fastify'
import { type Document, operationsOf } from '../../src/http/openapi/document.ts'
import { problemMediaType } from '../../src/http/schemas.ts'

/** Throws for a refusal whose code the document does not name for that operation; reads nothing else of an answer. */
export function checkerOfProblems(document: Document) {
  const operations = operationsOf(document).map(({ path, method, operation }) => ({
    method,
    address: new RegExp(`^${path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    operation,
  }))
  return (method: string, url: string, { statusCode, headers, body }: LightMyRequestResponse): void => {
    if (!headers['content-type']?.toString().startsWith(problemMediaType)) return
    const [path] = url.split('?')
    const found = operations.find((one) => one.method === method && one.address.test(path!))
    if (!found) return
    const { code } = JSON.parse(body) as { code: string }
    const response = found.operation.responses[statusCode]
    const described =
      response && '$ref' in response ? document.components.responses[response.$ref.split('/').at(-1)!] : response
    const codes = Object.keys(described?.content?.[problemMediaType]?.examples ?? {})
    if (!codes.includes(code)) {
      throw new Error(
        `${found.operation.operationId} answers ${statusCode} ${code}, and its description does not say so: name it among its problems`,
      )
    }
  }
}
