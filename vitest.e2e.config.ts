/** End to end: a demo medium is made, loaded and served, and a real browser reads it. Needs `npm run build` first. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: ['test/e2e/hospital.ts'],
    pool: 'forks',
    // One browser at a time: the machines that run this have two cores.
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 120_000,
  },
})
