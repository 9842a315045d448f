import { type Job, jobName } from '../core/job.ts'
import type { Text } from '../core/text.ts'
import { defineInput, type OtherInputs, type OwnReader } from '../parsing/declaration.ts'
import { InvalidValue } from '../parsing/invalid-value.ts'
import { refuseFoldedName, refuseIdInLabel, refuseSeveral } from '../parsing/list.ts'
import { NO_ID_FOUND, parseJobId } from '../parsing/parse.ts'
import { CREATES_A_TEST } from '../wording/vendor.ts'

/** Nobody compares more than this, and each test costs one request per poll. */
const MAX_TESTS = 20

/** Characters. A longer label would not fit beside its numbers. */
const MAX_LABEL_LENGTH = 60

/** The tests, one per line: `Label: id`, or just the id. */
export const jobId = defineInput({ name: 'job_id', byDefault: '', read: readJobs })

function readJobs(
  { lines: linesOf, readLines, refuse }: OwnReader,
  { texts }: Pick<OtherInputs, 'texts'>,
): readonly Job[] {
  const lines = linesOf()
  if (lines.length === 0) {
    refuse(`it is required; give the job_id that ${CREATES_A_TEST} returned`)
    return []
  }
  if (lines.length > MAX_TESTS) {
    refuse(`it must have at most ${MAX_TESTS} tests, one per line; it has ${lines.length}`)
    return []
  }
  const ids = new Set<string>()
  const names = new Set<string>()
  const parse = (line: string): Job => {
    const job = parseJob(line, texts.test)
    if (!isNew(ids, job.id.exactKey)) throw new InvalidValue('each test may be named only once')
    if (!isNew(names, jobName(job).key)) {
      throw new InvalidValue(
        'each label must be different, whatever its case, spaces and invisible characters',
      )
    }
    return job
  }
  return readLines(parse)
}

/** Splits at the last colon followed by white space, so that an id may hold colons. @throws InvalidValue */
function parseJob(line: string, textOf: (given: string) => Text): Job {
  const [, label, id] = /^(.*):\s+(.*)$/su.exec(line) ?? []
  if (label === undefined || id === undefined) {
    // The reader trims its lines. This is what `Label: ${{ … }}` leaves of an expression that gives nothing.
    if (line.endsWith(':')) {
      throw new InvalidValue(`it must be "Label: id" or just the id, and the id is empty; ${NO_ID_FOUND}`)
    }
    return { id: textOf(parseListedId(line)), label: null }
  }
  refuseFoldedName(label)
  refuseIdInLabel(label, id)
  const name = label.trim()
  if (name === '') throw new InvalidValue('it must be "Label: id" or just the id, and the label is empty')
  if (/\p{Cc}/u.test(name)) throw new InvalidValue('its label must be one line without control characters')
  if (Array.from(name).length > MAX_LABEL_LENGTH) {
    throw new InvalidValue(`its label must have at most ${MAX_LABEL_LENGTH} characters`)
  }
  return { id: textOf(parseListedId(id)), label: textOf(name) }
}

function parseListedId(raw: string): string {
  refuseSeveral(raw, 'id')
  return parseJobId(raw)
}

/** Adds a key; false when it was there already. */
function isNew(known: Set<string>, key: string): boolean {
  if (known.has(key)) return false
  known.add(key)
  return true
}
