import fc from 'fast-check'
import type { HistoryEntry, HistoryLine } from '../../src/history/entry.ts'
import { asText } from '../texts.ts'

/** A passed, settled run without a label, unless told otherwise. */
export function entry(over: Partial<HistoryLine> = {}): HistoryLine {
  return {
    schema_version: 1,
    time: '2026-11-20T09:41:00.000Z',
    label: null,
    job_id: 'job-1',
    verdict: 'passed',
    settled: true,
    inbox_rate: 90,
    spam_rate: 10,
    total_seeds: 50,
    received: 50,
    inbox: 45,
    spam: 5,
    unknown_placement: 0,
    pending: 0,
    commit: '9d2e4f1a0b3c5d7e9f1a2b3c4d5e6f708192a3b4',
    run_url: 'https://github.com/acme/mail/actions/runs/4242/attempts/1',
    ...over,
  }
}

/** Entries of jobs 1, 2, 3 … on 1, 2, 3 … October, in that order. */
export function entriesOfOctober(each: readonly Partial<HistoryLine>[]): HistoryLine[] {
  return each.map((over, index) => entry({ time: october(index + 1), job_id: `job-${index + 1}`, ...over }))
}

export function october(day: number): string {
  return `2026-10-${String(day).padStart(2, '0')}T08:00:00.000Z`
}

/** Few labels, job ids and rates, so that they meet. */
export const anyEntries: fc.Arbitrary<HistoryLine[]> = fc.array(
  fc
    .record({
      label: fc.constantFrom(null, 'A', 'B'),
      job_id: fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11', '12'),
      verdict: fc.constantFrom('passed' as const, 'failed' as const, 'undecided' as const),
      settled: fc.boolean(),
      inbox_rate: fc.integer({ min: 80, max: 90 }),
      time: fc.integer({ min: 1, max: 30 }).map(october),
    })
    .map(entry),
  { maxLength: 40 },
)

/** What a later run reads of a line. */
export function readOf({ time, label, job_id, verdict, settled, inbox_rate }: HistoryLine): HistoryEntry {
  return {
    time,
    label: label === null ? null : asText(label),
    jobId: asText(job_id),
    verdict,
    settled,
    inboxRate: inbox_rate,
  }
}
