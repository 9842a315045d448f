import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { ROOMS } from './rooms.ts'

/** The first failure ends the run of a mutant, so what is quick to fail comes first; Vitest starts with what takes longest. */
class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).reverse()
  }
}

/** The tests of one room, or of all when Stryker is run by hand: each of a thousand mutants runs them again. */
const room = process.env['MUTATED_ROOM']
const folders = Object.entries(ROOMS).flatMap(([name, { tests }]) =>
  room === undefined || room === name ? tests : [],
)

// Stryker runs tests in threads, where none can set the time zone for itself. This one is not the one that dates are written in.
process.env['TZ'] = 'America/New_York'

export default defineConfig({
  test: {
    include: folders.map((folder) => `test/${folder}/**/*.test.ts`),
    // Whole random tests, and files: they would take minutes for each mutant.
    exclude: ['test/campaign-cleaner/near-valid.test.ts', 'test/history/file.test.ts'],
    setupFiles: ['tools/mutation/setup.ts', 'test/text-equality.ts'],
    sequence: { sequencer: QuickestFirst },
    testTimeout: 60_000,
  },
})
