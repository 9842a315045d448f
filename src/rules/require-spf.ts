import { parseBoolean } from '../parsing/parse.ts'
import { defineRule } from './rule.ts'
import { breachesOf, judgeBreaches } from './seed-breaches.ts'

/** SPF must have passed for every received seed. */
export const requireSpf = defineRule({
  name: 'require_spf',
  byDefault: 'false',
  read: ({ read }) => read(parseBoolean, false),
  needs: ['placement', 'spf'],
  judge: (_isRequired: true, context) => [
    judgeBreaches(
      context,
      breachesOf(
        context,
        ({ spf, open }) => open?.spf ?? [spf],
        (spf) => spf?.exactKey === 'pass',
      ),
    ),
  ],
  title: 'SPF not passed',
  fact: ({ value, soFar }) => `SPF did not pass for ${value}${soFar}`,
})
