import type { ConversationFacts } from '../api.ts'
import type { Name } from './people.ts'

export interface Advice {
  about: string
  helped?: string
}

export interface Conversation extends Pick<ConversationFacts, 'type' | 'direction' | 'minutes' | 'summary'> {
  daysAgo: number
  with: [Name, ...Name[]]
  /** What each of `with` advised, in their order. */
  advice?: Advice[]
  /** Somebody whom the first of `with` introduced in it. */
  introduces?: Name
  aboutTheJob?: true
}
