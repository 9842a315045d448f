import type { JudgedTest, RunFacts } from '../judge/result.ts'
import type { Outcome } from '../judge/rule.ts'
import { type SeedAddresses, withoutMailboxes } from '../privacy/addresses.ts'
import { parseJson, type Secrets } from '../privacy/secrets.ts'

/** Increased when code that reads older lines would misread newer ones. */
const SCHEMA_VERSION = 1

/** What one run found out about one test: a line of the history file, under the file's own field names. */
export interface HistoryEntry {
  readonly schema_version: typeof SCHEMA_VERSION
  /** When the wait ended. ISO 8601, UTC. */
  readonly time: string
  /** null for a test without one. */
  readonly label: string | null
  readonly job_id: string
  readonly verdict: Outcome
  /** Completed, or complete enough. */
  readonly settled: boolean
  /** Percent of all seeds, 0 to 100. */
  readonly inbox_rate: number
  /** Percent of all seeds, 0 to 100. */
  readonly spam_rate: number
  /** At least 1. None of the counts below is above it; beyond that they are the API's, and need not add up. */
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

/**
 * Characters. This action writes no longer and no shorter lines: the names of the fields alone take more than the lower limit.
 * The upper limit bounds the work on one line, the lower one the number of lines that a file can make us parse.
 */
const LONGEST_LINE = 8_000
const SHORTEST_LINE = 200

const LONGEST_LABEL = 200
const LONGEST_JOB_ID = 1_000
const LONGEST_URL = 1_000

/** No answer of the API with more seeds is judged. */
const MOST_SEEDS = 50_000

/** The entry of one judged test. It holds no seeds, so no seed address. */
export function entryOf({ job, test, verdict, settled }: JudgedTest, facts: RunFacts): HistoryEntry {
  const { summary } = test
  return {
    schema_version: SCHEMA_VERSION,
    time: new Date(facts.checkedAtMs).toISOString(),
    label: job.label,
    job_id: job.id,
    verdict,
    settled,
    inbox_rate: summary.inboxRate,
    spam_rate: summary.spamRate,
    total_seeds: summary.totalSeeds,
    received: summary.received,
    inbox: summary.inbox,
    spam: summary.spam,
    unknown_placement: summary.unknown,
    pending: summary.pending,
    // A server may write commits and pages in an unknown form. Leaving them out is better than losing the line.
    commit: isCommit(facts.commit) ? facts.commit : null,
    run_url: isUrl(facts.runUrl) ? facts.runUrl : null,
  }
}

/** The lines to append: JSON, each with a line break at its end. */
export function serialize(entries: readonly HistoryEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
}

/**
 * Reads one line of the file. Anyone may have written it, so it is accepted only when every field is as this action would have
 * written it; unknown fields are ignored.
 * @param mode how to show addresses that someone put into the file
 * @returns null for a line that this action did not write
 */
export function parseLine(line: string, secrets: Secrets, mode: SeedAddresses): HistoryEntry | null {
  if (line.length < SHORTEST_LINE || line.length > LONGEST_LINE || !line.startsWith('{')) return null
  const value = parseJson(line, secrets)
  if (typeof value !== 'object' || value === null || Object.hasOwn(value, '__proto__')) return null
  const known = Object.entries(value)
    .filter(([name]) => Object.hasOwn(FIELDS, name))
    .map(([name, field]) => [
      name,
      typeof field === 'string' && !isLabel(name) ? withoutMailboxes(field, mode) : field,
    ])
  const fields: Record<string, unknown> = Object.fromEntries(known)
  return isEntry(fields) ? fields : null
}

/** A label from the file is compared but never shown, so addresses in it stay: a label with an at-sign must find its lines. */
function isLabel(name: string): boolean {
  return name === 'label'
}

type Checks = {
  readonly [Name in keyof HistoryEntry]: (value: unknown) => value is HistoryEntry[Name]
}

const FIELDS: Checks = {
  schema_version: (value) => value === SCHEMA_VERSION,
  time: isTime,
  label: (value): value is string | null => value === null || isName(value, LONGEST_LABEL),
  job_id: (value): value is string => isName(value, LONGEST_JOB_ID),
  verdict: (value) => value === 'passed' || value === 'failed' || value === 'undecided',
  settled: (value) => typeof value === 'boolean',
  inbox_rate: isRate,
  spam_rate: isRate,
  total_seeds: (value): value is number => isCount(value) && value > 0,
  received: isCount,
  inbox: isCount,
  spam: isCount,
  unknown_placement: isCount,
  pending: isCount,
  commit: (value) => value === null || isCommit(value),
  run_url: (value) => value === null || isUrl(value),
}

function isEntry(fields: object): fields is HistoryEntry {
  const given = new Map(Object.entries(fields))
  if (!Object.entries(FIELDS).every(([name, isRight]) => isRight(given.get(name)))) return false
  const { total_seeds, received, inbox, spam, unknown_placement, pending } = fields as HistoryEntry
  return Math.max(received, inbox, spam, unknown_placement, pending) <= total_seeds
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

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST_SEEDS
}

/** A full SHA-1 or SHA-256. */
function isCommit(value: unknown): value is string {
  return typeof value === 'string' && /^(?:[\da-f]{40}|[\da-f]{64})$/u.test(value)
}

function isUrl(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_URL && /^https?:\/\/[\x21-\x7e]+$/u.test(value)
}
