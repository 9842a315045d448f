import type { InboxTest } from '../core/inbox-test.ts'
import type { ReportSettings } from '../core/report-settings.ts'
import type { RunFacts } from '../core/run-facts.ts'
import { figuresOf } from '../judge/figures.ts'
import type { JudgedTest, TestResult } from '../result/result.ts'
import { arrivalsTable } from './arrivals-table.ts'
import { lookHereFirst } from './findings/look-here-first.ts'
import { type Block, type TableBlock, tableOf } from './fit.ts'
import { movedTable } from './moved-table.ts'
import { lastSeenOpening, opening } from './opening.ts'
import { problemBlocks } from './problem.ts'
import { lastSeenProviders, providerTable } from './provider-table.ts'
import { RANK } from './rank.ts'
import { rulesTables } from './rules-table.ts'
import { howManySeeds, seedTable } from './seed-table.ts'
import { senderTable } from './sender-table.ts'
import { trendTable } from './trend-table.ts'

/** How the report of one test is made. */
export interface Setting {
  readonly settings: ReportSettings
  readonly facts: RunFacts
  /** The comment has no row for each seed; the file has every row there is. */
  readonly length: 'summary' | 'file' | 'comment'
  /** `###` for a single test, `####` for a test that stands under a heading of its own. */
  readonly heading: string
}

/** The report of one test, without its headline and footer. */
export function testBlocks(result: TestResult, setting: Setting): Block[] {
  switch (result.kind) {
    case 'judged':
      return judgedBlocks(result, setting)
    case 'error':
      return [
        ...problemBlocks(result.problem),
        ...(result.lastSeen === null ? [] : lastSeenBlocks(result.lastSeen, setting)),
      ]
    case 'unanswered':
      return []
  }
}

function judgedBlocks(result: JudgedTest, setting: Setting): Block[] {
  const { settings, facts, heading } = setting
  const { test, figures } = result
  return [
    opening(result, settings, facts),
    ...findings(lookHereFirst(result, settings), heading),
    ...rulesTables(result),
    ...providerTable(result, settings, heading),
    ...arrivalsTable(result),
    ...senderTable(figures),
    ...movedTable(result),
    ...trendTable(result.trend),
    ...seeds(test, setting),
  ]
}

/** The results that had come before a fault. They may help to find it; nothing in them is judged. */
function lastSeenBlocks(test: InboxTest, setting: Setting): Block[] {
  const figures = figuresOf(test, false)
  return [
    lastSeenOpening(test, figures),
    ...lastSeenProviders(figures, setting.heading),
    ...senderTable(figures),
    ...seeds(test, setting),
  ]
}

function findings(items: readonly string[], heading: string): TableBlock[] {
  if (items.length === 0) return []
  return [
    tableOf({
      before: `\n${heading} Look here first\n\n`,
      items,
      row: (item, index) => `${index + 1}. ${item}\n`,
      after: '',
      noun: 'findings',
      rank: RANK.findings,
    }),
  ]
}

/** The table of seeds. A comment links to the page of the run instead. */
function seeds(test: InboxTest, { length, facts }: Setting): Block[] {
  if (length !== 'comment') return seedTable(test)
  if (facts.runUrl === null || test.seeds.length === 0) return []
  return [`\n${howManySeeds(test)}: see the summary of the [workflow run](${facts.runUrl}).\n`]
}
