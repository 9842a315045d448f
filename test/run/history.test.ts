import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { type HistoryLine, serialize } from '../../src/history/entry.ts'
import type { Runner } from '../../src/runner/runner.ts'
import { entriesOfOctober } from '../history/entries.ts'
import { type Api, byJob, failing, KEY, levels, placed, type StepOptions, step } from '../one-step.ts'

const GOOD = placed({ Inbox: 10 })
const OPEN = placed({ Inbox: 8, Pending: 2 })

let workspace: string
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), 'history-'))
  return () => rmSync(workspace, { recursive: true })
})

const FILE = 'placement/history.jsonl'
const path = () => join(workspace, FILE)

function given(text: string) {
  mkdirSync(join(workspace, 'placement'), { recursive: true })
  writeFileSync(path(), text)
}
const givenRuns = (...entries: Partial<HistoryLine>[]) => given(serialize(entriesOfOctober(entries)))

/** The entries that stand in the file now. */
function written(): HistoryLine[] {
  const lines = readFileSync(path(), 'utf8').split('\n')
  return lines
    .filter((line) => line.startsWith('{"schema_version"'))
    .map((line) => JSON.parse(line) as HistoryLine)
}

function remembering(inputs: Record<string, string>, api: Api, options: StepOptions = {}) {
  const roots = { workspace, temp: null }
  return step({ history_file: FILE, ...inputs }, api, { ...options, runner: { roots, ...options.runner } })
}

describe('a run is remembered', () => {
  test('with its verdict, rates and counts, and by no address', async () => {
    await remembering({}, placed({ Inbox: 8, Spam: 2 }))
    expect(written()).toEqual([
      expect.objectContaining({
        job_id: 'job-1',
        label: null,
        verdict: 'passed',
        settled: true,
        inbox_rate: 80,
        spam_rate: 20,
        total_seeds: 10,
        commit: 'ffac537e6cbbf934b08745a378932722df287a53',
      }),
    ])
    expect(readFileSync(path(), 'utf8')).not.toContain('@')
  })

  test('also when it fails, after what was there', async () => {
    givenRuns({})
    const result = await remembering({}, placed({ Spam: 10 }))
    expect(result.failed).toHaveLength(1)
    expect(written().map(({ verdict }) => verdict)).toEqual(['passed', 'failed'])
  })

  test('each test with its label, but not one that is an error', async () => {
    const inputs = { job_id: 'Short: a\nLong: b\nLost: c' }
    await remembering(inputs, byJob({ a: GOOD, b: OPEN }))
    expect(written().map(({ label, settled }) => [label, settled])).toEqual([
      ['Short', true],
      ['Long', false],
    ])
  })

  test('not when it is an error, and not when its inputs are invalid', async () => {
    givenRuns({})
    await remembering({}, failing(404))
    await remembering({ wait_for: 'luck' }, GOOD)
    expect(written()).toHaveLength(1)
  })

  test('not when it is cancelled', async () => {
    const cancel = new AbortController()
    const api: Api = () => {
      cancel.abort(new Error('cancelled by SIGTERM'))
      return OPEN
    }
    givenRuns({})
    await remembering({}, api, { signal: cancel.signal })
    expect(written()).toHaveLength(1)
  })

  test('or else there is one warning, and the verdict stands', async () => {
    const api: Api = () => {
      mkdirSync(path(), { recursive: true })
      return GOOD
    }
    const result = await remembering({}, api)
    expect(result).toMatchObject({ failed: [], outputs: { verdict: 'passed' } })
    expect(levels(result)).toEqual(['warning'])
    expect(result.annotations[0]?.message).toContain(FILE)
  })

  test('only below the workspace and RUNNER_TEMP', async () => {
    const result = await remembering({ history_file: '../elsewhere.jsonl' }, GOOD)
    expect(result.outputs['verdict']).toBe('error')
    expect(result.failed[0]).toContain('history_file')
  })
})

describe('an earlier run is the baseline', () => {
  const drop = { max_inbox_rate_drop: '5' }
  const known = byJob({
    'job-1': placed({ Inbox: 9, Spam: 1 }),
    'job-0': GOOD,
    'job-00': placed({ Inbox: 5, Spam: 5 }),
  })

  test.each([
    ['last', 'job-00', 'passed'],
    ['last-passed', 'job-0', 'failed'],
  ])('%s is the newest usable one', async (which, jobId, verdict) => {
    givenRuns(
      { job_id: 'job-0' },
      { job_id: 'job-00', verdict: 'failed', inbox_rate: 50 },
      { job_id: 'job-000', settled: false },
    )
    const result = await remembering({ ...drop, baseline_job_id: which }, known)
    expect(result.outputs['verdict']).toBe(verdict)
    expect(result.asked.map((each) => each.jobId).toSorted()).toEqual([jobId, 'job-1'])
  })

  test('looks for the same label', async () => {
    givenRuns({ job_id: 'job-0', label: 'A' }, { job_id: 'job-00', label: null })
    const inputs = { ...drop, job_id: 'A: job-1', baseline_job_id: 'last' }
    const result = await remembering(inputs, known)
    expect(result.asked.map((each) => each.jobId)).toContain('job-0')
  })

  test('a test that the API has forgotten gives way to the next older one, three at most', async () => {
    givenRuns({ job_id: 'job-0' }, { job_id: 'gone-1' }, { job_id: 'gone-2' }, { job_id: 'gone-3' })
    const forgotten = await remembering({ ...drop, baseline_job_id: 'last' }, known)
    expect(forgotten.asked).toHaveLength(4)
    expect(forgotten).toMatchObject({ failed: [], outputs: { verdict: 'passed' } })

    givenRuns({ job_id: 'job-0' }, { job_id: 'gone-1' }, { job_id: 'gone-2' })
    expect((await remembering({ ...drop, baseline_job_id: 'last' }, known)).outputs['verdict']).toBe('failed')
  })

  test.each([
    failing(200, 'Job results are temporarily locked'),
    failing(200, 'The job queue is overloaded'),
    failing(400, 'job status unknown'),
    { status: 404, headers: {}, body: '<h1>Not Found</h1>' },
    failing(403, 'Job not found'),
  ])('gives way for no error that only mentions a job: the rule cannot vanish by it (%j)', async (fault) => {
    givenRuns({ job_id: 'job-0' }, { job_id: 'locked' })
    const api = byJob({ 'job-1': GOOD, 'job-0': GOOD, locked: fault })
    const result = await remembering({ ...drop, baseline_job_id: 'last' }, api)
    expect(result.outputs['verdict']).toBe('error')
    expect(result.failed).toHaveLength(1)
    expect(result.asked.map((each) => each.jobId)).not.toContain('job-0')
  })

  test.each([
    ['there is no file yet', null],
    ['none has passed', [{ verdict: 'failed' as const }]],
    ['none is settled', [{ settled: false }]],
  ])('is not compared yet when %s: the verdict ignores the rule, with a warning', async (_, runs) => {
    if (runs !== null) givenRuns(...runs.map((each) => ({ ...each, job_id: 'job-0' })))
    const result = await remembering({ ...drop, baseline_job_id: 'last-passed' }, known)
    expect(result).toMatchObject({ failed: [], outputs: { verdict: 'passed' } })
    expect(levels(result)).toEqual(['warning'])
    const [tested] = JSON.parse(result.files['results.json'] ?? '').tests
    expect(tested.rules.map((rule: { outcome: string }) => rule.outcome)).toEqual(['passed', 'not_compared'])
    expect(tested.baseline.state).toBe('not_compared')
    expect(result.summary).toContain('not compared yet')
  })

  test('the warning names wait_for: verdict when nothing was ever settled', async () => {
    givenRuns({ job_id: 'job-0', settled: false })
    const result = await remembering({ ...drop, baseline_job_id: 'last' }, known)
    expect(result.annotations[0]?.message).toContain('wait_for: verdict')
  })

  test('leaves the rule undecided when the file holds nothing of ours', async () => {
    given('a,b\n1,2\n')
    const result = await remembering({ ...drop, baseline_job_id: 'last' }, known)
    expect(result.outputs['verdict']).toBe('undecided')
    expect(result.failed).toHaveLength(1)
  })

  test('leaves the rule undecided when the file cannot be read: it may hold the test that would fail this one', async () => {
    const inputs: Record<string, string> = {
      ...{ job_id: 'job-1', api_key: KEY, history_file: FILE, baseline_job_id: 'last' },
      ...drop,
    }
    const getInput: Runner['getInput'] = (name) => {
      // Between the check of the path and the look into it.
      if (name === 'warn_only') mkdirSync(path(), { recursive: true })
      return inputs[name] ?? ''
    }
    const result = await remembering({}, known, { runner: { getInput } })
    expect(result.outputs['verdict']).toBe('undecided')
    expect(result.failed).toHaveLength(1)
  })

  test('needs a history', async () => {
    const result = await step({ baseline_job_id: 'last' }, GOOD)
    expect(result.outputs['verdict']).toBe('error')
    expect(result.failed[0]).toContain('history_file')
  })
})

describe('what the history adds', () => {
  test('the verdict before this one, of the same label and another test', async () => {
    givenRuns(
      { job_id: 'job-0', verdict: 'undecided' },
      { job_id: 'job-1', verdict: 'failed' },
      { label: 'A', verdict: 'failed' },
    )
    expect((await remembering({}, GOOD)).outputs['previous_verdict']).toBe('undecided')
    expect((await remembering({ job_id: 'A: job-2' }, GOOD)).outputs['previous_verdict']).toBe('failed')
  })

  test.each([
    ['without an entry', { job_id: 'B: job-1' }],
    ['with several tests', { job_id: 'job-1\njob-2' }],
    ['without a history', { history_file: '' }],
  ])('no such verdict %s', async (_, inputs) => {
    givenRuns({ job_id: 'job-0', verdict: 'failed' })
    expect((await remembering(inputs, GOOD)).outputs['previous_verdict']).toBe('')
  })

  test('the rates of the last runs, this one last', async () => {
    givenRuns(...Array.from({ length: 12 }, (_, nth) => ({ inbox_rate: 80 + nth, job_id: `old-${nth}` })))
    const result = await remembering({}, placed({ Inbox: 79, Spam: 21 }))
    const { trend } = JSON.parse(result.files['results.json'] ?? '').tests[0]
    expect(trend.points.map((point: { inbox_rate: number }) => point.inbox_rate)).toEqual([
      83, 84, 85, 86, 87, 88, 89, 90, 91, 79,
    ])
    expect(result.summary).toContain('lowest since 1 October')
  })

  test('lines of others are skipped, kept, and counted in one warning', async () => {
    given(`not ours\n${serialize(entriesOfOctober([{ job_id: 'job-0' }]))}{"half": `)
    const result = await remembering({}, GOOD)
    expect(levels(result)).toEqual(['warning'])
    expect(result.annotations[0]?.message).toContain('2 lines')
    expect(written().map(({ job_id }) => job_id)).toEqual(['job-0', 'job-1'])
    expect(readFileSync(path(), 'utf8')).toMatch(/^not ours\n/u)
  })
})
