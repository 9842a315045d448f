import type { Summary } from '../core/inbox-test.ts'
import { formatCount } from '../wording/numbers.ts'
import { type Fields, isFields, numeric, ownField, ShapeError } from './fields.ts'

/**
 * Far more than any test has. It limits both the list and the counts, so that a hostile answer cannot dictate how much time and
 * memory the work on either takes.
 */
export const MAX_SEEDS = 10_000

/** Reads `summary`: all of its counts and rates are needed. @throws ShapeError naming the field */
export function readSummary(value: unknown): Summary {
  if (!isFields(value)) throw new ShapeError('summary', value, 'an object')
  const totalSeeds = readCount(value, 'total_seeds', Number.MAX_SAFE_INTEGER)
  if (totalSeeds === 0) throw new ShapeError('summary.total_seeds', 0, 'at least one seed')
  if (totalSeeds > MAX_SEEDS) {
    throw new ShapeError('summary.total_seeds', totalSeeds, `at most ${formatCount(MAX_SEEDS)} seeds`)
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
  if (count > most)
    throw new ShapeError(`summary.${field}`, value, `at most summary.total_seeds, ${formatCount(most)}`)
  return count
}

function readRate(summary: Fields, field: string): number {
  const value = ownField(summary, field)
  const rate = numeric(value, /^\d+(?:\.\d+)?\s*%?$/u)
  if (!(rate >= 0 && rate <= 100)) {
    throw new ShapeError(`summary.${field}`, value, 'a percentage from 0 to 100')
  }
  return rate
}
