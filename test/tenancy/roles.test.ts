import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeApi } from '../../src/bin/describe-api.ts'
import { operationsOf } from '../../src/http/openapi/document.ts'
import { everyone } from '../../src/http/operation.ts'
import { sampleRequest, send } from '../support/requests.ts'
import { startWorld, type World } from '../support/world.ts'

/* What the document says about roles is what happens, for every operation and every role. */

const { document } = await describeApi()
const signedIn = operationsOf(document).filter(({ operation }) => operation['x-roles'].length > 0)

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.api.stop())

/** Names things that there are not, so that what is allowed does little. */
const requestFor = (described: (typeof signedIn)[number]) => {
  const request = sampleRequest(document, described, world.north.ada)
  return { ...request, path: Object.fromEntries(Object.keys(request.path).map((name) => [name, randomUUID()])) }
}

test.each(signedIn.map((described) => ({ title: `${described.method} ${described.path}`, described })))(
  '$title',
  async ({ described }) => {
    const roles = described.operation['x-roles']
    for (const role of everyone) {
      const token = await world.north.signIn(role)
      const { statusCode } = await send(world.api, described, requestFor(described), token)
      if (roles.includes(role)) expect([401, 403], role).not.toContain(statusCode)
      else expect(statusCode, role).toBe(403)
    }
    expect((await send(world.api, described, requestFor(described))).statusCode, 'nobody').toBe(401)
  },
)
