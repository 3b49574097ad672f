/**
 * The restore drill: loses a database in the middle of a campaign, restores an older back-up, and lets mail leave again
 * with the mail server's journal. Brings everything it needs. Fails when mail left too early, or somebody got none or two.
 *
 *   npm run backup-drill -- [--recipients 2000]
 */
import { parseArgs } from 'node:util'
import { describeMachine } from '../support/machine.ts'
import { drillRestore } from './drill.ts'

const { values } = parseArgs({ options: { recipients: { type: 'string', default: '2000' } } })
if (!/^[1-9]\d+$/.test(values.recipients)) throw new Error('--recipients must be a whole number from 10 on')
const recipients = Number(values.recipients)
const seconds = (value: number) => `${value.toFixed(1)} s`

console.log(`${recipients} recipients, on ${describeMachine()}`)
let failures = 0
for (const sentBefore of [0, Math.floor(recipients / 3)]) {
  console.log(sentBefore === 0 ? '\nBacked up before the campaign' : '\nBacked up in the middle of the campaign')
  const result = await drillRestore({
    recipients,
    sentBefore,
    sentInAll: Math.floor(recipients * 0.9),
    log: (line) => console.log(`  ${line}`),
  })
  console.log(`  RPO ${seconds(result.lostSeconds)}: what was written since the back-up, ${result.forgotten} sent mails among it
  RTO ${seconds(result.databaseBackSeconds)} until the database answered, ${seconds(result.mailBackSeconds)} until mail left again
  ${result.sent} sent, ${result.uncertain} uncertain, ${result.twice} twice, ${result.lost} lost; ${result.leftWhileFrozen} left while frozen`)
  for (const line of result.broken) console.log(`  ✗ ${line}`)
  failures += result.broken.length + result.leftWhileFrozen
}
process.exitCode = failures === 0 ? 0 : 1
