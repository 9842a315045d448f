import type { InboxTest } from '../../src/core/inbox-test.ts'
import type { Baseline } from '../../src/judge/baseline.ts'
import { type Budget, UNLIMITED } from '../../src/report/fit.ts'
import { type Length, renderReport } from '../../src/report/report.ts'
import type { RunResult, TestResult } from '../../src/result/result.ts'
import { compareTests, counted, type JudgedOver, judgedTest, observedRun } from '../builders.ts'
import { type Parsed, parsed } from './parsed.ts'

/** The report in one piece. */
export function rendered(run: RunResult, length: Length = 'summary', budget: Budget = UNLIMITED): string {
  return [...renderReport(run, length, budget)].join('')
}

/** What a reader finds in the report of one test. */
export function pageOf(over: JudgedOver, length?: Length): Parsed {
  return parsed(rendered(observedRun({}, [judgedTest(over)]), length))
}

/** What a reader finds in the report of several. */
export function pageOfTests(...tests: [TestResult, ...TestResult[]]): Parsed {
  return parsed(rendered(observedRun({}, tests)))
}

/** The table with a column of this heading, as its rows without the heading; empty when there is none. */
export function rowsWith(page: Pick<Parsed, 'tables'>, heading: string): string[][] {
  return page.tables.find(([head]) => head?.includes(heading))?.slice(1) ?? []
}

/** A test compared with an earlier one, both settled. */
export const against = (test: InboxTest, before: InboxTest): Baseline<'compared'> => ({
  kind: 'read',
  ...counted(before, true),
  comparison: { ...compareTests(test, before), correctedP: 0.0394 },
  disagreements: [],
})
