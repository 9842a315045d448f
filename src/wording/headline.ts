import { providerKey, tallyProviders } from '../judge/placement.ts'
import {
  failsAlone,
  failsTheStep,
  isCancelled,
  type JudgedTest,
  jobName,
  type ObservedRun,
  type Policy,
  type Problem,
  type RunResult,
  type TestResult,
  type Verdict,
  verdictOf,
  verdictOfTest,
} from '../judge/result.ts'
import type { RuleResult } from '../judge/rule.ts'
import { oneLine } from '../privacy/one-line.ts'
import { formatMeasured, plural } from './numbers.ts'
import { byImportance, namedRuleFact, type Quote, ruleFact } from './rules.ts'

/** How untrusted text is made fit for the line. */
export interface Quoting {
  /** A name, such as a provider's. */
  readonly name: Quote
  /** What was measured. */
  readonly figures?: Quote
  /** Why there is no verdict. */
  readonly problem: (problem: Problem) => string
}

const AS_IT_IS: Quoting = { name: (untrusted) => untrusted, problem: shortReason }

/** What a headline says about a problem; may quote untrusted text. */
export function shortReason({ message, reason }: Problem): string {
  return reason ?? message
}

/** What stands for a verdict before its headline or row. */
export const VERDICT_ICONS: Record<Verdict, string> = {
  passed: '✅',
  failed: '❌',
  undecided: '⏳',
  error: '❌',
}

/** A verdict as the verb of a sentence: `2 of 3 tests failed`. */
export const VERDICT_WORDS: Record<Verdict, string> = {
  passed: 'passed',
  failed: 'failed',
  undecided: 'undecided',
  error: 'could not be judged',
}

/**
 * The report's first line without its Markdown: the verdict and the one fact that made it. Untrusted parts are left as they
 * are, unless `quoting` makes them fit for another place.
 */
export function headline(run: RunResult, quoting = AS_IT_IS): string {
  const icon = VERDICT_ICONS[verdictOf(run)]
  if (run.kind === 'refused') {
    return `${icon} Inbox placement could not be judged: ${quoting.problem(run.problem)}`
  }
  const [first, ...others] = run.tests
  if (others.length > 0) return `${icon} ${countedTests(run, quoting)}`
  return `${icon} ${testHeadline('Inbox placement', first, run.policy, quoting)}`
}

/** One test in a line: `Inbox placement failed: 84% in the inbox, 85% required`. @param subject already quoted */
export function testHeadline(subject: string, result: TestResult, policy: Policy, quoting: Quoting): string {
  const warningOnly = failsAlone(result, policy) ? '' : warningOnlyAfter(verdictOfTest(result))
  return `${subject} ${outcome(verdictOfTest(result), result.waited.ending === 'cancelled')}${warningOnly}: ${factOf(result, quoting)}`
}

/** The fact that decided a test's verdict: `84% in the inbox, 85% required, and 2 more rules`. */
export function factOf(result: TestResult, quoting: Quoting): string {
  if (result.kind === 'error') return quoting.problem(result.problem)
  if (result.kind === 'unanswered') return 'no results yet'
  const [decisive, ...more] = decisiveRules(result)
  if (decisive === undefined) return `${inboxRate(result)} in the inbox`
  return `${ruleFact(decisive, quoting.name, quoting.figures)}${andMore(more.length)}`
}

/** The rules that decided the verdict, the most important first; none for a test that passed. */
export function decisiveRules({ rules, verdict, test, settled }: JudgedTest): RuleResult[] {
  if (verdict === 'passed') return []
  const decisive = rules.filter((rule) => rule.outcome === verdict)
  const lost = new Map(
    tallyProviders(test.seeds).map((tally) => [
      providerKey(tally.provider),
      tally.spam + tally.unknown + (settled ? tally.pending : 0),
    ]),
  )
  const lostBy = ({ subject }: RuleResult) =>
    subject.kind === 'provider' ? (lost.get(providerKey(subject.name)) ?? 0) : 0
  return decisive.toSorted((a, b) => byImportance(a, b) || lostBy(b) - lostBy(a))
}

/** `2 of 3 tests failed: Long subject at 60%, 80% required`. */
function countedTests(run: ObservedRun, quoting: Quoting): string {
  const verdict = verdictOf(run)
  const alike = run.tests.filter((test) => verdictOfTest(test) === verdict)
  const [first] = alike
  const warningOnly = failsTheStep(run) ? '' : warningOnlyAfter(verdict)
  const count = `${alike.length} of ${run.tests.length} tests ${VERDICT_WORDS[verdict]}`
  const said = isCancelled(run) ? `Cancelled, ${count} so far` : `${count}${warningOnly}`
  return first === undefined ? said : `${said}: ${namedFact(first, quoting)}`
}

function namedFact(result: TestResult, quoting: Quoting): string {
  const name = quoting.name(jobName(result.job))
  if (result.kind !== 'judged') return `${name}, ${factOf(result, quoting)}`
  const [decisive, ...more] = decisiveRules(result)
  if (decisive === undefined) return `${name} at ${inboxRate(result)}`
  return `${namedRuleFact(name, decisive, quoting.name, quoting.figures)}${andMore(more.length)}`
}

function outcome(verdict: Verdict, cancelled: boolean): string {
  return cancelled ? `cancelled, ${VERDICT_WORDS[verdict]} so far` : VERDICT_WORDS[verdict]
}

function warningOnlyAfter(verdict: Verdict): string {
  return verdict === 'failed' || verdict === 'undecided' ? ' (warning only)' : ''
}

function andMore(rules: number): string {
  return rules === 0 ? '' : `, and ${plural(rules, 'more rule')}`
}

/** `84%`, or `at least 84%` while it may still grow. */
function inboxRate({ rules, test }: JudgedTest): string {
  const rule = rules.find((each) => each.rule === 'min_inbox_rate')
  const { low, high } = rule?.measured ?? { low: test.summary.inboxRate, high: test.summary.inboxRate }
  const bound = rule?.bound ?? ({ kind: 'at_least', value: 0 } as const)
  return `${low === high ? '' : 'at least '}${formatMeasured(low, bound, 'percent')}`
}

/** Characters of a headline for a chat message. */
const MOST_CHARACTERS = 200

/** Longer names would push the fact out of the line. */
const LONGEST_NAME = 60

const IN_CHAT: Quoting = {
  name: (untrusted) => oneLine(harmless(untrusted), LONGEST_NAME),
  problem: ({ message, reason }) => reason ?? harmless(message),
}

/**
 * The headline for a chat message: one line of at most 200 characters, in which untrusted text keeps only letters, digits,
 * spaces, `.` and `-`. So nothing in it notifies anyone, and nothing in it runs in a shell.
 */
export function chatHeadline(run: RunResult): string {
  const line = headline(run, IN_CHAT)
  if (line.length <= MOST_CHARACTERS) return line
  let kept = ''
  for (const character of line) {
    if (kept.length + character.length > MOST_CHARACTERS - 1) break
    kept += character
  }
  return `${kept.trimEnd()}…`
}

function harmless(untrusted: string): string {
  const words = untrusted
    .slice(0, 2 * MOST_CHARACTERS)
    .replace(/[^\p{L}\p{Nd}.-]+/gu, ' ')
    .trim()
  return words === '' ? '-' : words
}
