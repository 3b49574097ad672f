import { createServer, STATUS_CODES } from 'node:http'
import { serve, type Serving } from './serve.ts'

export interface HealthServerOptions {
  host: string
  port: number
  /** Answers false, or rejects, when the process cannot work now. */
  isReady(): Promise<boolean>
}

/** `/livez` (this process answers) and `/readyz` (it can do its work) for a process that serves nothing else. */
export async function startHealthServer({ host, port, isReady }: HealthServerOptions): Promise<Serving> {
  const answer = async (path = ''): Promise<number> => {
    if (path === '/livez') return 200
    if (path === '/readyz') return (await isReady().catch(() => false)) ? 200 : 503
    return 404
  }
  const server = createServer((request, response) => {
    void answer(request.url).then((status) => response.writeHead(status).end(STATUS_CODES[status]))
  })
  return serve(server, { host, port })
}
