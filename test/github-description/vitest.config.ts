import { defineConfig } from 'vitest/config'

/** Needs the packages of this folder, which the tests of the root do without: `npm ci` here first. */
export default defineConfig({
  test: { include: ['test/github-description/*.test.ts'], testTimeout: 60_000 },
})
