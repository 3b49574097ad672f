import { type Config, parseConfig, wrongSettings } from '../config.ts'
import { type Finding, findingsOf } from './finding.ts'

type Environment = Record<string, string | undefined>

const { good, bad, open } = findingsOf('settings')

/** What `npm start` brings along for what is not set. */
const broughtAlong: Record<string, string> = {
  DATABASE_URL: 'a PostgreSQL under .cadre/',
  CADRE_SECRET: 'one that it keeps under .cadre/',
  SMTP_URL: 'a mail inbox',
  PUBLIC_URL: 'the address on this machine',
}

/** Stands in for what is missing or wrong, so that the rest can be looked at; what it stands for is not. */
const standIns: Record<string, string> = {
  DATABASE_URL: 'postgres://nowhere.invalid/cadre',
  CADRE_SECRET: 'stands in for one that is not set',
  SMTP_URL: 'smtp://nowhere.invalid',
  PUBLIC_URL: 'http://nowhere.invalid',
}

export interface Settings {
  findings: Finding[]
  config: Config
  /** Variables that are missing or wrong. */
  unusable: Set<string>
}

/** Reads settings variable by variable, and makes a configuration of those that fit. */
export function lookAtSettings(environment: Environment): Settings {
  const wrong = wrongSettings(environment)
  const unusable = new Set(wrong.map(({ variable }) => variable))
  const fitting = Object.entries(environment).filter(([variable]) => !unusable.has(variable))
  const config = parseConfig({ ...standIns, ...Object.fromEntries(fitting) })
  const findings = wrong.map(({ variable, says }) => {
    if (environment[variable] !== undefined) return bad(`${variable}: ${says}`, `correct ${variable}`)
    if (config.production) return bad(`${variable} is not set`, `set it; .env.example says what it is`)
    return open(`${variable} is not set: \`npm start\` brings ${broughtAlong[variable]}; other processes need it`)
  })
  return { findings: findings.length > 0 ? findings : [good('every variable fits')], config, unusable }
}
