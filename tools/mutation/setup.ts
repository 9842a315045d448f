import fc from 'fast-check'
import { vi } from 'vitest'

/**
 * Cases of a property. With as many as in `npm test`, one room would take an hour, and hardly a mutant more would be killed. Each
 * case for the report is a whole report.
 */
const MAX_RUNS = process.env['MUTATED_ROOM'] === 'report' ? 15 : 300

// A mutant must be killed by every run or by none, or the score would be a matter of luck.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20261123 })

// What a property says itself about its runs goes before what is configured, so the limit needs a stand-in.
vi.mock(import('fast-check'), async (original) => {
  const { default: real } = await original()
  const assert = (
    property: fc.IProperty<unknown>,
    { numRuns = 100, ...params }: fc.Parameters<unknown> = {},
  ) => real.assert(property, { ...params, numRuns: Math.min(numRuns, MAX_RUNS) })
  return { default: { ...real, assert: assert as typeof fc.assert } }
})
