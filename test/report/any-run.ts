import fc from 'fast-check'
import type { Placement, Seed } from '../../src/core/inbox-test.ts'
import type { Bound, Outcome, Range } from '../../src/core/measure.ts'
import type { Problem } from '../../src/core/problem.ts'
import type { Trend } from '../../src/core/trend.ts'
import type { Waited } from '../../src/core/waiting.ts'
import type { Baseline } from '../../src/judge/baseline.ts'
import { withHeadline } from '../../src/result/conclude.ts'
import type { JudgedTest, ObservedRun, TestResult } from '../../src/result/result.ts'
import type { RuleName, RuleResult } from '../../src/rules/rules.ts'
import {
  type ConcludedRun,
  compareTests,
  counted,
  FACTS,
  inboxTest,
  judgedTest,
  ruleResult,
  SETTINGS,
  seed,
} from '../builders.ts'
import { asText, withTexts } from '../texts.ts'

type Text = fc.Arbitrary<string>

const placements = fc.constantFrom<Placement>('inbox', 'inbox', 'spam', 'unknown', 'pending')

function anySeeds(text: Text): fc.Arbitrary<Seed[]> {
  const orNull = (arbitrary: Text) => fc.option(arbitrary, { freq: 4 })
  return fc.tuple(text, text, text).chain(([one, two, three]) =>
    fc
      .array(
        fc.record({
          provider: fc.constantFrom(one, two, three, null),
          placement: placements,
          placementText: orNull(text),
          spf: fc.oneof(fc.constantFrom('pass', 'fail', null), text),
          senderIp: fc.constantFrom(one, '192.0.2.10', null),
          submissionResult: orNull(text),
        }),
        { maxLength: 25 },
      )
      .map((seeds) => seeds.map((each, index) => seed({ ...each, address: `s${index}@a.example` }))),
  )
}

type Shape = Pick<RuleResult, 'unit'> & { readonly kind: Bound['kind']; readonly mostSteps: number }

/** Bounds and measures are steps: tenths of percent and points, and whole seeds. */
const SHAPES: Record<Exclude<RuleName, 'min_inbox_rate'>, Shape> = {
  provider_min_inbox_rate: { unit: 'percent', kind: 'at_least', mostSteps: 1000 },
  min_weighted_inbox_rate: { unit: 'percent', kind: 'at_least', mostSteps: 1000 },
  max_spam_rate: { unit: 'percent', kind: 'at_most', mostSteps: 1000 },
  max_inbox_rate_drop: { unit: 'points', kind: 'at_most', mostSteps: 1000 },
  require_spf: { unit: 'seeds', kind: 'at_most', mostSteps: 0 },
  allowed_sender_ips: { unit: 'seeds', kind: 'at_most', mostSteps: 0 },
  max_unknown_rate: { unit: 'percent', kind: 'at_most', mostSteps: 1000 },
  max_missing_seeds: { unit: 'seeds', kind: 'at_most', mostSteps: 30 },
  on_timeout: { unit: 'seeds', kind: 'at_most', mostSteps: 0 },
}
const ruleNames = fc.constantFrom(...(Object.keys(SHAPES) as (keyof typeof SHAPES)[]))

/** How a range stands to a bound, as plainly as can be said. */
function outcomeOf({ low, high }: Range, { kind, value }: Bound): Outcome {
  const holds = (end: number) =>
    kind === 'at_most' ? end <= value : kind === 'at_least' ? end >= value : end > value
  return holds(low) && holds(high) ? 'passed' : holds(low) || holds(high) ? 'undecided' : 'failed'
}

/** What makes a result unlike most. */
const oddities: fc.Arbitrary<Partial<RuleResult>> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({}) },
  fc.constant({ measured: null, outcome: 'not_compared', note: 'no test yet' } as const),
  fc.constant({ measured: null, outcome: 'failed', note: 'nothing to measure' } as const),
  // Such as a weighted rate of too small a part of the list: the number alone might pass.
  fc.constant({ outcome: 'failed', note: 'too little is known' } as const),
)

function anyRule(text: Text): fc.Arbitrary<RuleResult> {
  const steps = fc.nat({ max: 1000 })
  return fc
    .tuple(ruleNames, text, steps, steps, steps, fc.boolean(), oddities)
    .map(([rule, provider, at, one, other, isRange, oddity]) => {
      const { unit, kind, mostSteps } = SHAPES[rule]
      const scale = unit === 'seeds' ? 1 : 0.1
      const bound: Bound = { kind, value: Math.min(at, mostSteps) * scale }
      const high = Math.max(one, other) * scale
      const measured = { low: isRange ? Math.min(one, other) * scale : high, high }
      const outcome = outcomeOf(measured, bound)
      const ofProvider = rule === 'provider_min_inbox_rate'
      const subject = ofProvider
        ? ({ kind: 'provider', name: provider } as const)
        : ({ kind: 'test' } as const)
      const openSeeds = outcome === 'undecided'
      return ruleResult({ rule, subject, unit, bound, measured, outcome, openSeeds, ...oddity })
    })
}

function anyProblem(text: Text): fc.Arbitrary<Problem> {
  return fc.record({
    message: text,
    hint: fc.constant('Check `job_id`.'),
    invalid: fc.array(
      fc.record({
        input: fc.constantFrom('job_id', 'wait_for'),
        value: fc.option(text),
        message: fc.constant('it must be something else'),
      }),
      { maxLength: 3 },
    ),
  })
}

const worst = ['failed', 'undecided'] as const
const jobs = (text: Text) => fc.record({ id: text, label: fc.option(text) })

export function anyJudgedTest(text: Text): fc.Arbitrary<JudgedTest> {
  return fc
    .record({
      job: jobs(text),
      seeds: anySeeds(text),
      unlisted: fc.nat({ max: 4 }),
      enough: fc.boolean(),
      minimum: fc.constantFrom(0, 50, 80, 100),
      rules: fc.array(anyRule(text), { maxLength: 5 }),
      words: fc.tuple(text, text, text),
      ending: fc.constantFrom<Waited['ending']>('certain', 'quiet', 'deadline', 'cancelled'),
      before: fc.option(anySeeds(text)),
      correctedP: fc.constantFrom(0.0001, 0.03, 0.6),
      problems: fc.array(anyProblem(text), { maxLength: 2 }),
      trend: fc.option(anyTrend(text)),
      hasWeights: fc.boolean(),
    })
    .map((from) => {
      const listed = inboxTest({ seeds: from.seeds })
      const pending = listed.summary.pending + from.unlisted
      const totalSeeds = Math.max(1, from.seeds.length + from.unlisted)
      const { inbox, spam, unknown } = listed.summary
      const [jobId, testName, status] = from.words
      const test = inboxTest({
        jobId,
        testName,
        submittedDate: testName,
        status,
        seeds: from.seeds,
        completed: pending === 0,
        summary: {
          ...listed.summary,
          totalSeeds,
          pending,
          inboxRate: (100 * inbox) / totalSeeds,
          spamRate: (100 * spam) / totalSeeds,
        },
      })
      const settled = test.completed || from.enough
      const low = test.summary.inboxRate
      const measured = { low, high: settled ? low : (100 * (inbox + unknown + pending)) / totalSeeds }
      const bound: Bound =
        from.minimum === 0 ? { kind: 'more_than', value: 0 } : { kind: 'at_least', value: from.minimum }
      const outcome = outcomeOf(measured, bound)
      const rules = [
        ruleResult({ bound, measured, outcome, openSeeds: outcome === 'undecided' }),
        ...from.rules,
      ]
      const verdict = worst.find((each) => rules.some((rule) => rule.outcome === each))
      return judgedTest({
        job: from.job,
        waited: { ending: test.completed ? 'completed' : from.ending, polls: 7, waitedMs: 90_000 },
        verdict: verdict ?? 'passed',
        test,
        settled,
        rules,
        weighted: from.hasWeights
          ? {
              rate: measured,
              covered: 80,
              leftOut: [{ provider: testName, share: 20, near: null }],
              uncountedSeeds: 2,
            }
          : null,
        baseline: baselineOf(from.before, from.correctedP, test, settled),
        arrivals:
          from.ending === 'quiet'
            ? [...new Set(from.seeds.flatMap(({ provider }) => provider ?? []))].map((provider, index) => ({
                provider,
                atFirstLook: 1,
                arrived: index + 1,
                total: index + 2,
                halfAfterMs: index === 0 ? null : index * 15_000,
                lastAfterMs: index === 0 ? null : index * 30_000,
              }))
            : null,
        trend: from.trend,
        warnings: from.problems,
      })
    })
}

function baselineOf(
  before: Seed[] | null,
  correctedP: number,
  test: JudgedTest['test'],
  settled: boolean,
): Baseline<'compared'> {
  if (before === null) return { kind: 'none' }
  const baseline = inboxTest({ jobId: test.jobId, seeds: before })
  const comparison = settled && baseline.completed ? { ...compareTests(test, baseline), correctedP } : null
  return { kind: 'read', ...counted(baseline), comparison, disagreements: [] }
}

function anyTrend(text: Text): fc.Arbitrary<Trend> {
  const time = fc.oneof(fc.constant('2026-10-12T09:00:00Z'), text)
  return fc.record({
    points: fc.array(
      fc.record({
        time,
        jobId: text.map(asText),
        inboxRate: fc.double({ min: 0, max: 100, noNaN: true }),
        verdict: fc.constantFrom<Outcome>('passed', 'failed', 'undecided'),
      }),
      { minLength: 1, maxLength: 10 },
    ),
    lowestSince: fc.option(time),
  })
}

function anyTestResult(text: Text): fc.Arbitrary<TestResult> {
  const judged = anyJudgedTest(text)
  const waited = fc.constant({ ending: 'refused', polls: 2, waitedMs: 1000 } as const)
  return fc
    .oneof(
      { weight: 5, arbitrary: judged },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('error' as const),
          job: jobs(text),
          waited,
          problem: anyProblem(text),
          lastSeen: fc.option(judged.map(({ test }) => test)),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('unanswered' as const),
          job: jobs(text),
          waited: fc.constant({ ending: 'cancelled', polls: 0, waitedMs: 10 } as const),
        }),
      },
    )
    .map((result) => withTexts<TestResult>(result))
}

/** Anything that a run can find out, with `text` wherever the API, a history or a workflow may have put some. */
export function anyRun(
  text: Text,
  tests: { readonly min: number; readonly max: number },
): fc.Arbitrary<ConcludedRun> {
  return fc
    .record({
      tests: fc.array(anyTestResult(text), { minLength: tests.min, maxLength: tests.max }),
      correctedP: fc.constantFrom(0.001, 0.04, 0.7),
      warnOnly: fc.boolean(),
      warnOnTimeout: fc.boolean(),
      looksOnce: fc.boolean(),
      warnings: fc.array(anyProblem(text), { maxLength: 2 }),
    })
    .map(
      ({ tests: [first, ...others], correctedP, warnings, ...settings }): ObservedRun => ({
        kind: 'observed',
        tests: [first ?? judgedTest(), ...others],
        pairs: others.map((_, index) => ({
          better: index + 1,
          worse: 0,
          points: 12.5,
          correctedP: Math.min(1, correctedP * (index + 1)),
        })),
        settings: { ...SETTINGS, ...settings },
        facts: FACTS,
        warnings,
        previousVerdict: null,
      }),
    )
    .map(withHeadline)
}
