import { promisify } from 'node:util'
import { listenOnFreePort } from '../free-port.ts'
import { createSmtpServer } from './smtp.ts'
import { openMailStore } from './store.ts'
import { createWebServer } from './web.ts'

export type InboxOptions = {
  /** Preferred ports; the next free one when taken, any free one for 0. */
  smtpPort: number
  webPort: number
  /** Who can reach it: only this machine, or others too (in a container). Its pages answer to localhost in any case. */
  host?: '127.0.0.1' | '0.0.0.0'
  /** Where the mails are kept, as .eml files; made when missing. */
  dir: string
  /** Told in a sentence what a person should know. */
  log?: (message: string) => void
}

export type Inbox = { smtpUrl: string; webUrl: string; stop(): Promise<void> }

/** A mail server that takes every mail, delivers none, and shows them on a web page. */
export async function startInbox(options: InboxOptions): Promise<Inbox> {
  const { smtpPort, webPort, host = '127.0.0.1', dir, log = () => {} } = options
  const store = await openMailStore(dir)
  const smtp = createSmtpServer(store)
  const web = createWebServer(store, log)
  const openedSmtpPort = await listenOnFreePort(smtp.server, smtpPort, host)
  const openedWebPort = await listenOnFreePort(web, webPort, host)
  if (smtpPort && openedSmtpPort !== smtpPort)
    log(`Port ${smtpPort} is taken: the inbox takes mail on ${openedSmtpPort}`)
  if (webPort && openedWebPort !== webPort) log(`Port ${webPort} is taken: the inbox shows mail on ${openedWebPort}`)

  return {
    smtpUrl: `smtp://127.0.0.1:${openedSmtpPort}`,
    webUrl: `http://127.0.0.1:${openedWebPort}`,
    async stop() {
      const closed = Promise.all([promisify(smtp.close.bind(smtp))(), promisify(web.close.bind(web))()])
      web.closeAllConnections()
      await closed
    },
  }
}
