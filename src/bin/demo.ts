import { environmentOfProcess } from '../config.ts'
import { runUntilStopped } from '../infra/process/run-until-stopped.ts'
import { type RunningCadre, startAllInOne } from './all-in-one.ts'
import { readWishes, usage, type Wishes } from './demo/arguments.ts'
import { performStory } from './demo/performance.ts'
import { openStage, type Stage } from './demo/stage.ts'

const hints = [
  'Another Cadre on the same folder takes its letters: end it, or name another folder with --folder.',
  'With LOG_LEVEL=warn the API and its workers say what they think of it.',
]

/** `npm run demo`: a whole story on a bare machine, played through the API and checked against the inbox. */
const wishes = wishesOrUsage()
if (wishes) await run(wishes)

function wishesOrUsage(): Wishes | undefined {
  try {
    const given = readWishes(process.argv.slice(2))
    if (!given.help) return given
    console.log(usage)
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    process.exitCode = 2
  }
  return undefined
}

async function run({ exit, folder }: Wishes): Promise<void> {
  const stage = openStage(process.stdout)
  stage.title('Cadre', 'Everybody in this story is made up, and no letter leaves this machine.')
  const cadre = await start(stage, folder)

  let allIsWell = false
  let stopping = false
  runUntilStopped(async () => {
    stopping = true
    await cadre.stop()
    if (!allIsWell) process.exit(1)
  })
  try {
    allIsWell = await performStory(stage, { ...cadre, inboxUrl: cadre.inboxUrl!, folder })
  } catch (error) {
    if (!stopping) stage.failed('The story broke off', [(error as Error).message, ...hints])
  }
  if (stopping) return
  if (exit) {
    await cadre.stop()
    process.exitCode = allIsWell ? 0 : 1
  } else {
    stage.aside('Ctrl-C ends it. The data stays, and the next run founds another practice beside it.')
  }
}

async function start(stage: Stage, folder: string): Promise<RunningCadre> {
  const { LOG_LEVEL = 'silent' } = environmentOfProcess()
  const messages: string[] = []
  const work = () => startAllInOne(folder, { LOG_LEVEL }, (message) => messages.push(message))
  const cadre = await stage
    .during('PostgreSQL, the API, its workers and an inbox are up', work)
    .catch((error: Error) => {
      stage.failed('Cadre could not start', [...messages, error.message])
      return process.exit(1)
    })
  messages.forEach(stage.aside)
  return cadre
}
