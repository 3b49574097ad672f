import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Serving {
  url: string
  /** Ends every connection too. */
  stop(): Promise<void>
}

/** Has a small server of our own listen; port 0 is any that is free. */
export async function serve(server: Server, { host, port }: { host: string; port: number }): Promise<Serving> {
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
