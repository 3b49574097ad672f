import { createServer, type Server } from 'node:net'

const LAST_PORT = 65_535

/**
 * Makes a server listen on the preferred port or, while that is taken, on the next one up. 0 lets the system choose.
 * Answers the port. Throws when none is free, or when the host cannot be listened on at all.
 */
export async function listenOnFreePort(server: Server, preferred: number, host = '127.0.0.1'): Promise<number> {
  for (let port = preferred; port <= LAST_PORT; port += 1) {
    if (await listens(server, port, host)) {
      const address = server.address()
      return typeof address === 'object' && address ? address.port : port
    }
  }
  throw new Error(`No free port on ${host} from ${preferred} up`)
}

/** The preferred port if nothing listens on it, otherwise the next free one. 0 asks the system for any. */
export async function firstFreePort(preferred: number, host = '127.0.0.1'): Promise<number> {
  const probe = createServer()
  const port = await listenOnFreePort(probe, preferred, host)
  await new Promise((closed) => probe.close(closed))
  return port
}

function listens(server: Server, port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onListening = () => {
      server.off('error', onError)
      resolve(true)
    }
    const onError = (error: NodeJS.ErrnoException) => {
      server.off('listening', onListening)
      // EACCES: a port that only administrators may open is as good as taken.
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false)
      else reject(error)
    }
    server.once('listening', onListening)
    server.once('error', onError)
    server.listen(port, host)
  })
}
