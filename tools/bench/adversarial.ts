import { type ActionOptions, runAction } from '../runner/run-action.ts'
import { startSandbox } from '../sandbox/sandbox.ts'
import { always } from '../sandbox/scenarios.ts'
import { adversarialAnswers } from './adversarial-answers.ts'
import { runAndTell } from './node-process.ts'
import { type Bench, type Effort, figure, measured, table } from './table.ts'

const MAX_TESTS = 20
/** Where in a run of this answer the signals are sent, as shares of the time that a run without them takes. */
const MOMENTS = [0.2, 0.4, 0.6, 0.8]

/** What the worst answers cost that are still read: nobody chooses them, but whoever answers in the API's place might. */
export const adversarial: Bench = {
  title: 'Adversarial answers',

  async run({ quick }: Effort) {
    const sandbox = await startSandbox({ apiKey: 'cc_live-9f8E7d6C/5b4a+1' })
    const moments = quick ? MOMENTS.slice(0, 1) : MOMENTS
    const rows: string[][] = []
    try {
      for (const [name, answer] of Object.entries(adversarialAnswers(sandbox.apiKey))) {
        const body = answer()
        const jobs = Array.from({ length: MAX_TESTS }, (_, index) => `job-${index}`)
        for (const job of jobs) sandbox.play(job, always(name, { body }))
        // The memory of many tests does not depend on what their texts hold.
        for (const asked of rows.length === 0 ? [jobs.slice(0, 1), jobs] : [jobs.slice(0, 1)]) {
          rows.push(await measure(name, body, optionsOf(asked, sandbox), asked.length, moments))
        }
      }
    } finally {
      await sandbox.close()
    }
    const what = `Answers of up to 8 MiB and 10,000 seeds, judged by every rule that is counted from the list, \`seed_addresses: hidden\`;`
    return [
      measured(what, `one run each, and ${moments.length} that SIGTERM ends, sent at even distances`),
      table(
        [
          'answer',
          'MiB',
          'tests',
          'CPU of a test, s',
          'peak, MiB',
          'longest turn, CPU ms',
          'end after SIGTERM, ms',
          'verdict',
        ],
        rows,
      ),
      'A signal is heard when the turn of the event loop that it comes in is over. The end after SIGTERM is wall time, and includes writing the report: believe it on a quiet machine only.',
    ].join('\n\n')
  },
}

function optionsOf(
  jobs: readonly string[],
  { apiUrl, apiKey }: { apiUrl: string; apiKey: string },
): ActionOptions {
  const rules = { provider_min_inbox_rate: '*: 50', require_spf: 'true', allowed_sender_ips: '192.0.2.0/24' }
  return {
    killAfterMs: 600_000,
    inputs: {
      ...{ job_id: jobs.join('\n'), api_key: apiKey, api_url: apiUrl, timeout_minutes: '0' },
      ...{ ...rules, seed_addresses: 'hidden' },
    },
  }
}

async function measure(
  name: string,
  body: Buffer,
  options: ActionOptions,
  tests: number,
  moments: readonly number[],
): Promise<string[]> {
  const run = await runAndTell(options)
  const ends: number[] = []
  for (const moment of moments) {
    const afterMs = run.durationMs * moment
    const { durationMs } = await runAction({ ...options, interrupt: { signal: 'SIGTERM', afterMs } })
    ends.push(durationMs - afterMs)
  }
  return [
    name,
    figure(body.length / 2 ** 20),
    String(tests),
    figure(run.cpuMs / 1000 / tests),
    figure(run.peakBytes / 2 ** 20),
    figure(run.longestTurnMs),
    figure(Math.max(...ends)),
    run.outputs['verdict'] ?? '–',
  ]
}
