import { describe, expect, test } from 'vitest'
import type { Effects } from '../../src/effects.ts'
import type { Runner } from '../../src/runner/runner.ts'
import { type Api, byJob, placed, type Step, step, TOKEN } from '../one-step.ts'
import { parsed } from '../report/parsed.ts'

const GOOD = placed({ Inbox: 10 })
const OPEN = placed({ Inbox: 8, Pending: 2 })

const REASON = new Error('cancelled by SIGTERM')

/** What holds of every cancelled run, whenever the signal came. */
function expectCancelled({ failed, summary, files, outputs }: Step, verdict: string) {
  expect(failed).toHaveLength(1)
  expect(failed[0]).toContain('cancelled')
  expect(outputs['verdict']).toBe(verdict)
  expect(outputs['headline']).toContain('cancelled')
  for (const markdown of [summary, files['report.md'] ?? ''])
    expect(parsed(markdown).headings[0]).toContain('cancelled')
  expect(JSON.parse(files['results.json'] ?? '').tests[0].ended_by).toBe('cancelled')
}

/** A signal at the given request. */
function cancelledAt(nth: number, answer: Api, inputs: Record<string, string> = {}) {
  const cancel = new AbortController()
  let requests = 0
  const api: Api = (asked) => {
    requests += 1
    if (requests === nth) cancel.abort(REASON)
    return typeof answer === 'function' ? answer(asked) : answer
  }
  return step({ comment: 'always', github_token: TOKEN, ...inputs }, api, { signal: cancel.signal })
}

describe('a signal', () => {
  test('before the first answer: nothing is known, and the verdict is open', async () => {
    const result = await cancelledAt(1, OPEN, { min_inbox_rate: '50' })
    expectCancelled(result, 'undecided')
    expect(result.outputs).not.toHaveProperty('inbox_rate')
    expect(result.asked).toHaveLength(1)
  })

  test('while a request is in flight: it is not waited for', async () => {
    const result = await cancelledAt(2, ({ poll }) => (poll === 1 ? OPEN : 'never'))
    expectCancelled(result, 'undecided')
    expect(result.tookMs).toBe(15_000)
  })

  test('after good polls: what is certain from them is the verdict, and fails the step all the same', async () => {
    const result = await cancelledAt(2, OPEN, { min_inbox_rate: '50', warn_only: 'true' })
    expectCancelled(result, 'passed')
    expect(result.outputs).toMatchObject({ status: 'Processing', timed_out: 'false', pending: '2' })
  })

  test('while the baseline is still being read passes nothing', async () => {
    const answers = byJob({ 'job-1': GOOD, earlier: 'never' })
    const cancel = new AbortController()
    const api: Api = (asked) => {
      if (asked.jobId === 'earlier') setImmediate(() => cancel.abort(REASON))
      return typeof answers === 'function' ? answers(asked) : answers
    }
    const inputs = { baseline_job_id: 'earlier', max_inbox_rate_drop: '5' }
    expectCancelled(await step(inputs, api, { signal: cancel.signal }), 'undecided')
  })

  test('before anything is written: nothing is written twice, for there is little time', async () => {
    const { order, outputs } = await cancelledAt(2, OPEN)
    const names = Object.keys(outputs)
    expect(order.filter((what) => what === 'setOutput')).toHaveLength(names.length)
  })

  test('that comes while the answers are judged is in the first output already', async () => {
    const cancel = new AbortController()
    const headlines: string[] = []
    const result = await step({}, GOOD, {
      signal: cancel.signal,
      runner: {
        setOutput: (name, value) => {
          if (name === 'headline') headlines.push(value)
        },
      },
      // The log line of the last poll; the judging follows in the same turn.
      onEffect: (what) => {
        if (what === 'info') setImmediate(() => cancel.abort(REASON))
      },
    })
    expect(result.failed[0]).toContain('cancelled')
    expect(headlines).toEqual([expect.stringContaining('cancelled')])
  })

  test('with several tests: each shows what is known of it', async () => {
    const answers = byJob({ a: GOOD, b: OPEN })
    const result = await cancelledAt(3, answers, { job_id: 'a\nb' })
    expect(result.failed[0]).toMatch(/^Cancelled/u)
    const tests = JSON.parse(result.outputs['tests'] ?? '') as { verdict: string; pending: number }[]
    expect(tests.map(({ verdict, pending }) => [verdict, pending])).toEqual([
      ['passed', 0],
      ['undecided', 2],
    ])
  })

  test.each<[keyof Runner, number]>([
    ['writeFile', 1],
    ['writeFile', 2],
    ['appendSummary', 1],
    ['setOutput', 1],
    ['setOutput', 14],
  ])(
    'during %s (call %i): all that is begun after it says so, no comment is written, and the step fails',
    async (effect, nth) => {
      const cancel = new AbortController()
      let calls = 0
      const onEffect = (what: keyof Runner) => {
        if (what === effect) calls += 1
        if (what === effect && calls === nth) setImmediate(() => cancel.abort(REASON))
      }
      const inputs = { comment: 'always', github_token: TOKEN }
      const result = await step(inputs, GOOD, { signal: cancel.signal, onEffect })
      expect(result.failed).toHaveLength(1)
      expect(result.failed[0]).toContain('cancelled')
      expect(result.outputs['verdict']).toBe('passed')
      // A comment would have opened GitHub's API, which is a warning here.
      expect(result.annotations).toEqual([])
      expect(result.outputs['headline']).toContain('cancelled')
      expect(result.summary).toContain('cancelled')
    },
  )

  test('while the comment is being written ends that too', async () => {
    const cancel = new AbortController()
    const openGitHub: Effects['openGitHub'] = (_token, _url, _repository, signal) => {
      setImmediate(() => cancel.abort(REASON))
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    }
    const inputs = { comment: 'always', github_token: TOKEN }
    const result = await step(inputs, GOOD, { signal: cancel.signal, openGitHub })
    expect(result.failed[0]).toContain('cancelled')
  })
})
