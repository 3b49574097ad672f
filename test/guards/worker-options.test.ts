import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/* What a worker may take of memory was measured with options of V8: whoever starts one has to give them. */

const optionsOf = (command: string) => command.split(' ').filter((option) => /^--.*\d$/.test(option))

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
const measured = optionsOf(scripts['start:worker']!)

test('the containers start workers with the options that npm run start:worker has', () => {
  const command = /command: (node .*workers\/main\.ts)/.exec(readFileSync('docker-compose.yml', 'utf8'))
  expect(measured.length).toBeGreaterThan(0)
  expect(optionsOf(command![1]!)).toEqual(measured)
})

test('this Node knows them', () => {
  const { status, stderr } = spawnSync(process.execPath, [...measured, '--eval', ''], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})
