import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** `docker compose …` on the project that `.ci/compose-smoke` named; answers what it printed. */
export async function compose(command: string, environment: Record<string, string> = {}): Promise<string> {
  const options = { env: { ...process.env, ...environment }, maxBuffer: 64 * 1024 * 1024 }
  const { stdout } = await run('docker', ['compose', '--progress', 'quiet', ...command.split(' ')], options)
  return stdout.trim()
}

/** What a shell says inside a container of a service. */
export const inside = async (service: string, script: string): Promise<string> => {
  const { stdout } = await run('docker', ['compose', 'exec', '-T', service, 'sh', '-c', script])
  return stdout.trim()
}

export interface RunningContainer {
  Service: string
  State: string
  Health: string
  ExitCode: number
  Publishers: { TargetPort: number; PublishedPort: number }[]
}

/** Every container of the project, those that have ended included. */
export async function containers(...services: string[]): Promise<RunningContainer[]> {
  const printed = await compose(['ps', '--all', '--format', 'json', ...services].join(' '))
  return printed.split('\n').map((line) => JSON.parse(line) as RunningContainer)
}

/** Where each API process is reached from this machine. */
export async function apiUrls(): Promise<string[]> {
  const ports = (await containers('api')).flatMap(({ Publishers }) => Publishers.map((each) => each.PublishedPort))
  return [...new Set(ports)].filter(Boolean).map((port) => `http://localhost:${port}`)
}
