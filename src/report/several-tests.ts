import { jobName } from '../core/job.ts'
import { type Corrected, SIGNIFICANCE_LEVEL } from '../judge/statistics.ts'
import {
  factWords,
  type Quoting,
  testHeadlineWords,
  VERDICT_ICONS,
  VERDICT_WORDS,
} from '../result/headline.ts'
import type {
  Headlines,
  ObservedRun,
  PairComparison,
  TestHeadline,
  TestInShort,
  TestResult,
} from '../result/result.ts'
import { formatCount, formatP, formatPercent, formatPoints, isNoChange, plural } from '../wording/numbers.ts'
import { bar } from './bar.ts'
import { listed } from './findings/words.ts'
import { type Block, type TableBlock, tableOf } from './fit.ts'
import { testFooter } from './footer.ts'
import { tableHead, tableRow, text, unbroken } from './markdown.ts'
import { IN_HTML, IN_MARKDOWN } from './quoting.ts'
import { RANK } from './rank.ts'
import { type Setting, testBlocks } from './test-report.ts'

const SQUARES = 10

/** A table of the tests, the differences that are more than chance, and each test's own report, collapsed when it passed. */
export function severalTestsBlocks(run: ObservedRun & Headlines, length: Setting['length']): Block[] {
  return [
    testsTable(run),
    ...differences(run),
    ...everyDifference(run),
    ...notCompared(run),
    ...run.inShort.flatMap((each) => ownReport(each, run, length)),
  ]
}

function testsTable({ inShort }: Headlines): TableBlock {
  return tableOf({
    before: `\n${tableHead([
      { heading: '', align: 'center' },
      { heading: 'Test', align: 'left' },
      { heading: 'Inbox', align: 'right' },
      { heading: 'Spam', align: 'right' },
      { heading: 'What failed', align: 'left' },
    ])}`,
    items: inShort,
    row: testRow,
    after: '',
    noun: 'tests',
    rank: RANK.tests,
  })
}

function testRow({ test: result, headline }: TestInShort): string {
  const icon = VERDICT_ICONS[headline.verdict]
  const label = text(jobName(result.job))
  if (result.kind !== 'judged') return tableRow([icon, label, '–', '–', unbroken(whatFailed(headline))])
  const { summary } = result.test
  return tableRow([
    icon,
    // Beside the label, a bar of this length would push the rate off the screen of a telephone.
    `${label}<br>${bar(summary, summary.totalSeeds, SQUARES)}`,
    unbroken(formatPercent(summary.inboxRate, result.inboxRate.bound.value)),
    unbroken(formatPercent(summary.spamRate)),
    // On a phone, a sentence broken over a narrow column would make the row taller than the screen.
    unbroken(whatFailed(headline)),
  ])
}

/** The cell under "What failed". Why a test could not be judged is too long for it, and stands in the test's own report. */
function whatFailed({ verdict, fact }: TestHeadline): string {
  if (verdict === 'error') return VERDICT_WORDS.error
  if (verdict === 'passed') return ''
  return `${verdict === 'undecided' ? 'open: ' : ''}${factWords(fact, IN_MARKDOWN)}`
}

type Pair = Corrected<PairComparison>

/**
 * Names the pairs whose difference is more than chance; one sentence is enough for all others. Tests that were not compared are
 * in no such sentence.
 */
function differences({ tests, pairs: all }: ObservedRun): Block[] {
  if (all.length === 0) return []
  const pairs = all.filter(isDifferent)
  if (pairs.length === 0) return [`\n${sameRate(tests, all)}\n`]
  const real = pairs.filter(({ correctedP }) => correctedP < SIGNIFICANCE_LEVEL)
  if (real.length === 0) {
    return [`\n${chanceAlone(tests, all, pairs)}\n`]
  }
  const list = tableOf({
    before: '\n',
    items: real,
    row: ({ better, worse, points }) =>
      `- **${name(tests, better)}** is ${formatPoints(points)} above **${name(tests, worse)}**, more than chance would explain.\n`,
    after: '',
    noun: 'differences',
    rank: RANK.differences,
  })
  const rest = pairs.filter((pair) => !real.includes(pair))
  if (rest.length === 0) return [list]
  return [list, `\n${chanceInTheRest(tests, rest)}\n`]
}

/** More names would not be read. */
const MAX_NAMED = 4

function sameRate(tests: readonly TestResult[], all: readonly Pair[]): string {
  const compared = comparedTests(all)
  const which =
    compared.length === tests.length
      ? compared.length === 2
        ? 'The two tests'
        : 'These tests all'
      : compared.length <= MAX_NAMED
        ? namesOf(tests, compared)
        : `The ${formatCount(compared.length)} tests that could be compared all`
  return `${which} have the same inbox rate.`
}

function chanceAlone(tests: readonly TestResult[], all: readonly Pair[], pairs: readonly Pair[]): string {
  const compared = comparedTests(all)
  const which = pairs.length === 1 ? 'the difference' : 'every difference'
  if (compared.length === tests.length) return `Chance alone could explain ${which} between these tests.`
  return compared.length <= MAX_NAMED
    ? `Between ${namesOf(tests, compared)}, chance alone could explain ${which}.`
    : `Chance alone could explain ${which} between the ${formatCount(compared.length)} tests that could be compared.`
}

function chanceInTheRest(tests: readonly TestResult[], rest: readonly Pair[]): string {
  return rest.length === 1
    ? `Between ${namesOf(tests, comparedTests(rest))}, chance alone could explain the difference.`
    : `Chance alone could explain the ${formatCount(rest.length)} other differences between the tests that could be compared.`
}

/** The places of the tests that stand in any of the pairs, in their order. */
function comparedTests(pairs: readonly Pair[]): number[] {
  return [...new Set(pairs.flatMap(({ better, worse }) => [better, worse]))].sort((a, b) => a - b)
}

function namesOf(tests: readonly TestResult[], places: readonly number[]): string {
  return listed(
    places.map((place) => `**${name(tests, place)}**`),
    MAX_NAMED,
  )
}

function isDifferent({ points }: Pair): boolean {
  return !isNoChange(points)
}

function everyDifference({ tests, pairs: all }: ObservedRun): TableBlock[] {
  const pairs = all.filter(isDifferent)
  if (pairs.length === 0) return []
  const row = ({ better, worse, points, correctedP }: Pair) =>
    tableRow([
      name(tests, better),
      name(tests, worse),
      unbroken(formatPoints(points)),
      unbroken(formatP(correctedP)),
    ])
  return [
    tableOf({
      before: `\n<details><summary>${plural(pairs.length, 'difference')} between the tests</summary>\n\n${tableHead(
        [
          { heading: 'Better', align: 'left' },
          { heading: 'Worse', align: 'left' },
          { heading: 'Difference', align: 'right' },
          { heading: 'Chance', align: 'right' },
        ],
      )}`,
      items: pairs.toSorted((a, b) => a.correctedP - b.correctedP),
      row,
      after: '\nCorrected for all comparisons of this report (Holm).\n\n</details>\n',
      noun: 'differences',
      rank: RANK.everyDifference,
    }),
  ]
}

/** Names the tests that are in none of the pairs, and why, where any others were compared. */
function notCompared({ tests, pairs }: ObservedRun): string[] {
  const settled = tests.filter((test) => test.kind === 'judged' && test.settled)
  if (pairs.length === 0 && settled.length < 2) return []
  const because = (reason: string, some: readonly TestResult[]) => {
    if (some.length === 0) return []
    const names = listed(some.map(({ job }) => `**${text(jobName(job))}**`))
    return [`\n${names} ${some.length === 1 ? 'is' : 'are'} not compared with the others: ${reason}.\n`]
  }
  const odd = settled.filter((test) => test.kind === 'judged' && test.disagreements.length > 0)
  const open = tests.filter((test) => test.kind !== 'error' && !settled.includes(test))
  return [
    ...because('the API contradicts itself there', odd),
    ...because('seeds there are still open', open),
    ...because(
      'no results could be read',
      tests.filter(({ kind }) => kind === 'error'),
    ),
  ]
}

function ownReport(
  { test: result, headline }: TestInShort,
  run: ObservedRun,
  length: Setting['length'],
): Block[] {
  const icon = VERDICT_ICONS[headline.verdict]
  const { settings, facts } = run
  const headed = (quoting: Quoting) =>
    `${icon} ${testHeadlineWords(quoting.name(jobName(result.job).shown), headline, quoting)}`
  const blocks = [...testBlocks(result, { settings, facts, length, heading: '####' }), testFooter(result)]
  return result.kind === 'judged' && result.verdict === 'passed'
    ? [`\n<details><summary>${headed(IN_HTML)}</summary>\n`, ...blocks, '\n</details>\n']
    : [`\n### ${headed(IN_MARKDOWN)}\n`, ...blocks]
}

function name(tests: readonly TestResult[], index: number): string {
  const test = tests[index]
  return test === undefined ? '–' : text(jobName(test.job))
}
