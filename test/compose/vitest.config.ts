import { defineConfig } from 'vitest/config'

/** Apart from the other tests: only `.ci/compose-smoke` makes what these look at. */
export default defineConfig({
  test: {
    include: ['test/compose/**/*.test.ts'],
    // Each step stands on the one before.
    bail: 1,
    testTimeout: 300_000,
    reporters: ['verbose', 'json'],
    outputFile: { json: '.vitest/report.json' },
  },
})
