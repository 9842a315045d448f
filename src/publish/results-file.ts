import type { InboxTest, Seed } from '../core/inbox-test.ts'
import type { Problem } from '../core/problem.ts'
import type { Text } from '../core/text.ts'
import type { ProviderArrivals } from '../core/waiting.ts'
import type { Baseline } from '../judge/baseline.ts'
import type { Comparison } from '../judge/comparison.ts'
import type { Disagreement } from '../judge/consistency.ts'
import type { Corrected } from '../judge/statistics.ts'
import { countsOf } from '../judge/tally.ts'
import { confidenceInterval } from '../result/interval.ts'
import {
  type JudgedTest,
  lastSeen,
  type ObservedRun,
  type RunResult,
  type TestResult,
  timedOut,
  verdictOf,
  verdictOfTest,
} from '../result/result.ts'
import type { RuleResult } from '../rules/rules.ts'
import { VERSION } from '../version.ts'
import { summaryFields } from './summary-fields.ts'

/** Increased with every change that a reader of the file has to know about. */
const SCHEMA_VERSION = 2

/**
 * The validated results, rules and verdict as JSON, in the API's own field names where it has one. Its schema stands in
 * `docs/results.schema.json`. Each test is a piece of its own, so that a signal is heard between two of them.
 */
export function* renderResults(run: RunResult): Iterable<string> {
  const tests = run.kind === 'refused' ? [] : run.tests
  const about = {
    schema_version: SCHEMA_VERSION,
    action_version: VERSION,
    verdict: verdictOf(run),
    headline: run.chatHeadline,
    checked_at: new Date(run.facts.checkedAtMs).toISOString(),
    run_url: run.facts.runUrl,
    commit: run.facts.commit,
    error: run.kind === 'refused' ? refusal(run.problem) : null,
    warnings: run.kind === 'refused' ? [] : run.warnings,
    pairs: run.kind === 'refused' ? [] : run.pairs.map((pair) => pairDocument(pair, tests)),
  }
  const withoutBrace = JSON.stringify(about, null, 2).slice(0, -2)
  yield `${withoutBrace},\n  "tests": [`
  for (const [index, test] of tests.entries()) {
    const indented = JSON.stringify(testResult(test), null, 2).replaceAll('\n', '\n    ')
    yield `${index === 0 ? '' : ','}\n    ${indented}`
  }
  yield `${tests.length === 0 ? '' : '\n  '}]\n}\n`
}

function pairDocument(
  { better, worse, points, correctedP }: ObservedRun['pairs'][number],
  tests: readonly TestResult[],
) {
  const idAt = (place: number) => tests[place]?.job.id.given ?? null
  return { better: idAt(better), worse: idAt(worse), points, p: correctedP }
}

function refusal({ message, hint, invalid }: Problem) {
  return { message, hint, invalid }
}

function testResult(result: TestResult) {
  return {
    label: result.job.label?.given ?? null,
    job_id: result.job.id.given,
    verdict: verdictOfTest(result),
    ended_by: result.waited.ending,
    timed_out: timedOut(result),
    polls: result.waited.polls,
    waited_seconds: seconds(result.waited.waitedMs),
    error: result.kind === 'error' ? { message: result.problem.message, hint: result.problem.hint } : null,
    ...(result.kind === 'judged' ? judgment(result) : nothingJudged(result)),
  }
}

function judgment(result: JudgedTest) {
  const { test, figures, baseline } = result
  return {
    status: test.status.shown,
    settled: result.settled,
    warnings: result.warnings,
    rules: result.rules.map(ruleResult),
    inbox_rate_interval: interval(result),
    weighted_inbox_rate: weighted(result),
    disagreements: result.disagreements.map(disagreement),
    arrivals: result.arrivals?.map(arrival) ?? null,
    trend: result.trend === null ? null : trend(result.trend),
    test: testDocument(test, figures),
    baseline: baselineDocument(baseline),
  }
}

/** The same fields for a test without a verdict, so that a reader need not check which are there. */
function nothingJudged(result: Exclude<TestResult, JudgedTest>) {
  const test = lastSeen(result)
  return {
    status: test?.status.shown ?? null,
    settled: false,
    warnings: [],
    rules: [],
    inbox_rate_interval: null,
    weighted_inbox_rate: null,
    disagreements: [],
    arrivals: null,
    trend: null,
    test: test === null ? null : testDocument(test),
    baseline: null,
  }
}

function ruleResult({ rule, subject, unit, bound, measured, outcome, note }: RuleResult) {
  return {
    rule,
    subject: subject.kind,
    provider: subject.kind === 'provider' ? subject.name.shown : null,
    unit,
    bound: { kind: bound.kind, value: bound.value },
    measured: measured === null ? null : { low: measured.low, high: measured.high },
    outcome,
    note,
  }
}

function interval(result: JudgedTest) {
  const found = confidenceInterval(result)
  return found === null ? null : { confidence: 95, low: found.low, high: found.high }
}

function weighted({ weighted: found }: JudgedTest) {
  if (found === null) return null
  return {
    low: found.rate?.low ?? null,
    high: found.rate?.high ?? null,
    covered: found.covered,
    left_out: found.leftOut.map(({ provider, share }) => ({ provider: shownOrNull(provider), share })),
    uncounted_seeds: found.uncountedSeeds,
  }
}

function arrival({ provider, arrived, total, halfAfterMs, lastAfterMs }: ProviderArrivals) {
  return {
    provider: provider.shown,
    arrived,
    total,
    half_after_seconds: halfAfterMs === null ? null : seconds(halfAfterMs),
    last_after_seconds: lastAfterMs === null ? null : seconds(lastAfterMs),
  }
}

function disagreement(found: Disagreement) {
  const { field, counted, countedFrom } = found
  const given = 'rate' in found ? { rate: found.rate } : { count: found.count }
  return { field, ...given, counted, counted_from: countedFrom }
}

function trend({ points, lowestSince }: NonNullable<JudgedTest['trend']>) {
  return {
    points: points.map(({ time, jobId, inboxRate, verdict }) => ({
      time,
      job_id: jobId.given,
      inbox_rate: inboxRate,
      verdict,
    })),
    lowest_since: lowestSince,
  }
}

function baselineDocument(baseline: Baseline<'compared'>) {
  switch (baseline.kind) {
    case 'none':
      return null
    case 'unreadable':
      return { state: 'unreadable', reason: baseline.problem.message }
    case 'not_compared':
      return { state: 'not_compared', reason: baseline.cause }
    case 'read':
      return {
        state: 'read',
        settled: baseline.settled,
        test: testDocument(baseline.test, baseline.figures),
        disagreements: baseline.disagreements.map(disagreement),
        comparison: baseline.comparison === null ? null : comparison(baseline.comparison),
      }
  }
}

function comparison(found: Corrected<Comparison>) {
  return {
    inbox_rate_change: found.inboxRateChange,
    spam_rate_change: found.spamRateChange,
    method: found.method,
    p: found.correctedP,
    paired_seeds: found.pairedSeeds,
    lost: found.lost.length,
    gained: found.gained.length,
  }
}

function testDocument(test: InboxTest, { unattributed } = countsOf(test)) {
  const { summary } = test
  return {
    job_id: test.jobId.given,
    test_name: shownOrNull(test.testName),
    submitted_date: shownOrNull(test.submittedDate),
    status: test.status.shown,
    summary: summaryFields(summary),
    unlisted_seeds: unattributed,
    differing_seeds: test.differingSeeds,
    list_fault: test.listFault,
    results: test.seeds.map(seedDocument),
  }
}

function seedDocument(seed: Seed) {
  return {
    provider: shownOrNull(seed.provider),
    seed_address: seed.address?.shown ?? null,
    placement: seed.placement,
    placement_text: shownOrNull(seed.placementText),
    spf_status: shownOrNull(seed.spf),
    sender_ip: shownOrNull(seed.senderIp),
    submission_result: shownOrNull(seed.submissionResult),
    open: seed.open === undefined ? undefined : openFields(seed.open),
  }
}

function openFields({ provider, placement, spf, senderIp }: NonNullable<Seed['open']>) {
  return {
    provider: provider?.map(shownOrNull),
    placement,
    spf_status: spf?.map(shownOrNull),
    sender_ip: senderIp?.map(shownOrNull),
  }
}

function shownOrNull(text: Text | null): string | null {
  return text?.shown ?? null
}

function seconds(ms: number): number {
  return Math.round(ms / 1000)
}
