import type { InboxTest, Seed } from '../src/core/inbox-test.ts'
import type { Problem } from '../src/core/problem.ts'
import type { ReportSettings } from '../src/core/report-settings.ts'
import type { RunFacts } from '../src/core/run-facts.ts'
import type { Text } from '../src/core/text.ts'
import { type Comparison, compare } from '../src/judge/comparison.ts'
import { figuresOf } from '../src/judge/figures.ts'
import type { CountedTest } from '../src/judge/range.ts'
import { countsOf } from '../src/judge/tally.ts'
import { SeedAddress } from '../src/privacy/addresses.ts'
import { withHeadline } from '../src/result/conclude.ts'
import type { JudgedTest, ObservedRun, RunResult, TestResult } from '../src/result/result.ts'
import { RULES, type RuleName, type RuleResult } from '../src/rules/rules.ts'
import { type Loose, withTexts } from './texts.ts'

/** In the order of importance. */
export const RULE_NAMES: readonly RuleName[] = RULES.map(({ name }) => name)

/** A received seed in the inbox, unless told otherwise. */
export function seed({ address = 'seed@gmail.example', ...over }: SeedOver = {}): Seed {
  return withTexts<Seed>({
    provider: 'Gmail',
    placement: 'inbox',
    placementText: 'Inbox',
    spf: 'pass',
    senderIp: '192.0.2.10',
    submissionResult: '250 OK',
    ...over,
    address: address === null ? null : new SeedAddress(address, 'masked'),
  })
}

type SeedOver = Partial<Loose<Omit<Seed, 'address'>>> & { readonly address?: string | null }

/** A test whose summary tells the truth about its seeds, unless told otherwise. */
export function inboxTest({ seeds = [seed()], ...over }: InboxTestOver = {}): InboxTest {
  const count = (placement: Seed['placement']) => seeds.filter((each) => each.placement === placement).length
  const totalSeeds = Math.max(1, seeds.length)
  return withTexts<InboxTest>({
    jobId: 'job-1',
    testName: 'Spring newsletter',
    submittedDate: '2026-11-20 09:30:00',
    status: count('pending') === 0 ? 'Completed' : 'Processing',
    completed: count('pending') === 0,
    summary: {
      totalSeeds,
      received: seeds.length - count('pending'),
      inbox: count('inbox'),
      spam: count('spam'),
      unknown: count('unknown'),
      pending: count('pending'),
      inboxRate: (100 * count('inbox')) / totalSeeds,
      spamRate: (100 * count('spam')) / totalSeeds,
    },
    differingSeeds: 0,
    listFault: null,
    ...over,
    seeds,
  })
}

type InboxTestOver = Partial<Loose<Omit<InboxTest, 'seeds'>>> & { readonly seeds?: readonly Seed[] }

/** A test and what it comes to. */
export function counted(test: InboxTest, settled = test.completed): CountedTest {
  return { test, settled, figures: countsOf(test) }
}

/** Two settled tests compared. */
export function compareTests(test: InboxTest, baseline: InboxTest): Comparison {
  return compare(counted(test, true), counted(baseline, true))
}

/** The rule that every gate has, passed, unless told otherwise. */
export function ruleResult(over: Partial<Loose<FlatResult>> = {}): RuleResult {
  return withTexts<FlatResult>({
    rule: 'min_inbox_rate',
    subject: { kind: 'test' },
    unit: 'percent',
    bound: { kind: 'at_least', value: 80 },
    measured: { low: 100, high: 100 },
    outcome: 'passed',
    note: null,
    openSeeds: false,
    onlyWaiting: false,
    ...over,
  }) as RuleResult
}

/** What any result may say of itself. */
export interface FlatResult extends Pick<RuleResult, 'rule' | 'subject' | 'unit' | 'bound' | 'note'> {
  readonly measured: RuleResult['measured']
  readonly outcome: RuleResult['outcome']
  readonly openSeeds: boolean
  readonly onlyWaiting: boolean
  readonly senderIps?: readonly (Text | null)[]
}

/** A result with its openness, which is none where it is decided. */
export function flat(result: RuleResult): FlatResult {
  return { openSeeds: false, onlyWaiting: false, ...result }
}

/** A passed, Completed test that is compared with nothing, unless told otherwise. */
export function judgedTest({ test = inboxTest(), ...over }: JudgedOver = {}): JudgedTest {
  const settled = over.settled ?? test.completed
  const rules = over.rules ?? [ruleResult()]
  return withTexts<JudgedTest>({
    kind: 'judged',
    job: { id: 'job-1', label: null },
    waited: { ending: 'completed', polls: 1, waitedMs: 0 },
    verdict: 'passed',
    settled,
    rules,
    inboxRate: rules.find(({ rule }) => rule === 'min_inbox_rate') ?? ruleResult(),
    figures: figuresOf(withTexts<InboxTest>(test), settled),
    weighted: null,
    baseline: { kind: 'none' },
    disagreements: [],
    decidingSeed: null,
    arrivals: null,
    halfAfterMs: null,
    mostInInbox: test.summary.inbox,
    trend: null,
    warnings: [],
    ...over,
    test,
  })
}

export type JudgedOver = Partial<Loose<Omit<JudgedTest, 'test'>>> & { readonly test?: Loose<InboxTest> }

export const SETTINGS: ReportSettings = {
  warnOnly: false,
  warnOnTimeout: false,
  pollIntervalMs: 15_000,
  quietMs: null,
  weights: [],
  looksOnce: false,
}

export const FACTS: RunFacts = {
  runUrl: 'https://github.com/acme/mail/actions/runs/4242/attempts/1',
  commit: '9d2e4f1a0b3c5d7e9f1a2b3c4d5e6f708192a3b4',
  checkedAtMs: Date.UTC(2026, 10, 20, 9, 41),
}

/** A run that asked for its tests, with its headline. */
export type ConcludedRun = Extract<RunResult, { readonly kind: 'observed' }>

/** A run over one passed test, unless told otherwise. */
export function observedRun(
  over: Partial<Omit<ObservedRun, 'kind'>> = {},
  tests: readonly [Loose<TestResult>, ...Loose<TestResult>[]] = [judgedTest()],
): ConcludedRun {
  const run: ObservedRun = {
    kind: 'observed',
    tests: withTexts<ObservedRun['tests']>(tests),
    pairs: [],
    settings: SETTINGS,
    facts: FACTS,
    warnings: [],
    previousVerdict: null,
    ...over,
  }
  return withHeadline(run)
}

/** A run that never came to a test. */
export function refusedRun(problem: Problem): RunResult {
  const run = { kind: 'refused', problem, facts: FACTS } as const
  return withHeadline(run)
}
