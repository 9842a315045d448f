import type { InboxTest, Placement, Seed, SeedField, Summary } from '../core/inbox-test.ts'
import { SeedAddress, type SeedAddresses, withoutMailboxes } from '../privacy/addresses.ts'
import { oneLine } from '../privacy/one-line.ts'
import { formatCount } from '../wording/numbers.ts'
import { describe, type Fields, isFields, ownField, ShapeError } from './fields.ts'

const NO_TEXT = 'an error without a text'

/**
 * Far more than any test has. It limits both the list and the counts, so that a hostile answer cannot dictate how much memory
 * the work on either takes.
 */
const MOST_SEEDS = 50_000

/**
 * The API's error text, if the body is an error: a non-empty `error` in any case, whatever the HTTP status; `message` and
 * `detail` only where nothing else can be meant, because a good answer may have a message too.
 * @param isFailure whether the HTTP status is an error
 * @returns one line of untrusted text, or null
 */
export function errorText(body: unknown, isFailure: boolean): string | null {
  if (!isFields(body)) return null
  const said = Object.keys(body)
    .filter((key) => key.toLowerCase() === 'error')
    .map((key) => textOfError(ownField(body, key)))
  if (isFailure || ownField(body, 'summary') === undefined) {
    said.push(textOfError(ownField(body, 'message')), textOfError(ownField(body, 'detail')))
  }
  return said.find((text) => text !== null) ?? null
}

/** The text of an error field; null for an empty one: null, false, blank, or an object without fields. */
function textOfError(error: unknown): string | null {
  if (error === undefined || error === null || error === false) return null
  if (typeof error === 'string') return error.trim() === '' ? null : oneLine(error) || NO_TEXT
  if (typeof error !== 'object') return String(error)
  if (Object.keys(error).length === 0) return null
  const message = isFields(error) ? ownField(error, 'message') : undefined
  return (typeof message === 'string' && oneLine(message)) || NO_TEXT
}

/** How an answer is read. */
export interface Reading {
  /** The fields of the seeds that a rule of this run needs. A wrong type in any other is read as missing. */
  readonly needs: ReadonlySet<SeedField>
  readonly seedAddresses: SeedAddresses
}

/**
 * Reads a response of `get_inbox_test_results`: strict where a rule needs the field, tolerant in how it is written
 * (numbers as text, any case and surrounding space), and blind to fields it does not know. Every text of the result shows
 * seed addresses as the run was told to.
 * @param body the parsed body, with its secrets removed
 * @param jobId the test that was asked for, with its secrets removed
 * @throws ShapeError naming the field
 */
export function readInboxTest(body: unknown, jobId: string, { needs, seedAddresses }: Reading): InboxTest {
  if (!isFields(body)) throw new ShapeError('the response', body, 'an object')
  const answeredJob = optionalText(body, 'job_id')
  if (answeredJob !== null && word(answeredJob) !== word(jobId)) {
    throw new ShapeError('job_id', answeredJob, `the test that was asked for, ${describe(jobId)}`)
  }
  const status = optionalText(body, 'status')
  if (status === null) {
    throw new ShapeError('status', ownField(body, 'status'), 'a word such as Processing or Completed')
  }
  const completed = word(status) === 'completed'
  const summary = readSummary(ownField(body, 'summary'))
  const show = (text: string | null) => (text === null ? null : withoutMailboxes(text, seedAddresses))
  return {
    jobId: withoutMailboxes(jobId, seedAddresses),
    testName: show(optionalText(body, 'test_name')),
    submittedDate: show(optionalText(body, 'submitted_date')),
    status: withoutMailboxes(status, seedAddresses),
    completed,
    summary,
    seeds: readSeeds(ownField(body, 'results'), completed, { needs, seedAddresses }),
  }
}

function readSeeds(listed: unknown, completed: boolean, reading: Reading): Seed[] {
  const isNeeded = reading.needs.size > 0
  // Before the first seed arrives there may be no list yet. A Completed test must have one.
  if (!Array.isArray(listed) && (!isNeeded || (listed === null && !completed))) return []
  if (!Array.isArray(listed)) throw new ShapeError('results', listed, 'a list of seeds')
  if (listed.length > MOST_SEEDS) {
    if (!isNeeded) return []
    throw new ShapeError('results', listed, `one of at most ${formatCount(MOST_SEEDS)} seeds`)
  }
  const readSeed = seedReader(reading)
  const seeds: Seed[] = []
  listed.forEach((value: unknown, index) => {
    const seed = readSeed(value, `results[${index}]`)
    if (seed !== null) seeds.push(seed)
  })
  return seeds
}

function readSummary(value: unknown): Summary {
  if (!isFields(value)) throw new ShapeError('summary', value, 'an object')
  const totalSeeds = readCount(value, 'total_seeds', Number.MAX_SAFE_INTEGER)
  if (totalSeeds === 0) throw new ShapeError('summary.total_seeds', 0, 'at least one seed')
  if (totalSeeds > MOST_SEEDS) {
    throw new ShapeError('summary.total_seeds', totalSeeds, `at most ${formatCount(MOST_SEEDS)} seeds`)
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
  const value = ownField(summary, field)
  const count = numeric(value, /^\d+(?:\.0+)?$/u)
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new ShapeError(`summary.${field}`, value, 'a count of seeds')
  }
  if (count > most) throw new ShapeError(`summary.${field}`, value, `at most summary.total_seeds, ${most}`)
  return count
}

function readRate(summary: Fields, field: string): number {
  const value = ownField(summary, field)
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

/** Text, or a number written as text; null when absent, blank, or of any other type. */
function optionalText(fields: Fields, field: string): string | null {
  const value = ownField(fields, field)
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

/** The same for a field that a rule needs: any other type is an error. @throws ShapeError */
function neededText(fields: Fields, field: string, path: string): string | null {
  const value = ownField(fields, field)
  if (value !== undefined && value !== null && typeof value !== 'string' && typeof value !== 'number') {
    throw new ShapeError(`${path}.${field}`, value, 'text')
  }
  return optionalText(fields, field)
}

/** Reads one entry of the list; null for one that is not an object, where no rule needs it. @throws ShapeError */
function seedReader({ needs, seedAddresses }: Reading): (value: unknown, path: string) => Seed | null {
  const show = (text: string | null) => (text === null ? null : withoutMailboxes(text, seedAddresses))
  const text = (fields: Fields, field: SeedField, path: string) =>
    needs.has(field) ? neededText(fields, field, path) : optionalText(fields, field)
  return (value, path) => {
    if (!isFields(value)) {
      if (needs.size > 0) throw new ShapeError(path, value, 'an object')
      return null
    }
    const placement = text(value, 'placement', path)
    const found = readFound(ownField(value, 'email_found'))
    if (found === undefined && needs.has('placement')) {
      throw new ShapeError(`${path}.email_found`, ownField(value, 'email_found'), 'true or false')
    }
    const written = optionalText(value, 'seed_address')
    const address = written === null ? null : new SeedAddress(written, seedAddresses)
    const submission = optionalText(value, 'submission_result')
    return {
      provider: show(text(value, 'provider', path)),
      address,
      placement: placementOf(placement, found ?? null),
      placementText: show(placement),
      spf: show(spfOf(text(value, 'spf_status', path))),
      senderIp: show(text(value, 'sender_ip', path)),
      submissionResult: show(
        submission === null || address === null ? submission : address.removedFrom(submission),
      ),
    }
  }
}

/** Whether the mail was found; null when absent, undefined when the value is neither true nor false. */
function readFound(value: unknown): boolean | null | undefined {
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return value
  const found = typeof value === 'string' ? word(value) : ''
  if (found === 'true') return true
  if (found === 'false') return false
  return
}

/**
 * The API documents Inbox, Spam and Pending; its summary also counts received seeds whose placement it does not know, so
 * any other word, or none, on a received seed is unknown. A seed that the API has not found is pending, whatever placement
 * it gives: without the mail, a placement proves nothing.
 */
function placementOf(text: string | null, found: boolean | null): Placement {
  const placement = word(text ?? '')
  if (found === false) return 'pending'
  if (placement === 'inbox' || placement === 'spam') return placement
  if (found === true) return 'unknown'
  return placement === '' || placement === 'pending' ? 'pending' : 'unknown'
}

/** The SPF result as a word in lower case; null while the API has none. */
function spfOf(text: string | null): string | null {
  const result = word(text ?? '')
  return result === '' || result === 'pending' ? null : result
}

function word(text: string): string {
  return text.trim().toLowerCase()
}
