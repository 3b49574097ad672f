import type { FastifyInstance } from 'fastify'
import type { Socket } from 'node:net'

/**
 * Lets the app close without waiting for connections on which nothing was ever asked. Node does not count them as idle
 * until a minute has passed, and browsers open some ahead of need.
 */
export function closeUnusedConnections(app: FastifyInstance): void {
  const unused = new Set<Socket>()
  app.server.on('connection', (socket) => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  app.server.on('request', ({ socket }) => unused.delete(socket))
  app.addHook('preClose', async () => {
    for (const socket of unused) socket.destroy()
  })
}
