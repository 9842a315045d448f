import { defineConfig } from 'vitest/config'

/** The unit tests of what mutation testing changes, and no others: each of a thousand mutants runs them again. */
export default defineConfig({
  test: {
    include: [
      'test/verdict.test.ts',
      'test/wait.test.ts',
      'test/campaign-cleaner/{client,response}.test.ts',
      'test/inputs/*.test.ts',
    ],
    setupFiles: ['test/mutation/fixed-seed.ts'],
  },
})
