import type { InboxTest, Placement, Seed, Summary } from '../core/inbox-test.ts'
import { oneLine } from '../privacy/untrusted-text.ts'

/** A field of the response that no verdict can rest on. */
export class ShapeError extends Error {
  constructor(field: string, value: unknown, expected: string) {
    super(`${field} is ${describe(value)}, expected ${expected}`)
  }
}

type Fields = Readonly<Record<string, unknown>>

const NO_TEXT = 'an error without a text'

/**
 * Thousands of times what a test has, and about what fits into the largest body accepted. The list may be longer than the
 * counts say, and what is worked out from either would take a hostile answer's word for how much memory it needs.
 */
const MOST_SEEDS = 150_000

/**
 * The API's error text, if the body is an error: a non-empty `error`, whatever the HTTP status.
 * @param clean removes secrets; it sees the whole text, because a cut could leave half of one
 * @returns one line of untrusted text, or null
 */
export function errorText(body: unknown, clean: (text: string) => string): string | null {
  if (!isFields(body)) return null
  const error = own(body, 'error')
  if (error === undefined || error === null || error === false) return null
  if (typeof error === 'string') return error.trim() === '' ? null : oneLine(clean(error)) || NO_TEXT
  if (typeof error !== 'object') return clean(String(error))
  if (Object.keys(error).length === 0) return null
  const message = isFields(error) ? own(error, 'message') : undefined
  return (typeof message === 'string' && oneLine(clean(message))) || NO_TEXT
}

/**
 * Reads a response of `get_inbox_test_results`: strict where a rule needs the field, tolerant in how it is written
 * (numbers as text, any case and surrounding space), and blind to fields it does not know.
 * @param clean removes secrets from the texts that are kept for display; what decides is read before
 * @throws ShapeError naming the field
 */
export function readInboxTest(body: unknown, jobId: string, clean: (text: string) => string): InboxTest {
  if (!isFields(body)) throw new ShapeError('the response', body, 'an object')
  const answeredJob = optionalText(body, 'job_id', '')
  if (answeredJob !== null && word(answeredJob) !== word(jobId)) {
    throw new ShapeError('job_id', answeredJob, `the test that was asked for, ${describe(jobId)}`)
  }
  const status = optionalText(body, 'status', '')
  if (status === null) {
    throw new ShapeError('status', own(body, 'status'), 'a word such as Processing or Completed')
  }
  const completed = word(status) === 'completed'
  const listed = own(body, 'results')
  // Before the first seed there may be no list to give; a Completed test without one shows nothing.
  const results = listed === null && !completed ? [] : listed
  if (!Array.isArray(results)) throw new ShapeError('results', results, 'a list of seeds')
  if (results.length > MOST_SEEDS) {
    throw new ShapeError('results', results, `one of at most ${MOST_SEEDS} seeds`)
  }
  const shown = (text: string | null) => (text === null ? null : clean(text))
  return {
    jobId: clean(jobId),
    testName: shown(optionalText(body, 'test_name', '')),
    submittedDate: shown(optionalText(body, 'submitted_date', '')),
    status: clean(status),
    completed,
    summary: readSummary(own(body, 'summary')),
    seeds: results.map((seed: unknown, index) => readSeed(seed, `results[${index}]`, shown)),
  }
}

function readSummary(value: unknown): Summary {
  if (!isFields(value)) throw new ShapeError('summary', value, 'an object')
  const totalSeeds = readCount(value, 'total_seeds', Number.MAX_SAFE_INTEGER)
  if (totalSeeds === 0) throw new ShapeError('summary.total_seeds', 0, 'at least one seed')
  if (totalSeeds > MOST_SEEDS) {
    throw new ShapeError('summary.total_seeds', totalSeeds, `at most ${MOST_SEEDS} seeds`)
  }
  return {
    totalSeeds,
    received: readCount(value, 'received', totalSeeds),
    inbox: readCount(value, 'inbox', totalSeeds),
    spam: readCount(value, 'spam', totalSeeds),
    unknown: readCount(value, 'unknown_placement', totalSeeds),
    pending: readCount(value, 'pending', totalSeeds),
    inboxRate: readRate(value, 'inbox_rate'),
    spamRate: readRate(value, 'spam_rate'),
  }
}

function readCount(summary: Fields, field: string, most: number): number {
  const value = own(summary, field)
  const count = numeric(value, /^\d+$/u)
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new ShapeError(`summary.${field}`, value, 'a count of seeds')
  }
  if (count > most) throw new ShapeError(`summary.${field}`, value, `at most summary.total_seeds, ${most}`)
  return count
}

function readRate(summary: Fields, field: string): number {
  const value = own(summary, field)
  const rate = numeric(value, /^\d+(?:\.\d+)?\s*%?$/u)
  if (!(rate >= 0 && rate <= 100))
    throw new ShapeError(`summary.${field}`, value, 'a percentage from 0 to 100')
  return rate
}

/** A number, or text of the given form; NaN for anything else. */
function numeric(value: unknown, form: RegExp): number {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || !form.test(value.trim())) return Number.NaN
  return Number(value.trim().replace(/\s*%$/u, ''))
}

/** Text, or a number written as text; null when absent, null or blank. */
function optionalText(fields: Fields, field: string, path: string): string | null {
  const value = own(fields, field)
  if (value === undefined || value === null) return null
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') throw new ShapeError(`${path}${field}`, value, 'text')
  const text = value.trim()
  return text === '' ? null : text
}

function readSeed(value: unknown, path: string, shown: (text: string | null) => string | null): Seed {
  if (!isFields(value)) throw new ShapeError(path, value, 'an object')
  const text = (field: string) => optionalText(value, field, `${path}.`)
  const placement = text('placement')
  return {
    provider: shown(text('provider')),
    address: shown(text('seed_address')),
    placement: placementOf(placement, readFound(own(value, 'email_found'), path)),
    placementText: shown(placement),
    spf: shown(spfOf(text('spf_status'))),
    senderIp: shown(text('sender_ip')),
    submissionResult: shown(text('submission_result')),
  }
}

function readFound(value: unknown, path: string): boolean | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return value
  const found = typeof value === 'string' ? word(value) : ''
  if (found === 'true') return true
  if (found === 'false') return false
  throw new ShapeError(`${path}.email_found`, value, 'true or false')
}

/**
 * The API documents Inbox, Spam and Pending; its summary also counts received seeds whose placement it does not know, so
 * any other word, or none, on a received seed is unknown. A seed that the API says it has not found is pending, whatever
 * else stands there: a placement without the mail is no evidence of one.
 */
function placementOf(text: string | null, found: boolean | null): Placement {
  const placement = word(text ?? '')
  if (found === false) return 'pending'
  if (placement === 'inbox' || placement === 'spam') return placement
  if (found === true) return 'unknown'
  return placement === '' || placement === 'pending' ? 'pending' : 'unknown'
}

/** The SPF result as a word; null while the API has none to tell. */
function spfOf(text: string | null): string | null {
  const result = word(text ?? '')
  return result === '' || result === 'pending' ? null : result
}

function word(text: string): string {
  return text.trim().toLowerCase()
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Own fields only: `__proto__` and `constructor` in a body are just names. */
function own(fields: Fields, field: string): unknown {
  return Object.hasOwn(fields, field) ? fields[field] : undefined
}

/** A longer text is not quoted: a cut could leave half a secret, and nothing would recognise it. */
const LONGEST_QUOTED = 60

function describe(value: unknown): string {
  if (value === undefined) return 'missing'
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object'
  if (typeof value !== 'string') return String(value)
  return value.length > LONGEST_QUOTED
    ? `a text of ${value.length} characters`
    : JSON.stringify(oneLine(value))
}
