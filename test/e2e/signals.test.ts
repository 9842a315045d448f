import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { type SeedSpec, seeds, testBody } from '../../tools/sandbox/inbox-test-body.ts'
import type { Reply } from '../../tools/sandbox/scenario.ts'
import { errors, type GateOptions, gate, inTurn } from './one-gate.ts'

const ten = (arrived: number) =>
  testBody(
    seeds(10, (nth): SeedSpec => ({ provider: 'Gmail', placement: nth < arrived ? 'Inbox' : 'Pending' })),
  )
const OPEN: Reply = { body: ten(8) }

// Real time passes here, and a machine that is busy with something else for a moment proves nothing.
const IN_REAL_TIME = { retry: 2, timeout: 60_000 }

const QUICKLY_MS = 2000

interface Cancelling {
  readonly signals?: readonly NodeJS.Signals[]
  /** The line of the log at which they are sent, 60 ms apart. */
  readonly onLine: RegExp
  readonly replies?: readonly Reply[]
  readonly inputs?: Record<string, string>
  readonly jobs?: GateOptions['jobs']
}

/** What holds of every run that a signal ends: it ends soon, fails, and has written what is known. */
async function cancelled({
  signals = ['SIGTERM'],
  onLine,
  replies = [],
  inputs = {},
  jobs = {},
}: Cancelling) {
  let signalledAt = 0
  const result = await gate(
    replies,
    { timeout_minutes: '1', poll_interval_seconds: '30', ...inputs },
    {
      jobs,
      onLine(line, child) {
        if (signalledAt > 0 || !onLine.test(line)) return
        signalledAt = performance.now()
        for (const [nth, signal] of signals.entries()) setTimeout(() => child.kill(signal), 60 * nth)
      },
    },
  )
  expect(signalledAt).toBeGreaterThan(0)
  expect(performance.now() - signalledAt).toBeLessThan(QUICKLY_MS)
  expect([result.exitCode, result.signal, result.stderr]).toEqual([1, null, ''])
  expect(errors(result).at(-1)).toContain('cancelled')
  expect(result.outputs['report_file']).toBeTruthy()
  expect(result.summary.split('\n', 1)[0]).toContain('cancelled')
  return result
}

// Windows has no signals that a process could catch; its runner ends the step by other means.
describe.runIf(process.platform !== 'win32').concurrent('a signal', IN_REAL_TIME, () => {
  test.each<[NodeJS.Signals[]]>([[['SIGINT']], [['SIGTERM', 'SIGTERM', 'SIGINT']]])(
    '%j while sleeping: what is certain from the seeds so far is the verdict',
    async (signals) => {
      const result = await cancelled({
        signals,
        onLine: /8 of 10/u,
        replies: [OPEN],
        inputs: { min_inbox_rate: '70' },
      })
      expect(result.outputs).toMatchObject({ verdict: 'passed', status: 'Processing', pending: '2' })
    },
  )

  test('while the API takes its time', async () => {
    const result = await cancelled({ onLine: /^Polling/u, replies: [{ fault: 'stall-headers' }] })
    expect(result.outputs['verdict']).toBe('undecided')
  })

  test('while a connection is being made', async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    await cancelled({ onLine: /^Polling/u, inputs: { api_url: `https://127.0.0.1:${port}/v1` } })
    server.close()
  })

  test('while a baseline that a rule needs is still being read passes nothing', async () => {
    const result = await cancelled({
      onLine: /10 of 10/u,
      replies: [{ body: ten(10) }],
      inputs: { baseline_job_id: 'earlier', max_inbox_rate_drop: '5' },
      jobs: { earlier: inTurn([{ fault: 'stall-headers' }]) },
    })
    expect(result.outputs).toMatchObject({ verdict: 'undecided', status: 'Completed' })
  })
})

// Not beside others: what is measured here is work, not sleep.
test.runIf(process.platform !== 'win32')(
  'a signal while the report of 10,000 seeds is being written ends as cancelled too, and all of it is there',
  IN_REAL_TIME,
  async () => {
    const body = testBody(seeds(10_000, (nth) => ({ provider: `p${nth % 40}`, placement: 'Inbox' })))
    const result = await cancelled({ onLine: /10,000 of 10,000/u, replies: [{ body }] })
    expect(JSON.parse(result.files.resultsFile ?? '').tests[0].test.results).toHaveLength(10_000)
    expect(result.outputs).toMatchObject({ total_seeds: '10000', status: 'Completed' })
  },
)
