import { defineConfig } from 'vitest/config'

/** Whole products, floods and faults: each wants the machine for itself. */
const WHOLE = ['test/e2e/**/*.test.ts', 'test/faults/**/*.test.ts', 'test/supervisor/**/*.test.ts']

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A busy machine is no failure; what is waited for is what counts.
    expect: { poll: { timeout: 15_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: WHOLE,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'whole', include: WHOLE, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
})
