import type { Name } from '../../modules/sandbox-story/people.rules.ts'

/*
 * The practice that the demo founds, and what is decided there.
 */

export const practice = { name: 'Northlight Coaching', timeZone: 'America/Chicago' }
export const coach = { name: 'Ruth Adeyemi', password: 'lantern on the harbour wall' }

/** What Maya puts into Jonas's letter with her own hand. */
export const edit = {
  reader: 'Jonas Weber',
  adds: 'Your question hangs above my desk, in capital letters.',
} satisfies { reader: Name; adds: string }

/** Who would rather not be written to, and says so by the link in the note. */
export const optsOut = 'Gordon Pell' satisfies Name

export const skipReason = { code: 'would_harm', detail: 'He was in the running for the same job.' } as const
