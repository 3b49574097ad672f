import { statfs } from 'node:fs/promises'
import { firstFreePort } from '../infra/embedded/free-port.ts'
import { type Check, type Finding, findingsOf } from './finding.ts'

const about = 'machine'
const { good, bad, open } = findingsOf(about)
const oldestNode = 24
const enoughBytes = 1024 ** 3

export const machine: Check = {
  about,
  of: [],
  guardsStart: false,
  async look({ host, port, workerPort, operator }) {
    const ports = [
      { variable: 'PORT', host, port },
      ...(workerPort === undefined || workerPort === port ? [] : [{ variable: 'WORKER_PORT', host, port: workerPort }]),
      ...(operator ? [{ variable: 'OPERATOR_PORT', ...operator }] : []),
    ]
    return [lookAtNode(process.versions.node), await lookAtDisk(), ...(await Promise.all(ports.map(lookAtPort)))]
  },
}

function lookAtNode(version: string): Finding {
  if (Number.parseInt(version) >= oldestNode) return good(`Node.js is ${version}`)
  return bad(`Node.js is ${version}`, `install ${oldestNode} or newer; \`npm ci\` brings one along`)
}

/** Where `npm start` keeps its data. */
async function lookAtDisk(): Promise<Finding> {
  const { bavail, bsize } = await statfs('.')
  const free = `${((bavail * bsize) / 1024 ** 3).toFixed(1)} GiB are free where data is kept`
  return bavail * bsize >= enoughBytes ? good(free) : bad(free, 'make room: PostgreSQL stops when a disk is full')
}

async function lookAtPort({
  variable,
  host,
  port,
}: {
  variable: string
  host: string
  port: number
}): Promise<Finding> {
  if (port === 0 || (await firstFreePort(port, host)) === port) return good(`port ${port} (${variable}) is free`)
  const isOurs = await fetch(`http://${host}:${port}/livez`, { signal: AbortSignal.timeout(2000) }).then(
    ({ ok }) => ok,
    () => false,
  )
  if (isOurs) return open(`port ${port} (${variable}) is served by a Cadre that runs`)
  return bad(`something else listens on port ${port} (${variable})`, `end it, or set ${variable} to another`)
}
