import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { announcementTransitions, recipientTransitions } from '../../src/modules/announcements/announcements.rules.ts'
import { commitmentTransitions } from '../../src/modules/commitments/commitments.rules.ts'
import { helpOfferTransitions } from '../../src/modules/help-offers/help-offers.rules.ts'
import { messageTransitions } from '../../src/modules/messages/messages.rules.ts'

/** One table of ARCHITECTURE.md: every status and what it may become. */
const tableOf = (title: string, transitions: Record<string, readonly string[]>) =>
  [
    `| ${title} | may become |`,
    '|---|---|',
    ...Object.entries(transitions).map(
      ([from, to]) => `| \`${from}\` | ${to.map((one) => `\`${one}\``).join(', ') || '–'} |`,
    ),
  ].join('\n')

it('ARCHITECTURE.md prints the transitions that the rules allow', () => {
  const page = readFileSync(new URL('../../ARCHITECTURE.md', import.meta.url), 'utf8')
  for (const table of [
    tableOf('announcement', announcementTransitions),
    tableOf('recipient', recipientTransitions),
    tableOf('message', messageTransitions),
    tableOf('commitment', commitmentTransitions),
    tableOf('help offer', helpOfferTransitions),
  ]) {
    expect(page, 'copy this table into ARCHITECTURE.md').toContain(table)
  }
})
