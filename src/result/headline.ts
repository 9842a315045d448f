import { isReceived } from '../core/inbox-test.ts'
import { jobName } from '../core/job.ts'
import type { Problem } from '../core/problem.ts'
import type { ReportSettings } from '../core/report-settings.ts'
import { type ProviderTally, percent } from '../judge/tally.ts'
import { oneLine } from '../privacy/one-line.ts'
import { byImportance, type RuleResult } from '../rules/rules.ts'
import { formatMeasured, formatPercent, plural } from '../wording/numbers.ts'
import {
  type Fact,
  type Findings,
  failsAlone,
  failsTheStep,
  type Headline,
  isCancelled,
  type JudgedTest,
  lastSeen,
  type TestHeadline,
  type TestInShort,
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

/** Sums up a run: its verdict, and the one fact that made it. @param inShort its tests */
export function headlineOf(run: Findings, inShort: readonly TestInShort[]): Headline {
  const verdict = verdictOf(run)
  if (run.kind === 'refused') {
    const fact: Fact = { kind: 'problem', problem: run.problem }
    return { verdict, isCancelled: false, isWarningOnly: false, fact, several: null }
  }
  const alike = inShort.filter(({ headline }) => headline.verdict === verdict)
  // Of tests that passed, one that hides a disaster says more.
  const hiding = alike.find(({ headline: { fact } }) => fact.kind === 'rate' && fact.weakest !== null)
  const first = hiding ?? alike[0]
  if (first === undefined) throw new Error('a run without a test')
  if (run.tests.length === 1) return { ...first.headline, several: null }
  return {
    verdict,
    isCancelled: isCancelled(run),
    isWarningOnly: !failsTheStep(run) && isNoPass(verdict),
    fact: first.headline.fact,
    several: { alike: alike.length, tests: run.tests.length, first: first.test },
  }
}

/** Sums up one test. */
export function testHeadline(result: TestResult, settings: ReportSettings): TestHeadline {
  const verdict = verdictOfTest(result)
  return {
    verdict,
    isCancelled: result.waited.ending === 'cancelled',
    isWarningOnly: !failsAlone(result, settings) && isNoPass(verdict),
    fact: factOf(result),
  }
}

function isNoPass(verdict: Verdict): boolean {
  return verdict === 'failed' || verdict === 'undecided'
}

/** The fact that decided a test's verdict, and what the other rules did. */
function factOf(result: TestResult): Fact {
  if (result.kind === 'error') return { kind: 'problem', problem: result.problem }
  if (result.kind === 'unanswered') return { kind: 'no_results' }
  const [rule] = decisiveRules(result)
  if (rule === undefined) return { kind: 'rate', test: result, weakest: weakProviders(result)[0] ?? null }
  const others = result.rules.filter((each) => each !== rule)
  return {
    kind: 'rule',
    rule,
    isNothingArrived: isNothingArrived(result),
    otherFailed: others.filter(({ outcome }) => outcome === 'failed').length,
    otherOpen: others.filter(({ outcome }) => outcome === 'undecided').length,
  }
}

function isNothingArrived({ test: { summary, seeds }, verdict }: JudgedTest): boolean {
  const { received, inbox, spam, unknown } = summary
  return verdict === 'undecided' && received + inbox + spam + unknown === 0 && !seeds.some(isReceived)
}

/**
 * The report's first line without its Markdown: `❌ Inbox placement failed: 84% in the inbox (85% required)`. Untrusted parts are
 * left as they are, unless `quoting` makes them fit for another place.
 * @param subject what a single test is called, already quoted
 */
export function headlineWords(headline: Headline, quoting = AS_IT_IS, subject = INBOX_PLACEMENT): string {
  const { verdict, several, isCancelled: cancelled, isWarningOnly, fact } = headline
  const icon = VERDICT_ICONS[verdict]
  if (several === null) return `${icon} ${testHeadlineWords(subject, headline, quoting)}`
  const { alike, tests, first } = several
  const count = `${alike} of ${tests} tests ${VERDICT_WORDS[verdict]}`
  const counted = cancelled ? `Cancelled, ${count} so far` : `${count}${isWarningOnly ? WARNING_ONLY : ''}`
  return `${icon} ${counted}: ${quoting.name(jobName(first.job).shown)}, ${factWords(fact, quoting)}`
}

/** What a headline is about, where it does not name the campaign. */
const INBOX_PLACEMENT = 'Inbox placement'

const WARNING_ONLY = ' (warning only)'

/** One test in a line: `Inbox placement failed: 84% in the inbox (85% required)`. @param subject already quoted */
export function testHeadlineWords(
  subject: string,
  { verdict, isCancelled: cancelled, isWarningOnly, fact }: TestHeadline,
  quoting: Quoting,
): string {
  const words = cancelled ? `cancelled, ${VERDICT_WORDS[verdict]} so far` : VERDICT_WORDS[verdict]
  return `${subject} ${words}${isWarningOnly ? WARNING_ONLY : ''}: ${factWords(fact, quoting)}`
}

/**
 * A fact in words: `84% in the inbox (85% required); 2 more rules failed`. Of a test that passed, the inbox rate, and the worst
 * provider below its minimum: `84% in the inbox, but Outlook at 20%`.
 */
export function factWords(fact: Fact, quoting: Quoting): string {
  switch (fact.kind) {
    case 'problem':
      return quoting.problem(fact.problem)
    case 'no_results':
      return 'no results yet'
    case 'rate':
      return `${inboxRate(fact.test)} in the inbox${butWeakest(fact.weakest, fact.test, quoting)}`
    case 'rule': {
      const { rule, otherFailed: failed, otherOpen: open } = fact
      return [
        fact.isNothingArrived ? 'nothing has arrived' : ruleFact(rule, quoting.name, quoting.figures),
        ...(failed > 0 ? [`${plural(failed, 'more rule')} failed`] : []),
        ...(open > 0 ? [`${plural(open, 'more rule')} ${open === 1 ? 'is' : 'are'} open`] : []),
      ].join('; ')
    }
  }
}

/** `, but Outlook at 20%`: a good rate of the whole must not hide a disaster at one provider. */
function butWeakest(
  weakest: ProviderTally | null,
  { inboxRate: { bound }, settled }: JudgedTest,
  { name, figures = asItIs }: Quoting,
): string {
  if (weakest === null) return ''
  const rate = formatPercent(percent(weakest.inbox, weakest.seeds), bound.value)
  return `, but ${name(weakest.provider.shown)} at ${figures(rate)}${settled ? '' : ' so far'}`
}

/** `84%`, or `at least 84%` while it may still grow. */
function inboxRate({ inboxRate: { measured, bound }, test }: JudgedTest): string {
  const { low, high } = measured ?? { low: test.summary.inboxRate, high: test.summary.inboxRate }
  return `${low === high ? '' : 'at least '}${formatMeasured(low, bound, 'percent')}`
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

/** Characters of a headline for a chat message. */
const MAX_CHARACTERS = 200

/** Longer names would push the fact out of the line. */
const MAX_NAME_LENGTH = 60

const IN_CHAT: Quoting = {
  name: (untrusted) => oneLine(harmless(untrusted), MAX_NAME_LENGTH),
  problem: ({ message, reason }) => reason ?? harmless(message),
}

/**
 * The headline for a chat message: one line of at most 200 characters, in which untrusted text keeps only letters, digits,
 * spaces, `.` and `-`. So nothing in it notifies anyone, and nothing in it runs in a shell. The campaign's name, where there is
 * one, says what it is about.
 */
export function chatHeadline(run: Findings, headline: Headline): string {
  const line = headlineWords(headline, IN_CHAT, campaignName(run) ?? INBOX_PLACEMENT)
  if (line.length <= MAX_CHARACTERS) return line
  let kept = ''
  for (const character of line) {
    if (kept.length + character.length > MAX_CHARACTERS - 1) break
    kept += character
  }
  return `${kept.trimEnd()}…`
}

/** The name of a single test as a chat message has it; null without one, or where nothing of it may stand there. */
function campaignName(run: Findings): string | null {
  if (run.kind === 'refused' || run.tests.length > 1) return null
  const name = lastSeen(run.tests[0])?.testName ?? null
  if (name === null) return null
  const shown = IN_CHAT.name(name.shown)
  return shown === NOTHING_LEFT ? null : shown
}

const NOTHING_LEFT = '-'

function harmless(untrusted: string): string {
  const words = untrusted
    .slice(0, 2 * MAX_CHARACTERS)
    .replace(/[^\p{L}\p{Nd}.-]+/gu, ' ')
    .trim()
  return words === '' ? NOTHING_LEFT : words
}
