import type { ApiError } from '../core/api-error.ts'
import type { Problem } from '../core/problem.ts'
import type { RunFacts } from '../core/run-facts.ts'
import { isTimeUp } from '../core/waiting.ts'
import { entryOf } from '../history/entry.ts'
import { type History, historyWarning, previousVerdict, trendOf } from '../history/history.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { Baseline } from '../judge/baseline.ts'
import type { Comparison } from '../judge/comparison.ts'
import { disagreements } from '../judge/consistency.ts'
import { type WeightedRate, weightedRate } from '../judge/weighted-rate.ts'
import { decidingSeed } from '../rules/deciding-seed.ts'
import type { Observed } from '../wait/observe.ts'
import { formatPercent } from '../wording/numbers.ts'
import { baselineFault, baselineWarnings, comparedWith } from './baseline.ts'
import { chatHeadline, headlineOf, testHeadline } from './headline.ts'
import { comparePairs, withHolmCorrection } from './pairs.ts'
import type { Findings, Headlines, JudgedTest, RunResult, TestResult } from './result.ts'

/** Sums up what a run found. */
export function withHeadline<Run extends Findings>(run: Run): Run & Headlines {
  const inShort =
    run.kind === 'refused'
      ? []
      : run.tests.map((test) => ({ test, headline: testHeadline(test, run.settings) }))
  const headline = headlineOf(run, inShort)
  return { ...run, headline, inShort, chatHeadline: chatHeadline(run, headline) }
}

/** The same result, ended by a signal: what was found out stands, but the step fails. */
export function cancelled(run: RunResult): RunResult {
  if (run.kind === 'refused') return run
  const [first, ...rest] = run.tests
  return withHeadline({ ...run, tests: [endedBySignal(first), ...rest.map(endedBySignal)] })
}

function endedBySignal(test: TestResult): TestResult {
  return { ...test, waited: { ...test.waited, ending: 'cancelled' } }
}

/** What the inputs say about how a run is summed up. */
type Settings = Pick<Inputs, 'rules' | 'providerWeights' | 'warnOnly' | 'waiting'>

/** Judges what was observed, and adds what a reader has to know beside it. Pure. */
export function conclude(
  inputs: Settings,
  observed: readonly Observed[],
  history: History,
  facts: RunFacts,
): RunResult {
  const refusedKey = observed
    .flatMap((each) => (each.kind === 'failed' ? [each.error] : []))
    .find(({ kind }) => kind === 'key')
  // A single test still shows what had come before the key was refused.
  if (observed.length > 1 && refusedKey) return withHeadline({ kind: 'refused', problem: refusedKey, facts })
  const found = observed.map((each) => resultOf(each, inputs, history, facts))
  const { tests, pairs } = withHolmCorrection(found, comparePairs(found))
  const [first, ...rest] = tests
  if (first === undefined) throw new Error('a run without a test')
  const warning = historyWarning(history)
  return withHeadline({
    kind: 'observed',
    tests: [first, ...rest],
    pairs,
    settings: {
      warnOnly: inputs.warnOnly,
      warnOnTimeout: inputs.rules.on_timeout === 'warn',
      pollIntervalMs: inputs.waiting.pollIntervalMs,
      quietMs: inputs.waiting.quietMs,
      weights: inputs.providerWeights ?? [],
      looksOnce: inputs.waiting.timeoutMs === 0,
    },
    facts,
    warnings: warning === null ? [] : [warning],
    previousVerdict:
      rest.length === 0 ? previousVerdict(history, { label: first.job.label, jobIds: [first.job.id] }) : null,
  })
}

function resultOf(
  observed: Observed,
  inputs: Settings,
  history: History,
  facts: RunFacts,
): TestResult<Comparison> {
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
  const weighted = providerWeights === null ? null : weightedRate(providerWeights, { test, ...judged })
  const contradictions = disagreements(test, judged.figures)
  return {
    ...base,
    ...judged,
    kind: 'judged',
    test,
    weighted,
    baseline: comparedWith(
      baseline,
      { test, ...judged, disagreements: contradictions },
      rules.max_missing_seeds,
    ),
    disagreements: contradictions,
    decidingSeed:
      contradictions.length > 0
        ? null
        : decidingSeed(rules, test, { timeIsUp: isTimeUp(waited.ending), baseline }, judged),
    arrivals,
    halfAfterMs,
    mostInInbox,
    trend: trendOf(history, entryOf({ job, test, ...judged }, facts)),
    warnings: warningsOf(missed, baseline, judged.rules, weighted),
  }
}

/** Why the test has no verdict; null when it has one, or when a signal came first. */
function faultOf(observed: Observed, isBaselineNeeded: boolean): Problem | null {
  if (observed.waited.ending === 'cancelled') return null
  const fault = isBaselineNeeded ? baselineFault(observed.baseline) : null
  return fault ?? (observed.kind === 'failed' ? observed.error : null)
}

/** What the reader has to know beside the verdict. */
function warningsOf(
  missed: ApiError | null,
  baseline: Baseline<'read'>,
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
  warnings.push(...baselineWarnings(baseline, rules))
  const isRateRuled = rules.some(({ rule }) => rule === 'min_weighted_inbox_rate')
  for (const { provider, share, near } of weighted?.leftOut ?? []) {
    const name = provider === null ? 'any other provider' : provider.shown
    const meant = near === null ? '' : `; did you mean ${near.shown}?`
    warnings.push({
      message: `This test has no seeds at ${name}, which provider_weights gives ${formatPercent(share)} of your list${meant}`,
      hint:
        near === null || !isRateRuled
          ? 'The weighted inbox rate leaves it out.'
          : 'The weighted inbox rate leaves it out, and `min_weighted_inbox_rate` fails until the name is corrected.',
    })
  }
  return warnings
}
