import Fastify from 'fastify'
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { closeUnusedConnections } from './unused-connections.ts'

async function listening() {
  const app = Fastify({ forceCloseConnections: 'idle' })
  closeUnusedConnections(app)
  app.get('/slow', async () => {
    await closing.promise
    return 'all of it'
  })
  const closing = Promise.withResolvers<void>()
  app.addHook('preClose', async () => closing.resolve())
  await app.listen({ host: '127.0.0.1', port: 0 })
  return { app, port: (app.server.address() as AddressInfo).port }
}

test('nobody waits for connections on which nothing was ever asked', async () => {
  const { app, port } = await listening()
  const accepted = once(app.server, 'connection')
  const socket = connect(port, '127.0.0.1')
  await accepted
  const closed = once(socket.resume(), 'close')
  await app.close()
  await closed
})

test('what has been asked is answered', async () => {
  const { app, port } = await listening()
  const asked = once(app.server, 'request')
  const answer = fetch(`http://127.0.0.1:${port}/slow`)
  await asked
  await app.close()
  expect(await (await answer).text()).toBe('all of it')
})
