import { type InboxTest, type SeedField, type Summary, withExactEnds } from '../core/inbox-test.ts'
import { nameKey, type Text } from '../core/text.ts'
import type { Texts } from '../core/texts.ts'
import { formatCount } from '../wording/numbers.ts'
import { describe, isFields, optionalText, ownField, ShapeError, word } from './fields.ts'
import { readSeedLine, type SeedLine } from './seed-lines.ts'
import { type ListedSeeds, seedsOf } from './seeds.ts'
import { MAX_SEEDS, readSummary } from './summary.ts'

/** How an answer is read. */
export interface Reading {
  /** The fields of the seeds that a rule of this run needs. A wrong type in any other is read as missing. */
  readonly needs: ReadonlySet<SeedField>
  readonly texts: Texts
}

/**
 * Reads a response of `get_inbox_test_results`: strict where a rule needs the field, tolerant in how it is written
 * (numbers as text, any case and surrounding space), and blind to fields it does not know.
 * @throws ShapeError naming the field; its message quotes the body as it came in
 */
export function readInboxTest(body: unknown, jobId: Text, { needs, texts }: Reading): InboxTest {
  if (!isFields(body)) throw new ShapeError('the response', body, 'an object')
  const answeredJob = optionalText(body, 'job_id')
  if (answeredJob !== null && texts.text(answeredJob).exactKey !== jobId.exactKey) {
    throw new ShapeError('job_id', answeredJob, `the test that was asked for, ${describe(jobId.given)}`)
  }
  const status = optionalText(body, 'status')
  if (status === null) {
    throw new ShapeError('status', ownField(body, 'status'), 'a word such as Processing or Completed')
  }
  const completed = word(status) === 'completed'
  const summary = withExactEnds(readSummary(ownField(body, 'summary')))
  const orNull = (text: string | null) => (text === null ? null : texts.text(text))
  return {
    jobId,
    testName: orNull(optionalText(body, 'test_name')),
    submittedDate: orNull(optionalText(body, 'submitted_date')),
    status: texts.text(status),
    completed,
    summary,
    ...readList(ownField(body, 'results'), completed, summary, { needs, texts }),
  }
}

/** Reads `results`, which may be unusable where no rule is counted from it. @throws ShapeError */
function readList(
  listed: unknown,
  completed: boolean,
  summary: Summary,
  { needs, texts }: Reading,
): ListedSeeds & Pick<InboxTest, 'listFault'> {
  try {
    const lines = readLines(listed, completed, needs)
    return { ...seedsOf(withFewProviders(lines), summary, texts), listFault: null }
  } catch (error) {
    if (!(error instanceof ShapeError) || needs.size > 0) throw error
    return { seeds: [], differingSeeds: 0, listFault: texts.show(error.message) }
  }
}

function readLines(listed: unknown, completed: boolean, needs: ReadonlySet<SeedField>): SeedLine[] {
  // Before the first seed arrives there may be no list yet. A Completed test must have one.
  if (listed === null && !completed) return []
  if (!Array.isArray(listed)) throw new ShapeError('results', listed, 'a list of seeds')
  if (listed.length > MAX_SEEDS) {
    throw new ShapeError('results', listed, `one of at most ${formatCount(MAX_SEEDS)} seeds`)
  }
  return listed
    .map((value: unknown, index) => readSeedLine(value, `results[${index}]`, needs))
    .filter((line) => line !== null)
}

/** Far more than any test has. With more, the names of all are missing, so that no answer makes thousands of groups. */
const MAX_PROVIDERS = 500

function withFewProviders(lines: readonly SeedLine[]): readonly SeedLine[] {
  const names = new Set(lines.map(({ provider }) => provider))
  names.delete(null)
  const keys = new Set<string>()
  for (const name of names) if (name !== null) keys.add(nameKey(name))
  return keys.size > MAX_PROVIDERS ? lines.map((line) => ({ ...line, provider: null })) : lines
}
