import type { Config } from '../config.ts'

/** What a look at one thing brought to light, in words for people. Never a secret. */
export interface Finding {
  about: string
  /** `away`: it did not answer, so nothing can be said about it. `open`: there was nothing to look at. */
  state: 'good' | 'bad' | 'away' | 'open'
  says: string
  /** What to do about it. */
  todo?: string
}

export type Variable = 'CADRE_SECRET' | 'DATABASE_URL' | 'PUBLIC_URL' | 'REDIS_URL' | 'SMTP_URL'

export interface Check {
  about: string
  /** The settings it looks at. */
  of: Variable[]
  /** In production a process that it finds bad does not start. */
  guardsStart: boolean
  look(config: Config): Promise<Finding | Finding[]> | Finding | Finding[]
}

/** Findings of a check: `good(says)`, `bad(says, todo)` and so on. */
export const findingsOf = (about: string) => ({
  good: (says: string): Finding => ({ about, state: 'good', says }),
  bad: (says: string, todo: string): Finding => ({ about, state: 'bad', says, todo }),
  away: (says: string, todo: string): Finding => ({ about, state: 'away', says, todo }),
  open: (says: string): Finding => ({ about, state: 'open', says }),
})

/** Where a URL leads, without who signs in there. */
export const placeOf = (url: string): string => {
  const { hostname, port } = new URL(url)
  return port ? `${hostname}:${port}` : hostname
}

/** An error's code, or its words when it has none. Codes quote nobody. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  return code ?? message ?? 'for no reason given'
}

/** Whether a host is this very machine. */
export const isLocal = (hostname: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
