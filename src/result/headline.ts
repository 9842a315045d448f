import { isReceived } from '../core/inbox-test.ts'
import { jobName } from '../core/job.ts'
import type { Problem } from '../core/problem.ts'
import type { ReportSettings } from '../core/report-settings.ts'
import { percent } from '../judge/placement.ts'
import { oneLine } from '../privacy/one-line.ts'
import { byImportance, type RuleResult } from '../rules/rules.ts'
import { formatMeasured, formatPercent, plural } from '../wording/numbers.ts'
import {
  failsAlone,
  failsTheStep,
  isCancelled,
  type JudgedTest,
  lastSeen,
  type ObservedRun,
  type RunResult,
  type TestResult,
  type Verdict,
  verdictOf,
  verdictOfTest,
} from './result.ts'
import { type Quote, ruleFact } from './rule-words.ts'
import { weakProviders } from './weak-providers.ts'

/** How untrusted text is made fit for the line. */
export interface Quoting {
  /** A name, such as a provider's. */
  readonly name: Quote
  /** What was measured. */
  readonly figures?: Quote
  /** Why there is no verdict. */
  readonly problem: (problem: Problem) => string
}

const asItIs: Quote = (untrusted) => untrusted

const AS_IT_IS: Quoting = { name: asItIs, problem: shortReason }

/** What a headline says about a problem; may quote untrusted text. */
export function shortReason({ message, reason }: Problem): string {
  return reason ?? message
}

/** What stands for a verdict before its headline or row. An error is not a bad campaign. */
export const VERDICT_ICONS: Record<Verdict, string> = {
  passed: '✅',
  failed: '❌',
  undecided: '⏳',
  error: '⛔',
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
 * @param subject what a single test is called, already quoted
 */
export function headline(run: RunResult, quoting = AS_IT_IS, subject = INBOX_PLACEMENT): string {
  const icon = VERDICT_ICONS[verdictOf(run)]
  if (run.kind === 'refused') {
    return `${icon} Inbox placement could not be judged: ${quoting.problem(run.problem)}`
  }
  const [first, ...others] = run.tests
  if (others.length > 0) return `${icon} ${countedTests(run, quoting)}`
  return `${icon} ${testHeadline(subject, first, run.policy, quoting)}`
}

/** What a headline is about, where it does not name the campaign. */
const INBOX_PLACEMENT = 'Inbox placement'

/** One test in a line: `Inbox placement failed: 84% in the inbox (85% required)`. @param subject already quoted */
export function testHeadline(
  subject: string,
  result: TestResult,
  policy: ReportSettings,
  quoting: Quoting,
): string {
  const warningOnly = failsAlone(result, policy) ? '' : warningOnlyAfter(verdictOfTest(result))
  return `${subject} ${outcome(verdictOfTest(result), result.waited.ending === 'cancelled')}${warningOnly}: ${factOf(result, quoting)}`
}

/**
 * The fact that decided a test's verdict, and what the other rules did: `84% in the inbox (85% required); 2 more rules failed`.
 * Of a test that passed, the inbox rate, and the worst provider below its minimum: `84% in the inbox, but Outlook at 20%`.
 */
export function factOf(result: TestResult, quoting: Quoting): string {
  if (result.kind === 'error') return quoting.problem(result.problem)
  if (result.kind === 'unanswered') return 'no results yet'
  const [decisive] = decisiveRules(result)
  if (decisive === undefined) return `${inboxRate(result)} in the inbox${butWeakest(result, quoting)}`
  const fact = isNothingArrived(result)
    ? 'nothing has arrived'
    : ruleFact(decisive, quoting.name, quoting.figures)
  return `${fact}${otherRules(result, decisive)}`
}

/** Nothing is known yet: a range from 0% to 100% would say less than that. */
function isNothingArrived({ test: { summary, seeds }, verdict }: JudgedTest): boolean {
  const { received, inbox, spam, unknown } = summary
  return verdict === 'undecided' && received + inbox + spam + unknown === 0 && !seeds.some(isReceived)
}

/** `; 2 more rules failed`, `; 1 more rule is open`. */
function otherRules({ rules }: JudgedTest, decisive: RuleResult): string {
  const others = rules.filter((rule) => rule !== decisive)
  const failed = others.filter((rule) => rule.outcome === 'failed').length
  const open = others.filter((rule) => rule.outcome === 'undecided').length
  const parts = [
    ...(failed > 0 ? [`${plural(failed, 'more rule')} failed`] : []),
    ...(open > 0 ? [`${plural(open, 'more rule')} ${open === 1 ? 'is' : 'are'} open`] : []),
  ]
  return parts.map((part) => `; ${part}`).join('')
}

/** `, but Outlook at 20%`: a good rate of the whole must not hide a disaster at one provider. */
function butWeakest(result: JudgedTest, { name, figures = asItIs }: Quoting): string {
  const [weakest] = weakProviders(result)
  if (weakest === undefined) return ''
  const rate = formatPercent(percent(weakest.inbox, weakest.seeds), result.inboxRate.bound.value)
  return `, but ${name(weakest.provider.shown)} at ${figures(rate)}${result.settled ? '' : ' so far'}`
}

/** The rules that decided the verdict, the most important first; none for a test that passed. */
export function decisiveRules({ rules, verdict, figures, settled }: JudgedTest): RuleResult[] {
  if (verdict === 'passed') return []
  const decisive = rules.filter((rule) => rule.outcome === verdict)
  const lost = new Map(
    figures.providers.map((tally) => [
      tally.provider.key,
      tally.spam + tally.unknown + (settled ? tally.pending : 0),
    ]),
  )
  const lostBy = ({ subject }: RuleResult) =>
    subject.kind === 'provider' ? (lost.get(subject.name.key) ?? 0) : 0
  return decisive.toSorted((a, b) => byImportance(a, b) || lostBy(b) - lostBy(a))
}

/** `2 of 3 tests failed: Long subject, 60% in the inbox (80% required)`. */
function countedTests(run: ObservedRun, quoting: Quoting): string {
  const verdict = verdictOf(run)
  const alike = run.tests.filter((test) => verdictOfTest(test) === verdict)
  // Of tests that passed, one that hides a disaster says more.
  const first = alike.find((test) => hidesWeakProvider(test)) ?? alike[0]
  const warningOnly = failsTheStep(run) ? '' : warningOnlyAfter(verdict)
  const count = `${alike.length} of ${run.tests.length} tests ${VERDICT_WORDS[verdict]}`
  const said = isCancelled(run) ? `Cancelled, ${count} so far` : `${count}${warningOnly}`
  if (first === undefined) return said
  return `${said}: ${quoting.name(jobName(first.job).shown)}, ${factOf(first, quoting)}`
}

function hidesWeakProvider(result: TestResult): boolean {
  return result.kind === 'judged' && result.verdict === 'passed' && weakProviders(result).length > 0
}

function outcome(verdict: Verdict, cancelled: boolean): string {
  return cancelled ? `cancelled, ${VERDICT_WORDS[verdict]} so far` : VERDICT_WORDS[verdict]
}

function warningOnlyAfter(verdict: Verdict): string {
  return verdict === 'failed' || verdict === 'undecided' ? ' (warning only)' : ''
}

/** `84%`, or `at least 84%` while it may still grow. */
function inboxRate({ inboxRate: { measured, bound }, test }: JudgedTest): string {
  const { low, high } = measured ?? { low: test.summary.inboxRate, high: test.summary.inboxRate }
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
 * spaces, `.` and `-`. So nothing in it notifies anyone, and nothing in it runs in a shell. The campaign's name, where there is
 * one, says what it is about.
 */
export function chatHeadline(run: RunResult): string {
  const line = headline(run, IN_CHAT, campaignName(run) ?? INBOX_PLACEMENT)
  if (line.length <= MOST_CHARACTERS) return line
  let kept = ''
  for (const character of line) {
    if (kept.length + character.length > MOST_CHARACTERS - 1) break
    kept += character
  }
  return `${kept.trimEnd()}…`
}

/** The name of a single test as a chat message has it; null without one, or where nothing of it may stand there. */
function campaignName(run: RunResult): string | null {
  if (run.kind === 'refused' || run.tests.length > 1) return null
  const name = lastSeen(run.tests[0])?.testName ?? null
  if (name === null) return null
  const shown = IN_CHAT.name(name.shown)
  return shown === NOTHING_LEFT ? null : shown
}

const NOTHING_LEFT = '-'

function harmless(untrusted: string): string {
  const words = untrusted
    .slice(0, 2 * MOST_CHARACTERS)
    .replace(/[^\p{L}\p{Nd}.-]+/gu, ' ')
    .trim()
  return words === '' ? NOTHING_LEFT : words
}
