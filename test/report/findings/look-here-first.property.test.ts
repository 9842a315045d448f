import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyCase } from './any-judged-test.ts'
import { expectedOf } from './expected.ts'
import { readAll } from './read-findings.ts'

const MOST = 6

test('every finding that holds is told with the right figures, in order, and nothing else is', () => {
  fc.assert(
    fc.property(anyCase, ({ result, policy }) => {
      const expected = expectedOf({ result, policy })
      const { findings, more } = readAll(result, policy)
      expect(findings.length + more, 'findings told and counted').toBe(expected.length)
      expect(findings.length).toBe(Math.min(MOST, expected.length))
      const left = [...expected]
      for (const [index, finding] of findings.entries()) {
        const { kind, lost } = expected[index] ?? { kind: 'none', lost: 0 }
        // Which of several of the same weight comes first is open.
        const place = left.findIndex((each) => each.kind === kind && each.lost === lost && each.fits(finding))
        expect(
          place,
          `${JSON.stringify(finding)} as number ${index + 1}, about ${kind}, ${lost} lost`,
        ).not.toBe(-1)
        left.splice(place, 1)
      }
    }),
    { numRuns: 500 },
  )
})
