import { chain } from './chain.rules.ts'
import { conversations } from './conversations.rules.ts'
import { client, consent, interviews, landing, opportunity, search } from './job.rules.ts'
import { people } from './people.rules.ts'
import type { ClientStory } from './story.rules.ts'

/** The story that `npm run demo` plays, as far as the draft of the announcement. */
export const maya: ClientStory = {
  client,
  consent,
  people,
  search: {
    ...search,
    conversations,
    opportunities: [{ ...opportunity, source: 'contact', told: chain.at(-1), interviews }],
    landing,
  },
}
