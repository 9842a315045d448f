import type { Outcome } from '../core/measure.ts'
import type { Problem } from '../core/problem.ts'
import type { Text } from '../core/text.ts'
import type { Texts } from '../core/texts.ts'
import type { Trend, TrendPoint } from '../core/trend.ts'
import type { RememberedBaseline } from '../judge/baseline.ts'
import { oneLine } from '../privacy/one-line.ts'
import type { Secrets } from '../privacy/secrets.ts'
import { formatCount } from '../wording/numbers.ts'
import { type HistoryEntry, parseLine } from './entry.ts'

/** What the history file held when the run began. */
export type History =
  /** No `history_file` is given. */
  | { readonly kind: 'off' }
  /** No file yet, or nothing in it. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'read'
      /** Oldest first, in the order of the file; each job id once, with what was written of it last. At least one. */
      readonly entries: readonly HistoryEntry[]
      /** Lines that this action did not write. */
      readonly foreignLines: number
    }
  /** The file is there but cannot be read. */
  | { readonly kind: 'unreadable'; readonly problem: Problem }
  /** It holds lines and none is ours: most likely the wrong file. */
  | { readonly kind: 'foreign' }

/** Which test looks into the history. */
export interface HistoryQuery {
  /** null matches entries without one. */
  readonly label: Text | null
  /** The job ids of all tests of this run. */
  readonly jobIds: readonly Text[]
}

/** The API may no longer know a test, and each further one that is tried costs a request. */
const MAX_CANDIDATES = 3
const MAX_POINTS = 10
/** Higher rates since then. With fewer, it is too early to call a rate low. */
const MIN_HIGHER = 5

/**
 * Reads the text of a history file, whatever it is.
 * @param truncated only the end of the file was read, so the first line may have lost its beginning and is not looked at
 */
export function readEntries(text: string, truncated: boolean, secrets: Secrets, texts: Texts): History {
  const lines = (truncated ? text.slice(text.indexOf('\n') + 1 || text.length) : text)
    .split('\n')
    // Windows tools put a byte order mark before a file. It ends up in the middle when files are joined.
    .map((line) => line.replace(/^\uFEFF/u, '').trim())
    .filter((line) => line !== '')
  const byJobId = new Map<string, HistoryEntry>()
  let foreignLines = 0
  for (const line of lines) {
    const entry = parseLine(line, secrets, texts)
    if (entry === null) {
      foreignLines += 1
    } else {
      // A map keeps a key where it first was; the newest has to stand last.
      byJobId.delete(entry.jobId.exactKey)
      byJobId.set(entry.jobId.exactKey, entry)
    }
  }
  if (byJobId.size > 0) return { kind: 'read', entries: [...byJobId.values()], foreignLines }
  return foreignLines > 0 || truncated ? { kind: 'foreign' } : { kind: 'none' }
}

/**
 * The job ids that can stand in as the baseline, newest first, at most three. Usable is a test that was settled, has the
 * same label, and is not one of this run.
 */
export function baselineCandidates(history: History, which: RememberedBaseline, query: HistoryQuery): Text[] {
  return earlier(history, query)
    .filter((entry) => entry.settled && (which === 'last' || entry.verdict === 'passed'))
    .slice(-MAX_CANDIDATES)
    .reverse()
    .map((entry) => entry.jobId)
}

/**
 * Why there is nothing to compare with, in a history that could be read. It is true when there are no candidates, or when the
 * API knows none of them.
 * @returns words that follow a colon, without a full stop
 */
export function noBaselineCause(history: History, which: RememberedBaseline, query: HistoryQuery): string {
  const tried = baselineCandidates(history, which, query).length
  if (tried > 0) {
    return tried === 1
      ? `the API no longer knows the only ${usable(which)} test in the history`
      : `the API no longer knows the last ${tried} ${usable(which)} tests in the history`
  }
  const entries = entriesOf(history)
  if (entries.length === 0) return 'the history holds no test yet'
  if (!entries.some((entry) => isSameLabel(entry.label, query.label))) {
    return query.label === null
      ? 'the history holds no test without a label yet'
      : `the history holds no test with the label "${oneLine(query.label.shown, 60)}" yet`
  }
  const others = earlier(history, query)
  if (others.length === 0) return 'the history holds only tests of this run'
  const test = query.label === null ? 'test without a label' : 'test with this label'
  if (!others.some((entry) => entry.settled)) {
    return `no earlier ${test} was settled; wait_for: verdict ends the wait before the test is`
  }
  return `no settled ${test} has passed yet`
}

/** The verdict of the newest other test with the same label; null without one. */
export function previousVerdict(history: History, query: HistoryQuery): Outcome | null {
  return earlier(history, query).at(-1)?.verdict ?? null
}

/** The last inbox rates with this entry's label, and how this one stands among them; null where no history is kept. */
export function trendOf(history: History, entry: HistoryEntry): Trend | null {
  if (history.kind === 'off') return null
  const before = earlier(history, { label: entry.label, jobIds: [entry.jobId] })
  return {
    points: [...before, entry].slice(-MAX_POINTS).map(pointOf),
    lowestSince: entry.settled
      ? lowestSince(
          before.filter(({ settled }) => settled),
          entry.inboxRate,
        )
      : null,
  }
}

/** What the reader has to know about the file itself; null when all is well. */
export function historyWarning(history: History): Problem | null {
  if (history.kind === 'unreadable') return history.problem
  if (history.kind === 'foreign') {
    return {
      message: 'history_file has lines, but this action wrote none of them',
      hint: 'Check the path. The lines are kept, and this run is appended to them.',
    }
  }
  if (history.kind !== 'read' || history.foreignLines === 0) return null
  const { foreignLines: count } = history
  return {
    message:
      count === 1
        ? 'history_file holds 1 line that this action did not write'
        : `history_file holds ${formatCount(count)} lines that this action did not write`,
    hint: 'Such lines are skipped and kept. A step that was killed while it wrote leaves such a line behind; you may delete it.',
  }
}

function entriesOf(history: History): readonly HistoryEntry[] {
  return history.kind === 'read' ? history.entries : []
}

/** Oldest first. */
function earlier(history: History, { label, jobIds }: HistoryQuery): HistoryEntry[] {
  // Two ids that differ in case alone name the same test, and a test compared with itself cannot fail.
  const ofThisRun = new Set(jobIds.map(({ exactKey }) => exactKey))
  return entriesOf(history).filter(
    (entry) => isSameLabel(entry.label, label) && !ofThisRun.has(entry.jobId.exactKey),
  )
}

function usable(which: RememberedBaseline): string {
  return which === 'last' ? 'settled' : 'passed'
}

function isSameLabel(a: Text | null, b: Text | null): boolean {
  return a?.key === b?.key
}

function pointOf({ time, jobId, inboxRate, verdict }: HistoryEntry): TrendPoint {
  return { time, jobId, inboxRate, verdict }
}

/** @param settled the settled entries before this one, oldest first */
function lowestSince(settled: readonly HistoryEntry[], rate: number): string | null {
  const notHigher = settled.findLastIndex((entry) => entry.inboxRate <= rate)
  if (settled.length - 1 - notHigher < MIN_HIGHER) return null
  return settled[Math.max(0, notHigher)]?.time ?? null
}
