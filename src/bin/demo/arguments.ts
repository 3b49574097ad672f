import { parseArgs } from 'node:util'

export const usage = `Usage: npm run demo -- [--exit] [--folder <folder>]

Plays a whole story on this machine, through the HTTP API alone: a coach signs up, her client finds a job through
somebody who knew somebody who knew somebody, everybody who was part of it hears of it, and she keeps in touch with
them for eighteen months of a clock that is moved by hand. Then the demo checks its own claims against the letters in the inbox, and stays up for you to look around.

  --exit             end after the checks; the exit code is 0 when all of them hold, else 1
  --folder <folder>  where database, inbox and secret are kept (default: .cadre/demo)
  --help             show this

Everybody in it is made up, and no letter leaves this machine: DATABASE_URL, REDIS_URL and SMTP_URL are not looked at.
Every run founds a practice of its own, so run it as often as you like.`

export interface Wishes {
  exit: boolean
  help: boolean
  folder: string
}

/** @throws an Error that says which option is not known, or misses its value */
export function readWishes(args: string[]): Wishes {
  const { values } = parseArgs({
    args,
    options: {
      exit: { type: 'boolean', default: false },
      folder: { type: 'string', default: '.cadre/demo' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  if (values.folder === '') throw new Error("Option '--folder <value>' argument missing")
  return values
}
