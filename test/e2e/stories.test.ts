import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ActionResult } from '../../tools/runner/run-action.ts'
import { type SeedSpec, seeds, testBody } from '../../tools/sandbox/inbox-test-body.ts'
import { parsed } from '../report/parsed.ts'
import { annotations, errors, type GateOptions, inTurn, JOB, gate as oneGate } from './one-gate.ts'

const placed = (counts: Readonly<Record<string, number>>) => {
  const specs = Object.entries(counts).flatMap(([placement, count]) =>
    seeds(count, (): SeedSpec => ({ provider: 'Gmail', placement })),
  )
  return { body: testBody(specs) }
}
const GOOD = placed({ Inbox: 10 })
const OPEN = placed({ Inbox: 8, Pending: 2 })
const BAD = placed({ Inbox: 6, Spam: 4 })

/** With time enough for a busy machine; a test that is Completed ends the wait at once. */
const gate = (
  job: Parameters<typeof oneGate>[0],
  inputs: Record<string, string> = {},
  options?: GateOptions,
) => oneGate(job, { timeout_minutes: '1', ...inputs }, options)

const heading = ({ summary }: ActionResult) => parsed(summary).headings[0]

/** The files are where the outputs say, and carry what summary and outputs do. */
function expectPublished(result: ActionResult, verdict: string) {
  expect(result.outputs['verdict']).toBe(verdict)
  expect(result.files.reportFile).toBe(result.summary)
  expect(JSON.parse(result.files.resultsFile ?? '')).toMatchObject({ schema_version: 2, verdict })
  expect(result.stderr).toBe('')
}

describe.concurrent('the built action, from its inputs to its exit code', () => {
  test('passes a good test, after asking for it exactly as the API documents', async () => {
    const result = await gate([OPEN, GOOD], { timeout_minutes: '1' })
    expect(result.exitCode).toBe(0)
    expectPublished(result, 'passed')
    expect(annotations(result)).toEqual([])
    expect(result.commands.slice(0, 2).map(({ command }) => command)).toEqual(['add-mask', 'add-mask'])
    expect(result.outputs).toMatchObject({ inbox_rate: '100', total_seeds: '10', timed_out: 'false' })
    expect(result.requests).toHaveLength(2)
    for (const { method, url, body, headers } of result.requests) {
      expect([method, url, JSON.parse(body)]).toEqual(['POST', '/v1/get_inbox_test_results', { job_id: JOB }])
      expect(headers).toMatchObject({
        'x-cc-api-key': 'cc-sandbox-key',
        'content-type': 'application/json',
        accept: 'application/json',
        'user-agent': expect.stringMatching(/^inbox-placement-gate\/\d+\.\d+\.\d+$/u),
      })
    }
  })

  test('fails a bad one: the outputs are set, each failed rule is annotated, and the last line says why', async () => {
    const result = await gate([BAD], { max_spam_rate: '10' })
    expect(result.exitCode).toBe(1)
    expectPublished(result, 'failed')
    expect(errors(result)).toHaveLength(3)
    expect(result.commands.at(-1)).toMatchObject({
      command: 'error',
      properties: {},
      message: expect.stringContaining('60%'),
    })
    expect(heading(result)).toMatch(/60%.*80%.*1 more rule/u)
  })

  test('only warns of it with warn_only, and exits with 0', async () => {
    const result = await gate([BAD], { warn_only: 'true' })
    expect(result.exitCode).toBe(0)
    expectPublished(result, 'failed')
    expect(annotations(result).map(({ level }) => level)).toEqual(['warning'])
  })

  test('leaves open what seeds that never arrive leave open, at the deadline', async () => {
    const result = await gate([OPEN], { min_inbox_rate: '90', timeout_minutes: '0.1' })
    expect(result.exitCode).toBe(1)
    expectPublished(result, 'undecided')
    expect(result.outputs).toMatchObject({ status: 'Processing', timed_out: 'true', pending: '2' })
    expect(result.durationMs).toBeGreaterThan(6000)
    expect(result.requests.length).toBeGreaterThan(1)
  })

  test('cannot judge what the API does not know, and says what to check', async () => {
    const result = await gate([], { job_id: 'nowhere', timeout_minutes: '0' })
    expect(result.exitCode).toBe(1)
    expectPublished(result, 'error')
    expect(errors(result)).toEqual([expect.stringContaining('Check `job_id`')])
    expect(result.requests).toHaveLength(1)
  })

  test('reports every wrong input at once, and asks nobody', async () => {
    const result = await gate([GOOD], { min_inbox_rate: '0.85', wait_for: 'luck', api_key: 'two words' })
    expect(result.exitCode).toBe(1)
    expectPublished(result, 'error')
    expect(errors(result)).toHaveLength(4)
    for (const name of ['api_key', 'min_inbox_rate', 'wait_for'])
      expect(errors(result).join('\n')).toContain(name)
    expect(result.stdout.split('two words')).toHaveLength(2)
    expect(result.requests).toEqual([])
  })

  test('judges several tests, and the worst decides', async () => {
    const jobs = { a: inTurn([GOOD]), b: inTurn([BAD]) }
    const result = await gate([], { job_id: 'Short: a\nLong: b' }, { jobs })
    expect(result.exitCode).toBe(1)
    expectPublished(result, 'failed')
    expect(JSON.parse(result.outputs['tests'] ?? '')).toMatchObject([{ label: 'Short' }, { label: 'Long' }])
  })

  test('remembers a run in a file, and compares the next one with it', async () => {
    const workspace = mkdtempSync(join(tmpdir(), 'workspace-'))
    const env = { GITHUB_WORKSPACE: workspace }
    const inputs = {
      history_file: 'history/gate.jsonl',
      baseline_job_id: 'last-passed',
      max_inbox_rate_drop: '5',
    }
    const jobs = { first: inTurn([GOOD]), second: inTurn([placed({ Inbox: 9, Spam: 1 })]) }
    const first = await gate([], { ...inputs, job_id: 'first' }, { jobs, env })
    expect(annotations(first).map(({ level, message }) => [level, message.includes('not compared')])).toEqual(
      [['warning', true]],
    )
    const second = await gate([], { ...inputs, job_id: 'second' }, { jobs, env })
    rmSync(workspace, { recursive: true })
    expect([first.exitCode, second.exitCode]).toEqual([0, 1])
    expect(second.outputs).toMatchObject({ verdict: 'failed', previous_verdict: 'passed' })
  })
})

describe.concurrent('a runner that lacks something', () => {
  test('has no job summary: the rest is done all the same', async () => {
    const result = await gate([GOOD], {}, { env: { GITHUB_STEP_SUMMARY: undefined } })
    expect([result.exitCode, annotations(result)]).toEqual([0, []])
    expect(parsed(result.files.reportFile ?? '').headings[0]).toContain('passed')
  })

  test('cannot write one: that is a warning', async () => {
    const result = await gate([GOOD], {}, { env: { GITHUB_STEP_SUMMARY: '/nonexistent/folder/summary' } })
    expect(result.exitCode).toBe(0)
    expect(annotations(result).map(({ level }) => level)).toEqual(['warning'])
  })

  test.runIf(process.platform === 'linux')(
    'has no place for files below RUNNER_TEMP: nothing hangs',
    async () => {
      const result = await gate(
        [GOOD],
        {},
        { env: { RUNNER_TEMP: '/proc/no/such/place' }, killAfterMs: 15_000 },
      )
      expect([result.exitCode, result.signal]).toEqual([0, null])
      expect(annotations(result).map(({ level }) => level)).toEqual(['warning', 'warning'])
      expect(result.outputs['verdict']).toBe('passed')
    },
  )
})
