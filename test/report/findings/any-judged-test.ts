import fc from 'fast-check'
import type { InboxTest, Placement, Seed } from '../../../src/core/inbox-test.ts'
import type { ProviderArrivals, Waited } from '../../../src/core/waiting.ts'
import { type Comparison, compare } from '../../../src/judge/comparison.ts'
import type { BaselineView, JudgedTest, Policy } from '../../../src/judge/result.ts'
import type { Outcome, RuleResult } from '../../../src/judge/rule.ts'
import { inboxTest, judgedTest, POLICY, ruleResult, seed } from '../../builders.ts'

const PROVIDERS = ['Gmail', 'Outlook', 'Hotmail', 'Microsoft 365', 'Yahoo', 'AOL', 'GMX', 'iCloud']
const ADDRESSES = ['192.0.2.10', '198.51.100.7', '203.0.113.9']
const SPF_WORDS = ['pass', 'fail', 'softfail', 'none', 'permerror', 'temperror', 'neutral', 'odd']
const WORDS = [null, 'Unknown', 'Promotions', 'Junk', 'Pending']
const PLACEMENTS: readonly Placement[] = ['inbox', 'spam', 'unknown', 'pending']

/** A judged test and the policy it is reported under. Its list, counts, rules and ending are as odd as they come. */
export interface Case {
  readonly result: JudgedTest
  readonly policy: Policy
}

/** Some of a few, so that tests in which all seeds are alike come often. */
const someOf = <Value>(values: readonly Value[], most = 3) =>
  fc.shuffledSubarray([...values], { minLength: 1, maxLength: Math.min(most, values.length) })

const anySeeds: fc.Arbitrary<Seed[]> = fc
  .record({
    // Enough for lists that do not name them all.
    providers: fc.oneof(someOf([...PROVIDERS, null]), someOf([...PROVIDERS, null], 9)),
    placements: someOf(PLACEMENTS),
    words: someOf(WORDS),
    spf: someOf([...SPF_WORDS, 'pass', 'pass', null]),
    addresses: someOf([...ADDRESSES, null]),
  })
  .chain(({ providers, placements, words, spf, addresses }) =>
    fc.array(
      fc.record({
        provider: fc.constantFrom(...providers),
        placement: fc.constantFrom(...placements),
        word: fc.constantFrom(...words),
        spf: fc.constantFrom(...spf),
        senderIp: fc.constantFrom(...addresses),
      }),
      { maxLength: 20 },
    ),
  )
  .map((seeds) =>
    seeds.map(({ word, ...each }, index) =>
      seed({
        ...each,
        address: `s${index}@x.example`,
        placementText: each.placement === 'unknown' ? word : each.placement,
      }),
    ),
  )

/** A summary that agrees with the list, one that counts more seeds than are listed, or one that makes no sense. */
const anyTest = (completed: boolean): fc.Arbitrary<InboxTest> =>
  fc
    .record({
      seeds: anySeeds,
      gap: fc.record({
        kind: fc.constantFrom<'none' | 'none' | 'gap' | 'nonsense'>('none', 'none', 'gap', 'nonsense'),
        placement: fc.constantFrom(...PLACEMENTS),
        counts: fc.tuple(...Array.from({ length: 5 }, () => fc.nat({ max: 6 }))),
      }),
    })
    .map(({ seeds, gap }) => {
      const test = inboxTest({ seeds, completed, status: completed ? 'Completed' : 'Processing' })
      if (gap.kind === 'none' && seeds.length > 0) return test
      const counts = { ...test.summary, totalSeeds: seeds.length }
      const [more, inbox, spam, unknown, pending] = gap.counts as [number, number, number, number, number]
      const lacking = Math.max(more, seeds.length === 0 ? 1 : 0)
      const summary =
        gap.kind === 'nonsense'
          ? { ...counts, totalSeeds: 6 + more, received: inbox, inbox, spam, unknown, pending }
          : {
              ...counts,
              totalSeeds: counts.totalSeeds + lacking,
              received: counts.received + (gap.placement === 'pending' ? 0 : lacking),
              [gap.placement]: counts[gap.placement] + lacking,
            }
      const rate = (count: number) => (100 * count) / summary.totalSeeds
      return {
        ...test,
        summary: { ...summary, inboxRate: rate(summary.inbox), spamRate: rate(summary.spam) },
      }
    })

const anyWaited: fc.Arbitrary<Waited> = fc.record({
  ending: fc.constantFrom('completed', 'certain', 'quiet', 'deadline', 'cancelled'),
  polls: fc.constant(3),
  waitedMs: fc.constantFrom(0, 2_000, 299_999, 300_000, 1_800_000),
})

/** The rule of every gate, by its range; and others, by chance. */
function rulesOf(test: InboxTest, settled: boolean, policy: Policy) {
  const { inbox, unknown, pending, totalSeeds, inboxRate } = test.summary
  const { minInboxRate: value } = policy
  const bound = { kind: value > 0 ? 'at_least' : 'more_than', value } as const
  const holds = (rate: number) => (value > 0 ? rate >= value : rate > value)
  const most = Math.min(100, (100 * (inbox + unknown + pending)) / totalSeeds)
  const measured = { low: inboxRate, high: settled ? inboxRate : most }
  const outcome = holds(measured.low) ? 'passed' : holds(measured.high) ? 'undecided' : 'failed'
  const inboxRule = ruleResult({ bound, measured, outcome, openSeeds: outcome === 'undecided' })

  const provider = fc
    .tuple(fc.constantFrom(...PROVIDERS), fc.constantFrom<Outcome>('passed', 'failed'))
    .map(([name, result]) =>
      ruleResult({
        rule: 'provider_min_inbox_rate',
        subject: { kind: 'provider', name: name.toUpperCase() },
        outcome: result,
      }),
    )
  const spf = fc
    .constantFrom<Outcome>('passed', 'failed')
    .map((result) => ruleResult({ rule: 'require_spf', unit: 'seeds', outcome: result }))
  const sender = someOf([...ADDRESSES, null]).map((refused) => {
    const senderIps = refused.filter((ip) => received(test).some(({ senderIp }) => senderIp === ip))
    const count = received(test).filter(({ senderIp }) => senderIps.includes(senderIp)).length
    return ruleResult({
      rule: 'allowed_sender_ips',
      unit: 'seeds',
      bound: { kind: 'at_most', value: 0 },
      measured: { low: count, high: count },
      outcome: count > 0 ? 'failed' : 'passed',
      senderIps,
    })
  })
  const spam = fc
    .constantFrom<Outcome>('passed', 'failed', 'undecided')
    .map((result) => ruleResult({ rule: 'max_spam_rate', outcome: result }))
  const maybe = (rule: fc.Arbitrary<RuleResult>) => fc.option(rule, { nil: undefined, freq: 1 })
  return fc
    .tuple(maybe(provider), maybe(spam), maybe(spf), maybe(sender))
    .map((others) => [inboxRule, ...others.filter((rule) => rule !== undefined)])
}

export function received(test: InboxTest): Seed[] {
  return test.seeds.filter(({ placement }) => placement !== 'pending')
}

function verdictOf(rules: readonly RuleResult[]): Outcome {
  const outcomes = new Set(rules.map(({ outcome }) => outcome))
  return outcomes.has('failed') ? 'failed' : outcomes.has('undecided') ? 'undecided' : 'passed'
}

/** Compared when both tests are settled and neither contradicts itself, with any p. */
function baselineOf(test: InboxTest, isComparable: boolean): fc.Arbitrary<BaselineView> {
  const disagreements = fc.constantFrom([], [CONTRADICTION])
  const readBaseline = fc
    .record({
      earlier: fc.oneof(anyTest(true), sameSeeds(test)),
      isSettled: fc.boolean(),
      correctedP: fc.constantFrom(null, 0.049, 0.05, 1),
      disagreements,
    })
    .map(({ earlier, isSettled, correctedP, ...view }): BaselineView => {
      const compared =
        isComparable && isSettled && view.disagreements.length === 0 ? compare(test, earlier) : null
      const comparison: Comparison | null = compared && {
        ...compared,
        correctedP: correctedP ?? compared.correctedP,
      }
      return { kind: 'read', test: earlier, settled: isSettled, comparison, ...view }
    })
  return fc.oneof(
    fc.constant<BaselineView>({ kind: 'none' }),
    fc.constant<BaselineView>({ kind: 'unreadable', problem: WARNING }),
    fc.constant<BaselineView>({ kind: 'not_compared', cause: 'no earlier test' }),
    { weight: 4, arbitrary: readBaseline },
  )
}

/** The same words as a fault of the baseline and as a warning. */
const WARNING = { message: 'It broke', hint: 'Look.' }

/** The same seeds, some of which were elsewhere then. */
function sameSeeds(test: InboxTest): fc.Arbitrary<InboxTest> {
  return fc.array(fc.constantFrom(...PLACEMENTS, null, null), { minLength: 14, maxLength: 14 }).map((then) =>
    inboxTest({
      seeds: test.seeds.map((each, index) => ({ ...each, placement: then[index] ?? each.placement })),
    }),
  )
}

const CONTRADICTION = { field: 'inbox_rate', rate: 50, counted: 75, countedFrom: 'summary' } as const

const anyArrivals: fc.Arbitrary<ProviderArrivals[] | null> = fc.option(
  fc.uniqueArray(
    fc
      .record({
        provider: fc.constantFrom(...PROVIDERS),
        arrived: fc.nat({ max: 3 }),
        halfAfterMs: fc.constantFrom(null, 15_000, 60_000, 300_000, 360_000, 900_000, 1_200_000),
      })
      .map((each) => ({
        ...each,
        halfAfterMs: each.arrived === 0 ? null : each.halfAfterMs,
        total: 3,
        atFirstLook: 0,
        lastAfterMs: each.halfAfterMs,
      })),
    { selector: ({ provider }) => provider, maxLength: 5 },
  ),
)

export const anyCase: fc.Arbitrary<Case> = fc
  .record({
    waited: anyWaited,
    isEnough: fc.boolean(),
    minInboxRate: fc.constantFrom(0, 20, 50, 80, 85, 100),
    pollIntervalMs: fc.constantFrom(15_000, 120_000, 300_000),
    disagreements: fc.constantFrom([], [], [CONTRADICTION]),
    warnings: fc.constantFrom([], [WARNING], [{ message: 'Why: no earlier test', hint: 'Wait.' }, WARNING]),
    arrivals: anyArrivals,
    halfAfterMs: fc.constantFrom(null, 60_000),
  })
  .chain(({ waited, isEnough, minInboxRate, pollIntervalMs, ...facts }) => {
    const policy = { ...POLICY, minInboxRate, pollIntervalMs }
    return anyTest(waited.ending === 'completed').chain((test) => {
      const settled =
        test.completed || (isEnough && (waited.ending === 'deadline' || waited.ending === 'quiet'))
      return fc
        .record({
          rules: rulesOf(test, settled, policy),
          baseline: baselineOf(test, settled && facts.disagreements.length === 0),
        })
        .map(({ rules, baseline }) => ({
          policy,
          result: judgedTest({ ...facts, test, waited, settled, rules, baseline, verdict: verdictOf(rules) }),
        }))
    })
  })
