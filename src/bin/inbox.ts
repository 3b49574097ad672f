import { parseArgs } from 'node:util'
import { startInbox } from '../infra/embedded/inbox/inbox.ts'
import { runUntilStopped } from '../infra/process/run-until-stopped.ts'

/**
 * The local inbox as a process of its own: takes every mail, delivers none, shows them all.
 * usage: node src/bin/inbox.ts [--smtp-port 3025] [--web-port 3080] [--folder .cadre/inbox] [--public]
 */
const { values } = parseArgs({
  options: {
    'smtp-port': { type: 'string', default: '3025' },
    'web-port': { type: 'string', default: '3080' },
    folder: { type: 'string', default: '.cadre/inbox' },
    /** Takes mail from other machines too; without it, from this one only. */
    public: { type: 'boolean', default: false },
  },
})

function port(option: 'smtp-port' | 'web-port'): number {
  if (!/^\d{1,5}$/.test(values[option])) throw new Error(`--${option} is a port, not "${values[option]}"`)
  return Number(values[option])
}

const say = (message: string) => console.log(message)
const inbox = await startInbox({
  smtpPort: port('smtp-port'),
  webPort: port('web-port'),
  host: values.public ? '0.0.0.0' : '127.0.0.1',
  dir: values.folder,
  log: say,
})
say(`Mail goes to ${inbox.smtpUrl} and is shown on ${inbox.webUrl}`)
runUntilStopped(inbox.stop, say)
