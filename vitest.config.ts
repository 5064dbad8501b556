import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // One more than two cores: some tests wait for leases and for other processes.
    maxWorkers: 3,
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: '.cache/vitest.json' }]]
      : ['default'],
  },
})
