import type { InboxTest } from '../core/inbox-test.ts'
import type { Job } from '../core/job.ts'
import type { Outcome } from '../core/measure.ts'
import type { Problem } from '../core/problem.ts'
import type { ReportSettings } from '../core/report-settings.ts'
import type { RunFacts } from '../core/run-facts.ts'
import type { Trend } from '../core/trend.ts'
import { isTimeUp, type ProviderArrivals, type Waited } from '../core/waiting.ts'
import type { Baseline } from '../judge/baseline.ts'
import type { Comparison } from '../judge/comparison.ts'
import type { Disagreement } from '../judge/consistency.ts'
import type { Figures } from '../judge/figures.ts'
import type { Corrected } from '../judge/statistics.ts'
import type { ProviderTally } from '../judge/tally.ts'
import type { WeightedRate } from '../judge/weighted-rate.ts'
import type { DecidingSeed } from '../rules/deciding-seed.ts'
import type { RuleResult } from '../rules/rules.ts'

interface OfOneTest {
  readonly job: Job
  readonly waited: Waited
}

/** A test with a verdict. Its change against the baseline is shown with a corrected p value only. */
export interface JudgedTest<Change = Corrected<Comparison>> extends OfOneTest {
  readonly kind: 'judged'
  readonly verdict: Outcome
  readonly test: InboxTest
  /** Completed, or complete enough: its rates are judged as they stand. */
  readonly settled: boolean
  /** In the order of their importance; a rule may have several results, one for each provider. */
  readonly rules: readonly RuleResult[]
  /** How the inbox rate of the whole test stands: the one rule that is always on. It is among `rules`. */
  readonly inboxRate: RuleResult
  readonly figures: Figures
  /** null without `provider_weights`. */
  readonly weighted: WeightedRate | null
  readonly baseline: Baseline<'compared', Change>
  readonly disagreements: readonly Disagreement[]
  /** null where no one seed would change the verdict. */
  readonly decidingSeed: DecidingSeed | null
  /** null when the test was complete at the first look. */
  readonly arrivals: readonly ProviderArrivals[] | null
  /** When half of all seeds that arrived had the mail, in milliseconds since the first look; null when they had it by then. */
  readonly halfAfterMs: number | null
  /** The most seeds that the API ever counted in the inbox while the test was watched. */
  readonly mostInInbox: number
  /** null without a history file. */
  readonly trend: Trend | null
  /** What the reader has to know beside the verdict. */
  readonly warnings: readonly Problem[]
}

/** A test that could not be judged. */
interface UnjudgedTest extends OfOneTest {
  readonly kind: 'error'
  readonly problem: Problem
  /** What had come before the fault. It is shown and decides nothing. */
  readonly lastSeen: InboxTest | null
}

/** A test that was cancelled before it answered. */
interface UnansweredTest extends OfOneTest {
  readonly kind: 'unanswered'
}

/** What the run found out about one test. */
export type TestResult<Change = Corrected<Comparison>> = JudgedTest<Change> | UnjudgedTest | UnansweredTest

/** The difference between two tests of this run, and how likely chance alone explains it. */
export interface PairComparison {
  /** Places in the list of tests, the better one first. */
  readonly better: number
  readonly worse: number
  /** Percentage points between their inbox rates. */
  readonly points: number
  /** Two-sided. */
  readonly p: number
}

/** A run that never came to a test: wrong inputs, a refused key, or a fault of the action. */
interface RefusedRun {
  readonly kind: 'refused'
  readonly problem: Problem
  readonly facts: RunFacts
}

/** A run that asked for its tests. */
export interface ObservedRun {
  readonly kind: 'observed'
  readonly tests: readonly [TestResult, ...TestResult[]]
  /** One for each pair of settled tests that do not contradict themselves, corrected over all p values of the report. */
  readonly pairs: readonly Corrected<PairComparison>[]
  readonly settings: ReportSettings
  readonly facts: RunFacts
  /** Warnings about no single test, such as a history file with lines that this action did not write. */
  readonly warnings: readonly Problem[]
  /** The verdict of the newest test before this one with the same label; null without one, and with several tests. */
  readonly previousVerdict: Verdict | null
}

/** What a run found out, before it is summed up. */
export type Findings = RefusedRun | ObservedRun

/** The one fact that made the verdict of a test. */
export type Fact =
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'no_results' }
  /** The most important of the rules that decided it, and what the others did. */
  | {
      readonly kind: 'rule'
      readonly rule: RuleResult
      /** Nothing is known yet: a range from 0% to 100% would say less than that. */
      readonly isNothingArrived: boolean
      readonly otherFailed: number
      readonly otherOpen: number
    }
  /** Every rule passed. `weakest` is the worst provider below the minimum of the whole. */
  | { readonly kind: 'rate'; readonly test: JudgedTest; readonly weakest: ProviderTally | null }

/** The verdict of one test and the fact that made it. */
export interface TestHeadline {
  readonly verdict: Verdict
  readonly isCancelled: boolean
  /** It did not pass, and the step does not fail. */
  readonly isWarningOnly: boolean
  readonly fact: Fact
}

/** The verdict of the run, how many of several tests have it, and the fact of the first of them. */
export interface Headline extends TestHeadline {
  readonly several: { readonly alike: number; readonly tests: number; readonly first: TestResult } | null
}

/** A test in one line. */
export interface TestInShort {
  readonly test: TestResult
  readonly headline: TestHeadline
}

/** A run in one line, and each of its tests. */
export interface Headlines {
  readonly headline: Headline
  /** In the order of the tests; empty for a run that never came to one. */
  readonly inShort: readonly TestInShort[]
  /** For a chat message: one line of at most 200 characters, in which nothing can notify anyone or run in a shell. */
  readonly chatHeadline: string
}

/**
 * All that one run found out. Report, files, outputs, annotations and log line are made from this alone, so it holds nothing
 * that must not be shown.
 */
export type RunResult = Findings & Headlines

/** `error`: the test could not be judged. */
export type Verdict = Outcome | 'error'

/** Worst first. */
const SEVERITY: readonly Verdict[] = ['error', 'failed', 'undecided', 'passed']

/** The verdict of one test; `undecided` before anything is known. */
export function verdictOfTest(result: TestResult): Verdict {
  if (result.kind === 'judged') return result.verdict
  return result.kind === 'error' ? 'error' : 'undecided'
}

/** The verdict of the run: the worst of its tests. */
export function verdictOf(run: Findings): Verdict {
  if (run.kind === 'refused') return 'error'
  const verdicts = new Set(run.tests.map(verdictOfTest))
  return SEVERITY.find((each) => verdicts.has(each)) ?? 'error'
}

/** Whether a signal ended the run. */
export function isCancelled(run: Findings): boolean {
  return run.kind === 'observed' && run.tests.some((test) => test.waited.ending === 'cancelled')
}

/** Whether the time ran out before the test was Completed or its verdict certain. */
export function timedOut({ waited: { ending } }: TestResult): boolean {
  return isTimeUp(ending)
}

/** What the API last said of a test, judged or not; null when it never answered. */
export function lastSeen(result: TestResult): InboxTest | null {
  if (result.kind === 'judged') return result.test
  return result.kind === 'error' ? result.lastSeen : null
}

/** Whether one test by itself fails the step. Exit, report and annotations all follow this one rule. */
export function failsAlone(result: TestResult, settings: ReportSettings): boolean {
  if (result.kind !== 'judged' || result.waited.ending === 'cancelled') return true
  if (result.verdict === 'passed' || settings.warnOnly) return false
  return !(result.verdict === 'undecided' && isExcusedByTimeout(result, settings))
}

/** `on_timeout: warn` excuses what pending and unknown seeds alone leave open, never gaps in a list or a baseline. */
function isExcusedByTimeout(result: JudgedTest, { warnOnTimeout }: ReportSettings): boolean {
  const open = result.rules.filter((rule) => rule.outcome === 'undecided')
  return warnOnTimeout && timedOut(result) && open.every((rule) => rule.onlyWaiting)
}

/** Whether the step fails. */
export function failsTheStep(run: Findings): boolean {
  return run.kind === 'refused' || run.tests.some((test) => failsAlone(test, run.settings))
}
