import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** The demo as people run it: a process of its own. */
function demo(...args: string[]): Promise<{ code: number | string | null | undefined; said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['src/bin/demo.ts', ...args], (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, said: stdout + stderr })
    })
  })
}

describe('the demo', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'cadre-demo-'))
    // PostgreSQL does not run as root, and its own user must get in.
    await chmod(folder, 0o755)
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it.for(['on a bare machine', 'again'])(
    'plays the whole story %s, and every claim holds',
    { timeout: 180_000 },
    async () => {
      const { code, said } = await demo('--exit', '--folder', folder)
      expect(said).toMatch(/All \d+ claims hold/)
      expect(said).toMatch(/Hanna Kessler is Hannah Kessler/)
      const picture = await readFile(/Network +(\S+\.svg)/.exec(said)![1]!, 'utf8')
      expect(picture).toMatch(/^<svg [^]*The network of Maya Sandoval[^]*Director of Operations, Alder &#38; Finch/)
      expect(said).toMatch(/Her digest lies in her inbox\. She follows “Later”/)
      expect(said).toMatch(/“Undone It is as if/)
      expect(said).toMatch(/follow-ups later, none of the \d+ people\s.*\s+dormant/)
      expect(said).not.toMatch(/✗|\u001b/)
      expect(code).toBe(0)
    },
  )

  it('explains itself', async () => {
    const { code, said } = await demo('--help')
    expect(said).toContain('Usage: npm run demo')
    expect(code).toBe(0)
  })

  it('says which option it does not know', async () => {
    const { code, said } = await demo('--exti')
    expect(said).toContain("Unknown option '--exti'")
    expect(code).toBe(2)
  })
})
