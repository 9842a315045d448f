import { type CreatedTest, seedsOf } from '../core/created-test.ts'
import type { Runner } from '../runner/runner.ts'
import { formatCount } from '../wording/numbers.ts'

/** Each masked address is a line of the log, and one more thing the runner looks for in every later line of the job. */
const MAX_MASKED = 1000

/**
 * Masks the addresses in the log, then sets the outputs of the action that creates a test. The file comes first: as long as it
 * may still fail, no later step finds an output.
 * @throws when the file or the outputs cannot be written
 */
export async function publishCreatedTest(test: CreatedTest, runner: Runner): Promise<void> {
  const { jobId, sendTo, mailtesterAddress } = test
  const all = new Set([...sendTo, ...(mailtesterAddress === null ? [] : [mailtesterAddress])])
  if (all.size <= MAX_MASKED) runner.mask(...all)
  else {
    runner.annotate(
      'warning',
      'Inbox test',
      `The addresses of this test are not masked in the log: there are more than ${formatCount(MAX_MASKED)}. Later steps must not print them.`,
    )
  }
  const lines = sendTo.join('\n')
  const file = await runner.writeFile('send-to.txt', [`${lines}\n`])
  runner.setOutput('job_id', jobId)
  runner.setLongOutput('send_to', lines)
  runner.setLongOutput('send_to_json', JSON.stringify(sendTo))
  runner.setOutput('send_to_file', file)
  runner.setOutput('seeds', String(seedsOf(test).length))
  runner.setOutput('mailtester_address', mailtesterAddress ?? '')
}
