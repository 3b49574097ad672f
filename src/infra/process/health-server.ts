import { once } from 'node:events'
import { createServer, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HealthServer {
  url: string
  stop(): Promise<void>
}

export interface HealthServerOptions {
  host: string
  port: number
  /** Answers false, or rejects, when the process cannot work now. */
  isReady(): Promise<boolean>
}

/** `/livez` (this process answers) and `/readyz` (it can do its work) for a process that serves nothing else. */
export async function startHealthServer({ host, port, isReady }: HealthServerOptions): Promise<HealthServer> {
  const answer = async (path = ''): Promise<number> => {
    if (path === '/livez') return 200
    if (path === '/readyz') return (await isReady().catch(() => false)) ? 200 : 503
    return 404
  }
  const server = createServer((request, response) => {
    void answer(request.url).then((status) => response.writeHead(status).end(STATUS_CODES[status]))
  })
  server.listen(port, host)
  await once(server, 'listening')
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
