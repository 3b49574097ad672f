import { Resolver } from 'node:dns/promises'

/** The TXT records of a name, each in one piece; none where there is no such name. */
export type LookUpTxt = (name: string) => Promise<string[]>

/**
 * Asks the DNS servers of this machine, or others.
 *
 * @throws when none of them answers
 */
export function createTxtLookUp(servers: string[] = []): LookUpTxt {
  const resolver = new Resolver({ timeout: 3000, tries: 2 })
  if (servers.length > 0) resolver.setServers(servers)
  return async (name) => {
    try {
      return (await resolver.resolveTxt(name)).map((pieces) => pieces.join(''))
    } catch (error) {
      if (['ENOTFOUND', 'ENODATA'].includes((error as NodeJS.ErrnoException).code ?? '')) return []
      throw error
    }
  }
}
