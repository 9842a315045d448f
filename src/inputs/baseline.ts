import type { Baseline } from '../judge/baseline.ts'
import { defineInput, type OtherInputs, type OwnReader } from '../parsing/declaration.ts'
import { InvalidValue } from '../parsing/invalid-value.ts'
import { parseJobId } from '../parsing/parse.ts'

/** The earlier test to compare with: named, or the newest usable one of the history. */
export const baselineJobId = defineInput({ name: 'baseline_job_id', byDefault: '', read: readBaselineChoice })

function readBaselineChoice(
  { text, read, refuse }: OwnReader,
  { jobs, isGiven, texts }: Pick<OtherInputs, 'jobs' | 'isGiven' | 'texts'>,
): Baseline<'chosen'> {
  if (text === '') return { kind: 'none' }
  if (text === 'last' || text === 'last-passed') {
    if (!isGiven('history_file')) refuse(`"${text}" needs history_file: where earlier tests are kept`)
    return { kind: 'remembered', which: text }
  }
  const parse = (raw: string): Baseline<'chosen'> => {
    const jobId = texts.test(parseJobId(raw))
    if (jobs.some(({ id }) => id.exactKey === jobId.exactKey)) {
      throw new InvalidValue('it must be an earlier test; a test compared with itself cannot fail')
    }
    return { kind: 'named', jobId }
  }
  return read(parse, { kind: 'none' })
}
