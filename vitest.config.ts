import { defineConfig } from 'vitest/config'

/** Rooms whose tests touch nothing outside their process: their files can share one, and load the sources once. */
const PURE = [
  ...['annotate', 'audit', 'candidates', 'dataset', 'domain', 'evaluate', 'export', 'features'],
  ...['judge', 'kit', 'pilot', 'ppm', 'reward', 'route', 'simulate', 'stats'],
].map((room) => `test/${room}/**/*.test.ts`)

const shared = {
  testTimeout: 120_000,
  hookTimeout: 120_000,
  pool: 'forks',
} as const

export default defineConfig({
  test: {
    // One more than two cores: some tests wait for leases and for other processes.
    maxWorkers: 3,
    reporters: process.env.CI
      ? ['default', ['json', { outputFile: '.cache/vitest.json' }]]
      : ['default'],
    projects: [
      { test: { ...shared, name: 'rooms', include: PURE, isolate: false } },
      { test: { ...shared, name: 'edges', include: ['test/**/*.test.ts'], exclude: PURE } },
    ],
  },
})
