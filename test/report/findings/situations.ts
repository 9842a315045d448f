import type { Placement, Seed } from '../../../src/core/inbox-test.ts'
import { inboxTest, type JudgedOver, judgedTest, ruleResult, SETTINGS, seed } from '../../builders.ts'
import { type ReadFinding, read } from './read-findings.ts'

type Counts = Partial<Record<Placement, number>>
type SeedOver = Parameters<typeof seed>[0]

/** Seeds of one provider, so many in each placement. */
export function at(provider: string | null, counts: Counts, over: SeedOver = {}): Seed[] {
  return Object.entries(counts).flatMap(([placement, count]) =>
    Array.from({ length: count }, (_, index) =>
      seed({
        provider,
        placement: placement as Placement,
        placementText: placement,
        address: `${placement}${index}@${provider}.example`,
        ...(placement === 'pending' ? { spf: null, senderIp: null } : {}),
        ...over,
      }),
    ),
  )
}

/** 40 seeds that are where they should be. */
export const GOOD: readonly Seed[] = [
  ...at('Gmail', { inbox: 20 }),
  ...at('Yahoo', { inbox: 12 }),
  ...at('iCloud', { inbox: 8 }),
]

/** What is reported of a settled test of these seeds, judged by its inbox rate alone. */
export function reported(seeds: readonly Seed[], minInboxRate = 80, over: JudgedOver = {}): ReadFinding[] {
  const test = over.test ?? inboxTest({ seeds })
  const rate = test.summary.inboxRate
  const outcome = rate >= minInboxRate ? 'passed' : 'failed'
  const rule = ruleResult({
    bound: { kind: 'at_least', value: minInboxRate },
    measured: { low: rate, high: rate },
    outcome,
  })
  return read(judgedTest({ settled: true, rules: [rule], verdict: outcome, ...over, test }), SETTINGS)
}

/** What is reported of a test whose open seeds leave it undecided, when time was up after so long. */
export function reportedOpen(
  seeds: readonly Seed[],
  waitedMs: number,
  over: JudgedOver = {},
  minInboxRate = 80,
): ReadFinding[] {
  const bound = { kind: 'at_least', value: minInboxRate } as const
  return reported(seeds, minInboxRate, {
    waited: { ending: 'deadline', polls: 9, waitedMs },
    settled: false,
    rules: [ruleResult({ bound, measured: { low: 0, high: 100 }, outcome: 'undecided', openSeeds: true })],
    verdict: 'undecided',
    ...over,
  })
}

/** The one finding whose fact matches; fails where there is none, or more than one. */
export function theOne(findings: readonly ReadFinding[], fact: RegExp): ReadFinding {
  const [found, ...others] = findings.filter((each) => fact.test(each.fact))
  if (found === undefined || others.length > 0) {
    throw new Error(`not one finding about ${fact}: ${findings.map((each) => each.fact).join(' | ')}`)
  }
  return found
}
