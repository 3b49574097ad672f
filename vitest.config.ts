import { defineConfig } from 'vitest/config'

const withServices = { globalSetup: ['test/support/global-setup.ts'] }
/** Flows that start programs of their own and take long; which server they run on makes no difference to them. */
const trials = ['test/flows/{demo,front-end-guide,plans,restore,storm}.test.ts', 'test/flows/overload/**/*.test.ts', 'test/flows/races/month.test.ts'] // prettier-ignore

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 120_000,
    reporters: process.env.CI ? ['default', 'json'] : ['default'],
    outputFile: { json: '.vitest/report.json' },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'workers/**/*.test.ts', 'test/{guards,model}/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          globalSetup: ['test/support/find-browser.ts', 'test/support/global-setup.ts'],
          include: ['test/browser/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: { ...withServices, name: 'integration', include: ['test/{integration,tenancy}/**/*.test.ts'] },
      },
      {
        extends: true,
        test: { ...withServices, name: 'flows', include: ['test/flows/**/*.test.ts'], exclude: trials },
      },
      {
        extends: true,
        test: { ...withServices, name: 'trials', include: trials },
      },
    ],
  },
})
