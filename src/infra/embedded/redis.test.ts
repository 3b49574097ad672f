import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { startLocalRedis } from './redis.ts'

test('answers on its port and is gone after stop, or is undefined without a redis-server', async () => {
  const redis = await startLocalRedis()
  if (!redis) return
  const { port } = new URL(redis.url)
  const socket = connect(Number(port), '127.0.0.1')
  socket.write('PING\r\n')
  const [pong] = (await once(socket, 'data')) as [Buffer]
  expect(pong.toString()).toBe('+PONG\r\n')
  socket.destroy()
  await redis.stop()
  await expect(once(connect(Number(port), '127.0.0.1'), 'connect')).rejects.toThrow('ECONNREFUSED')
})
