import type { ApiError } from '../core/api-error.ts'
import type { InboxTest } from '../core/inbox-test.ts'
import type { Problem } from '../core/problem.ts'
import type { RunFacts } from '../core/run-facts.ts'
import { isTimeUp } from '../core/waiting.ts'
import { entryOf } from '../history/entry.ts'
import { type History, historyWarning, previousVerdict, trendOf } from '../history/history.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { compare } from '../judge/comparison.ts'
import { disagreements } from '../judge/consistency.ts'
import type { BaselineReading } from '../judge/context.ts'
import { isSettled } from '../judge/settled.ts'
import { type WeightedRate, weightedRate } from '../judge/weighted-rate.ts'
import { decidingSeed } from '../rules/deciding-seed.ts'
import type { Observed } from '../wait/observe.ts'
import { formatPercent } from '../wording/numbers.ts'
import { comparePairs, withHolmCorrection } from './pairs.ts'
import type { BaselineView, JudgedTest, ObservedRun, RunResult, TestResult, Verdict } from './result.ts'

/** Judges what was observed, and adds what a reader has to know beside it. Pure. */
export function summarize(
  inputs: Inputs,
  observed: readonly Observed[],
  history: History | null,
  facts: RunFacts,
): RunResult {
  const refusedKey = observed
    .flatMap((each) => (each.kind === 'failed' ? [each.error] : []))
    .find(({ kind }) => kind === 'key')
  // A single test still shows what had come before the key was refused.
  if (observed.length > 1 && refusedKey) return { kind: 'refused', problem: refusedKey, facts }
  const [first, ...rest] = observed.map((each) => resultOf(each, inputs, history, facts))
  if (first === undefined) throw new Error('a run without a test')
  const tests: ObservedRun['tests'] = [first, ...rest]
  return withHolmCorrection({
    kind: 'observed',
    tests,
    pairs: comparePairs(tests),
    policy: {
      warnOnly: inputs.warnOnly,
      warnOnTimeout: inputs.rules.on_timeout === 'warn',
      pollIntervalMs: inputs.waiting.pollIntervalMs,
      quietMs: inputs.waiting.quietMs,
      weights: inputs.providerWeights ?? [],
      looksOnce: inputs.waiting.timeoutMs === 0,
    },
    facts,
    warnings: warningsAbout(history),
    previousVerdict: rest.length === 0 ? verdictBefore(first, history) : null,
  })
}

function resultOf(observed: Observed, inputs: Inputs, history: History | null, facts: RunFacts): TestResult {
  const { rules, providerWeights } = inputs
  const { job, waited, baseline, arrivals, halfAfterMs, mostInInbox } = observed
  const base = { job, waited }
  const fault = faultOf(observed, rules.max_inbox_rate_drop !== null)
  if (fault !== null) {
    const lastSeen =
      observed.kind === 'answered' ? observed.test : observed.kind === 'failed' ? observed.lastSeen : null
    return { ...base, kind: 'error', problem: fault, lastSeen }
  }
  if (observed.kind !== 'answered') return { ...base, kind: 'unanswered' }

  const { test, judgment: judged, missed } = observed
  const weighted = providerWeights === null ? null : weightedRate(providerWeights, test, judged.settled)
  const result: JudgedTest = {
    ...base,
    ...judged,
    kind: 'judged',
    test,
    weighted,
    baseline: viewOf(baseline, test, judged.settled, rules.max_missing_seeds),
    disagreements: disagreements(test),
    decidingSeed: decidingSeed(rules, test, { timeIsUp: isTimeUp(waited.ending), baseline }, judged),
    arrivals,
    halfAfterMs,
    mostInInbox,
    trend: null,
    warnings: warningsOf(missed, baseline, judged.rules, weighted),
  }
  return { ...result, trend: history === null ? null : trendOf(history, entryOf(result, facts)) }
}

function warningsAbout(history: History | null): Problem[] {
  const warning = history === null ? null : historyWarning(history)
  return warning === null ? [] : [warning]
}

/** The verdict of the newest other test with the same label. */
function verdictBefore({ job }: TestResult, history: History | null): Verdict | null {
  if (history === null) return null
  return previousVerdict(history, { label: job.label, jobIds: [job.id] }) || null
}

/** Why the test has no verdict; null when it has one, or when a signal came first. */
function faultOf(observed: Observed, isBaselineNeeded: boolean): Problem | null {
  const { baseline, waited } = observed
  if (waited.ending === 'cancelled') return null
  if (isBaselineNeeded && baseline.kind === 'unreadable') return neededBaseline(baseline.error)
  return observed.kind === 'failed' ? observed.error : null
}

function neededBaseline(error: ApiError): Problem {
  // A key that is refused is so for every test; that the baseline was asked for first says nothing.
  if (error.kind === 'key') return error
  return {
    message: `the baseline test, which max_inbox_rate_drop needs, could not be read: ${error.message}`,
    reason: 'the baseline test could not be read',
    hint: baselineHint(error),
  }
}

/** The client's hint for an unknown test names the input of this run's tests. */
function baselineHint({ kind, hint }: ApiError): string {
  return kind === 'job' ? hint.replaceAll('`job_id`', '`baseline_job_id`') : hint
}

const BASELINE_LATE: Problem = {
  message: 'The baseline test could not be read in time, so nothing is compared',
  hint: 'Run the job again to compare with it.',
}

function viewOf(
  baseline: BaselineReading,
  test: InboxTest,
  settled: boolean,
  maxMissingSeeds: number | null,
): BaselineView {
  switch (baseline.kind) {
    case 'none':
    case 'not_compared':
      return baseline
    case 'not_read':
      return { kind: 'unreadable', problem: BASELINE_LATE }
    case 'no_history':
      return { kind: 'unreadable', problem: baseline.problem }
    case 'unreadable':
      return { kind: 'unreadable', problem: unreadBaseline(baseline.error) }
    case 'read': {
      const isBaselineSettled = isSettled(baseline.test, baseline.isLastReading, maxMissingSeeds)
      const contradictions = disagreements(baseline.test)
      // A p value rests on the counts, and would stand beside a change of the rates.
      const areConsistent = contradictions.length === 0 && disagreements(test).length === 0
      return {
        kind: 'read',
        test: baseline.test,
        settled: isBaselineSettled,
        comparison: settled && isBaselineSettled && areConsistent ? compare(test, baseline.test) : null,
        disagreements: contradictions,
      }
    }
  }
}

function unreadBaseline(error: ApiError): Problem {
  return {
    message: `The baseline test could not be read, so nothing is compared: ${error.message}`,
    hint: baselineHint(error),
  }
}

/** What the reader has to know beside the verdict. */
function warningsOf(
  missed: ApiError | null,
  baseline: BaselineReading,
  rules: JudgedTest['rules'],
  weighted: WeightedRate | null,
): Problem[] {
  const warnings: Problem[] = []
  if (missed !== null) {
    warnings.push({
      message: `The last poll failed, so the results are those of the poll before: ${missed.message}`,
      hint: missed.hint,
    })
  }
  if (baseline.kind === 'unreadable') warnings.push(unreadBaseline(baseline.error))
  if (baseline.kind === 'read' && baseline.error !== undefined) {
    warnings.push({
      message: `The baseline test could not be read again, so it counts as it was at the start: ${baseline.error.message}`,
      hint: baselineHint(baseline.error),
    })
  }
  if (baseline.kind === 'not_read') warnings.push(BASELINE_LATE)
  if (baseline.kind === 'not_compared' && rules.some(({ outcome }) => outcome === 'not_compared')) {
    warnings.push({
      message: `The inbox rate was not compared with an earlier test: ${baseline.cause}`,
      hint: 'Until there is one, `max_inbox_rate_drop` decides nothing.',
    })
  }
  for (const { provider, share, near } of weighted?.leftOut ?? []) {
    const name = provider === null ? 'any other provider' : provider.shown
    const meant = near === null ? '' : `; did you mean ${near.shown}?`
    warnings.push({
      message: `This test has no seeds at ${name}, which provider_weights gives ${formatPercent(share)} of your list${meant}`,
      hint:
        near === null
          ? 'The weighted inbox rate leaves it out.'
          : 'The weighted inbox rate leaves it out, and `min_weighted_inbox_rate` fails until the name is corrected.',
    })
  }
  return warnings
}
