import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { type SeedSpec, seeds, testBody } from '../../tools/sandbox/inbox-test-body.ts'
import type { Reply } from '../../tools/sandbox/scenario.ts'
import { errors, type GateOptions, type GateRun, gate, inTurn } from './one-gate.ts'

const ten = (arrived: number) =>
  testBody(
    seeds(10, (nth): SeedSpec => ({ provider: 'Gmail', placement: nth < arrived ? 'Inbox' : 'Pending' })),
  )
const OPEN: Reply = { body: ten(8) }

// A wait that would last for hours: a run that ends has heard the signal, however slow the machine is. Whoever does not is killed.
const FOR_HOURS = { timeout_minutes: '600', poll_interval_seconds: '3600' }
const KILL_AFTER_MS = 90_000
const UNHURRIED = { timeout: KILL_AFTER_MS + 30_000 }

interface Cancelling {
  readonly signals?: readonly NodeJS.Signals[]
  /** The line of the log at which they are sent. */
  readonly onLine: RegExp
  readonly replies?: readonly Reply[]
  readonly inputs?: Record<string, string>
  readonly jobs?: GateOptions['jobs']
}

/** What holds of every run that a signal ends: it ends by itself, fails, and says once that it was cancelled. */
async function cancelled({
  signals = ['SIGTERM'],
  onLine,
  replies = [],
  inputs = {},
  jobs = {},
}: Cancelling) {
  let isSignalled = false
  const result = await gate(
    replies,
    { ...FOR_HOURS, ...inputs },
    {
      jobs,
      killAfterMs: KILL_AFTER_MS,
      onLine(line, child) {
        if (isSignalled || !onLine.test(line)) return
        isSignalled = true
        for (const signal of signals) child.kill(signal)
      },
    },
  )
  expect([isSignalled, result.exitCode, result.signal, result.stderr]).toEqual([true, 1, null, ''])
  expect(errors(result).at(-1)).toContain('cancelled')
  return result
}

/** What is known is written; a machine that is too busy for that in the time that a runner allows says so. */
function expectWritten(result: GateRun, outputs: Readonly<Record<string, string>> = {}) {
  if (errors(result).at(-1)?.includes('there was no time')) return
  expect(result.outputs['report_file']).toBeTruthy()
  expect(result.summary.split('\n', 1)[0]).toContain('cancelled')
  expect(result.outputs).toMatchObject(outputs)
}

// Windows has no signals that a process could catch; its runner ends the step by other means.
describe.runIf(process.platform !== 'win32').concurrent('a signal', UNHURRIED, () => {
  test.each<[NodeJS.Signals[]]>([[['SIGINT']], [['SIGTERM', 'SIGTERM', 'SIGINT']]])(
    '%j while sleeping: what is certain from the seeds so far is the verdict',
    async (signals) => {
      const result = await cancelled({
        signals,
        onLine: /8 of 10/u,
        replies: [OPEN],
        inputs: { min_inbox_rate: '70' },
      })
      expectWritten(result, { verdict: 'passed', status: 'Processing', pending: '2' })
    },
  )

  test('while the API takes its time', async () => {
    const result = await cancelled({ onLine: /^Polling/u, replies: [{ fault: 'stall-headers' }] })
    expectWritten(result, { verdict: 'undecided' })
  })

  test('while a connection is being made', async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    expectWritten(
      await cancelled({ onLine: /^Polling/u, inputs: { api_url: `https://127.0.0.1:${port}/v1` } }),
    )
    server.close()
  })

  test('while a baseline that a rule needs is still being read passes nothing', async () => {
    const result = await cancelled({
      onLine: /10 of 10/u,
      replies: [{ body: ten(10) }],
      inputs: { baseline_job_id: 'earlier', max_inbox_rate_drop: '5' },
      jobs: { earlier: inTurn([{ fault: 'stall-headers' }]) },
    })
    expectWritten(result, { verdict: 'undecided', status: 'Completed' })
  })
})

// How much of so large a report is written depends on the machine; that the step ends as cancelled does not.
test.runIf(process.platform !== 'win32')(
  'a signal while the report of 10,000 seeds is being written ends as cancelled too',
  UNHURRIED,
  async () => {
    const body = testBody(seeds(10_000, (nth) => ({ provider: `p${nth % 40}`, placement: 'Inbox' })))
    await cancelled({ onLine: /10,000 of 10,000/u, replies: [{ body }] })
  },
)
