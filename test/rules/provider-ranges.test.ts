import fc from 'fast-check'
import { expect, test } from 'vitest'
import { providerRanges } from '../../src/judge/provider-seeds.ts'
import { counted } from '../builders.ts'
import { resultsOf } from '../judge/examples.ts'
import { anyOpenTest } from './any-open-test.ts'

test('the range of every provider is the one that its rule is judged by, whatever a test leaves open', () => {
  let seen = 0
  fc.assert(
    fc.property(anyOpenTest, (of) => {
      const rule = { provider_min_inbox_rate: [{ provider: null, minimum: 50 }] }
      const judged = resultsOf('provider_min_inbox_rate', rule, of).flatMap(({ subject, measured }) =>
        subject.kind === 'provider' ? [[subject.name.key, measured] as const] : [],
      )
      seen += judged.length
      expect(providerRanges(counted(of))).toEqual(new Map(judged))
    }),
    { numRuns: 500 },
  )
  expect(seen).toBeGreaterThan(100)
})
