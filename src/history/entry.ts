import type { InboxTest } from '../core/inbox-test.ts'
import { type Job, MAX_JOB_ID_LENGTH } from '../core/job.ts'
import { parseJson } from '../core/json.ts'
import type { Outcome } from '../core/measure.ts'
import type { RunFacts } from '../core/run-facts.ts'
import type { Text } from '../core/text.ts'
import type { Texts } from '../core/texts.ts'
import type { Secrets } from '../privacy/secrets.ts'

/** Increased when code that reads older lines would misread newer ones. */
const SCHEMA_VERSION = 1

/** What one run found out about one test: a line of the history file, under the file's own field names. */
export interface HistoryLine {
  readonly schema_version: typeof SCHEMA_VERSION
  /** When the wait ended. ISO 8601, UTC. */
  readonly time: string
  /** As it was given; null for a test without one. */
  readonly label: string | null
  /** As it was given. */
  readonly job_id: string
  readonly verdict: Outcome
  /** Completed, or complete enough. */
  readonly settled: boolean
  /** Percent of all seeds, 0 to 100. */
  readonly inbox_rate: number
  /** Percent of all seeds, 0 to 100. */
  readonly spam_rate: number
  readonly total_seeds: number
  readonly received: number
  readonly inbox: number
  readonly spam: number
  readonly unknown_placement: number
  readonly pending: number
  /** null outside a workflow run. */
  readonly commit: string | null
  /** Page of the workflow run; null outside one. */
  readonly run_url: string | null
}

/** What a later run reads of such a line. The other fields are for people and their tools. */
export interface HistoryEntry {
  readonly time: string
  readonly label: Text | null
  readonly jobId: Text
  readonly verdict: Outcome
  readonly settled: boolean
  readonly inboxRate: number
}

/**
 * Characters. This action writes no longer and no shorter lines: the names of the fields alone take more than the lower limit.
 * The upper limit bounds the work on one line, the lower one the number of lines that a file can make us parse.
 */
const MAX_LINE_LENGTH = 8_000
const MIN_LINE_LENGTH = 200

const MAX_LABEL_LENGTH = 200

/** A test with a verdict, as far as the history remembers it. */
export interface Remembered {
  readonly job: Job
  readonly test: InboxTest
  readonly verdict: Outcome
  /** Completed, or complete enough. */
  readonly settled: boolean
}

/** The entry of one judged test. */
export function entryOf(
  { job, test, verdict, settled }: Remembered,
  { checkedAtMs }: RunFacts,
): HistoryEntry {
  const time = new Date(checkedAtMs).toISOString()
  return {
    time,
    label: job.label,
    jobId: job.id,
    verdict,
    settled,
    inboxRate: test.summary.inboxRate,
  }
}

/** The line of one judged test. It holds no seeds, so no seed address. */
export function lineOf(result: Remembered, facts: RunFacts): HistoryLine {
  const { time, label, jobId, verdict, settled, inboxRate } = entryOf(result, facts)
  const { summary } = result.test
  return {
    schema_version: SCHEMA_VERSION,
    time,
    label: label?.given ?? null,
    job_id: jobId.given,
    verdict,
    settled,
    inbox_rate: inboxRate,
    spam_rate: summary.spamRate,
    total_seeds: summary.totalSeeds,
    received: summary.received,
    inbox: summary.inbox,
    spam: summary.spam,
    unknown_placement: summary.unknown,
    pending: summary.pending,
    commit: facts.commit,
    run_url: facts.runUrl,
  }
}

/** The lines to append: JSON, each with a line break at its end. */
export function serialize(lines: readonly HistoryLine[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('')
}

/**
 * Reads one line of the file. Anyone may have written it, so every field that is read must be as this action would have written
 * it. All others are ignored.
 * @param secrets no label and no job id of ours holds one: it would have been refused as an input
 * @returns null for a line that this action did not write
 */
export function parseLine(line: string, secrets: Secrets, texts: Texts): HistoryEntry | null {
  if (line.length < MIN_LINE_LENGTH || line.length > MAX_LINE_LENGTH || !line.startsWith('{')) return null
  const value = parseJson(line)
  if (typeof value !== 'object' || value === null || Object.hasOwn(value, '__proto__')) return null
  const { schema_version, time, label, job_id, verdict, settled, inbox_rate } = value as Record<
    string,
    unknown
  >
  const isOurName = (name: unknown, longest: number): name is string =>
    isName(name, longest) && secrets.remove(name) === name
  const isOurs =
    schema_version === SCHEMA_VERSION &&
    isTime(time) &&
    (label === null || isOurName(label, MAX_LABEL_LENGTH)) &&
    isOurName(job_id, MAX_JOB_ID_LENGTH) &&
    (verdict === 'passed' || verdict === 'failed' || verdict === 'undecided') &&
    typeof settled === 'boolean' &&
    isRate(inbox_rate)
  if (!isOurs) return null
  return {
    time,
    label: label === null ? null : texts.text(label),
    jobId: texts.text(job_id),
    verdict,
    settled,
    inboxRate: inbox_rate,
  }
}

function isTime(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z$/u.test(value)) return false
  const time = new Date(value)
  // Date accepts 31 September and turns it into 1 October.
  return Number.isFinite(time.getTime()) && time.toISOString().startsWith(value.slice(0, 19))
}

/** Text on one line, as inputs must be. */
function isName(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= longest && !/\p{Cc}/u.test(value)
}

function isRate(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 100
}
