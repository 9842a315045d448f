import { describe, expect, test } from 'vitest'
import { type Api, byJob, failing, levels, placed, type Step, step } from '../one-step.ts'
import { parsed } from '../report/parsed.ts'

const GOOD = placed({ Inbox: 20 })
const FAIR = placed({ Inbox: 17, Spam: 3 })
const BAD = placed({ Inbox: 8, Spam: 12 })
const OPEN = placed({ Inbox: 15, Pending: 5 })
const ALL = { job_id: 'Short: a\nLong: b\nPlain: c', timeout_minutes: '0' }

const testsOf = ({ outputs }: Step) => JSON.parse(outputs['tests'] ?? '[]') as Record<string, unknown>[]
const fileOf = ({ files }: Step) => JSON.parse(files['results.json'] ?? '')

describe('several tests in one step', () => {
  test.each([
    ['an error', { a: GOOD, b: BAD, c: failing(404) }, 'error'],
    ['a failed one', { a: GOOD, b: BAD, c: OPEN }, 'failed'],
    ['an open one', { a: GOOD, b: OPEN, c: FAIR }, 'undecided'],
    ['good ones only', { a: GOOD, b: FAIR, c: GOOD }, 'passed'],
  ])('the worst verdict is the verdict: %s', async (_, answers, verdict) => {
    const result = await step(ALL, byJob(answers))
    expect(result.outputs['verdict']).toBe(verdict)
    expect(fileOf(result).verdict).toBe(verdict)
    expect(result.failed).toHaveLength(verdict === 'passed' ? 0 : 1)
  })

  test('the headline counts those with the worst verdict and names the first of them', async () => {
    const { outputs, summary, failed } = await step(ALL, byJob({ a: GOOD, b: BAD, c: BAD }))
    for (const line of [outputs['headline'], parsed(summary).headings[0], failed[0]])
      expect(line).toMatch(/2 of 3 tests failed: Long, 40%/u)
  })

  test('each is judged as a step with that test alone, whatever the order of the lines', async () => {
    const answers = { a: OPEN, b: BAD, c: FAIR }
    const together = await step(ALL, byJob(answers))
    const turned = await step(
      { ...ALL, job_id: ALL.job_id.split('\n').toReversed().join('\n') },
      byJob(answers),
    )
    expect(testsOf(turned).toReversed()).toEqual(testsOf(together))
    for (const [index, line] of ALL.job_id.split('\n').entries()) {
      const alone = await step({ ...ALL, job_id: line }, byJob(answers))
      expect(testsOf(alone)).toEqual([testsOf(together)[index]])
      expect(fileOf(alone).tests[0].rules).toEqual(fileOf(together).tests[index].rules)
    }
  })

  test('counts and rates are those of the lowest inbox rate, also for the step that reads only them', async () => {
    const { outputs } = await step(ALL, byJob({ a: GOOD, b: BAD, c: failing(404) }))
    expect(outputs).toMatchObject({ inbox_rate: '40', spam: '12', status: 'Completed', timed_out: 'false' })
  })

  test('a test that cannot be read does not hide the others', async () => {
    const result = await step(ALL, byJob({ a: GOOD, c: GOOD }))
    expect(testsOf(result).map(({ label, verdict, inbox_rate }) => [label, verdict, inbox_rate])).toEqual([
      ['Short', 'passed', 100],
      ['Long', 'error', null],
      ['Plain', 'passed', 100],
    ])
    expect(result.failed[0]).toContain('Long')
  })

  test('a key that is refused ends the step at once, with one message', async () => {
    const api: Api = ({ jobId }) => (jobId === 'b' ? failing(401, 'Invalid key') : OPEN)
    const result = await step({ job_id: ALL.job_id }, api)
    expect(result.annotations).toEqual([])
    expect(result.failed).toHaveLength(1)
    expect(result.failed[0]).toContain('api_key')
    expect(result.outputs).toMatchObject({ verdict: 'error', tests: '[]' })
    expect(result.tookMs).toBeLessThan(60_000)
  })

  test('annotations count the failed rules of all, and name the test', async () => {
    const inputs = { ...ALL, max_spam_rate: '10' }
    const { annotations } = await step(inputs, byJob({ a: failing(404), b: BAD, c: OPEN }))
    expect(annotations.map(({ message }) => message.split(':')[0])).toEqual([
      'Short',
      'Long',
      'Long',
      'Plain',
    ])
    expect(annotations.every(({ level }) => level === 'error')).toBe(true)
  })

  test('an error, or an undecided test, counts as one: alone it is only in the line of setFailed', async () => {
    const inputs = { ...ALL, max_spam_rate: '10', provider_min_inbox_rate: 'Gmail: 80' }
    for (const answers of [
      { a: GOOD, b: GOOD, c: failing(404) },
      { a: GOOD, b: OPEN, c: GOOD },
    ]) {
      const { annotations, failed } = await step(inputs, byJob(answers))
      expect(annotations).toEqual([])
      expect(failed).toHaveLength(1)
    }
  })

  test('on_timeout: warn excuses the step only when it excuses each test', async () => {
    const late = { ...ALL, on_timeout: 'warn' }
    const excused = await step(late, byJob({ a: OPEN, b: GOOD, c: OPEN }))
    expect(excused).toMatchObject({ failed: [], outputs: { verdict: 'undecided', timed_out: 'true' } })
    expect((await step(late, byJob({ a: OPEN, b: BAD, c: OPEN }))).failed).toHaveLength(1)
  })

  test('the report has a row for each test, then the report of each', async () => {
    const { summary } = await step(ALL, byJob({ a: GOOD, b: BAD, c: FAIR }))
    const [rows] = parsed(summary).tables
    expect(rows).toHaveLength(4)
    for (const label of ['Short', 'Long', 'Plain']) expect(JSON.stringify(rows)).toContain(label)
    expect(parsed(summary).tables.length).toBeGreaterThan(3)
  })

  test('each pair of settled tests is compared, and the corrected p values are in the results', async () => {
    const { pairs } = fileOf(await step(ALL, byJob({ a: GOOD, b: BAD, c: FAIR })))
    expect(pairs).toHaveLength(3)
    expect(pairs).toContainEqual(expect.objectContaining({ better: 'a', worse: 'b', points: 60 }))
    const open = fileOf(await step(ALL, byJob({ a: GOOD, b: OPEN, c: FAIR })))
    expect(open.pairs).toHaveLength(1)
  })

  test('one baseline for all is asked for once', async () => {
    const inputs = { ...ALL, baseline_job_id: 'old', max_inbox_rate_drop: '10' }
    const result = await step(inputs, byJob({ a: GOOD, b: BAD, c: FAIR, old: GOOD }))
    expect(result.asked.filter(({ jobId }) => jobId === 'old')).toHaveLength(1)
    expect(fileOf(result).tests.map((each: { verdict: string }) => each.verdict)).toEqual([
      'passed',
      'failed',
      'failed',
    ])
  })

  test('first looks go out at once, five at a time, and all are under one deadline', async () => {
    const inputs = {
      job_id: Array.from({ length: 20 }, (_, nth) => `t${nth}`).join('\n'),
      timeout_minutes: '10',
    }
    const result = await step(inputs, OPEN)
    expect(result.asked.slice(0, 20).map(({ atMs }) => atMs)).toEqual(Array.from({ length: 20 }, () => 0))
    expect(result.tookMs).toBe(10 * 60_000)
  })
})

describe('with one test, nothing mentions several', () => {
  test('a label is in outputs, files and history only', async () => {
    const named = await step({ job_id: 'Long subject: job-1' }, BAD)
    const plain = await step({ job_id: 'job-1' }, BAD)
    expect(testsOf(named)).toEqual([{ ...testsOf(plain)[0], label: 'Long subject' }])
    expect(fileOf(named).tests[0].label).toBe('Long subject')
    for (const what of ['summary', 'info', 'annotations', 'failed'] as const)
      expect(named[what]).toEqual(plain[what])
    expect(levels(named)).toEqual([])
  })
})

test('log lines name the test', async () => {
  const { info } = await step({ ...ALL, timeout_minutes: '1' }, byJob({ a: OPEN, b: OPEN, c: GOOD }))
  const progress = info.filter((line) => line.includes(' · '))
  expect(progress.map((line) => line.split(':')[0]).toSorted()).toEqual(['Long', 'Plain', 'Short'])
})
