import { existsSync } from 'node:fs'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    chromiumPath: string | undefined
  }
}

const wellKnown = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]
const need = 'Tests in a browser need Chromium or Chrome: install one, or say in CHROMIUM_PATH where it is.'

/** The browser of this machine: the one that `CHROMIUM_PATH` names, or where browsers usually are. */
export function findBrowser(): string | undefined {
  const given = process.env['CHROMIUM_PATH']
  if (given && !existsSync(given)) throw new Error(`CHROMIUM_PATH is ${given}, where nothing is.`)
  return given ?? wellKnown.find((path) => existsSync(path))
}

/** Finds the browser of this machine. Without one the tests are left out and the run says so at its end; not in CI. */
export default function setup(project: TestProject): (() => void) | void {
  const found = findBrowser()
  project.provide('chromiumPath', found)
  if (found) return
  if (process.env['CI']) throw new Error(need)
  return () => console.warn(`LEFT OUT: the tests in a browser. ${need}`)
}
