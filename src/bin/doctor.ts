import { parseArgs } from 'node:util'
import { checks, lookWith } from '../checks/all.ts'
import { lookAtSettings } from '../checks/settings.ts'
import { environmentOfProcess } from '../config.ts'

const usage = `npm run doctor [-- --json]

Says what is wrong with this configuration (.env and the environment), and what to do about it:
settings, database, Redis, mail, and this machine. Changes nothing, and prints no secret.

  --json   the same for programs
  --help   this

Ends with 0 when nothing is wrong, with 1 otherwise.`

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
})
if (values.help) {
  console.log(usage)
  process.exit(0)
}

const { findings: settings, config, unusable } = lookAtSettings(environmentOfProcess())
const usable = checks.filter(({ of }) => !of.some((variable) => unusable.has(variable)))
const findings = [...settings, ...(await lookWith(usable, config))]
const healthy = findings.every(({ state }) => state === 'good' || state === 'open')

const marks = { good: '✓', bad: '✗', away: '✗', open: '–' }
if (values.json) console.log(JSON.stringify({ healthy, findings }, null, 2))
else {
  for (const { state, about, says, todo } of findings) {
    console.log(`${marks[state]} ${about.padEnd(14)}  ${says}`)
    if (todo) console.log(`${' '.repeat(18)}→ ${todo}`)
  }
  console.log(healthy ? '\nNothing is wrong.' : '\nSomething is wrong: see ✗.')
}
process.exit(healthy ? 0 : 1)
