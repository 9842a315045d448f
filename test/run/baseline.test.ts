import { describe, expect, test } from 'vitest'
import { byJob, failing, levels, placed, type Step, step } from '../one-step.ts'
import { parsed } from '../report/parsed.ts'

const GOOD = placed({ Inbox: 10 })
const OPEN = placed({ Inbox: 8, Pending: 2 })
const DROP = { baseline_job_id: 'earlier', max_inbox_rate_drop: '5' }
const SHOWN = { baseline_job_id: 'earlier' }

const baselineOf = ({ files }: Step) => JSON.parse(files['results.json'] ?? '').tests[0].baseline
const polls = ({ asked }: Step, id: string) => asked.filter(({ jobId }) => jobId === id).length

describe('a drop beyond the limit', () => {
  test.each([
    ['fails', placed({ Inbox: 9, Spam: 1 }), GOOD, 'failed'],
    ['at the limit passes', placed({ Inbox: 19, Spam: 1 }), placed({ Inbox: 20 }), 'passed'],
    ['is none where the rate rose', GOOD, placed({ Inbox: 5, Spam: 5 }), 'passed'],
  ])('%s', async (_, now, earlier, verdict) => {
    const result = await step(DROP, byJob({ 'job-1': now, earlier }))
    expect(result.outputs['verdict']).toBe(verdict)
  })

  test('is never passed against a baseline whose seeds are all still pending', async () => {
    const now = placed({ Inbox: 9, Spam: 1 })
    const result = await step(DROP, byJob({ 'job-1': now, earlier: placed({ Pending: 10 }) }))
    expect(result.outputs['verdict']).toBe('undecided')
    expect(result.failed).toHaveLength(1)
  })

  test('is open while the open seeds of the baseline could make it one, and on_timeout: warn is no excuse', async () => {
    const now = placed({ Inbox: 9, Spam: 1 })
    const result = await step({ ...DROP, on_timeout: 'warn' }, byJob({ 'job-1': now, earlier: OPEN }))
    expect(result.outputs['verdict']).toBe('undecided')
    expect(result.failed).toHaveLength(1)
  })

  test('is judged against a baseline that is complete enough', async () => {
    const inputs = { ...DROP, max_missing_seeds: '2' }
    const result = await step(inputs, byJob({ 'job-1': GOOD, earlier: OPEN }))
    expect(result.outputs['verdict']).toBe('passed')
    expect(baselineOf(result).settled).toBe(true)
  })
})

describe('reading the baseline', () => {
  test('a test compared with itself is an invalid input: it could not fail', async () => {
    for (const inputs of [
      { ...DROP, baseline_job_id: 'job-1' },
      { ...SHOWN, job_id: 'A: job-1\nB: earlier' },
    ]) {
      const result = await step(inputs, GOOD)
      expect(result.outputs['verdict']).toBe('error')
      expect(result.failed[0]).toContain('baseline_job_id')
      expect(result.asked).toEqual([])
    }
  })

  test('one that is not Completed is read again when the wait ends, and not in between', async () => {
    const api = byJob({
      'job-1': ({ poll }) => (poll < 6 ? OPEN : GOOD),
      earlier: ({ poll }) => (poll === 1 ? OPEN : GOOD),
    })
    const result = await step(DROP, api)
    expect(result.outputs['verdict']).toBe('passed')
    expect([polls(result, 'job-1'), polls(result, 'earlier')]).toEqual([6, 2])
  })

  test('faults are tried again for as long as the test may take, not for a minute', async () => {
    const api = byJob({ 'job-1': GOOD, earlier: ({ atMs }) => (atMs < 15 * 60_000 ? failing(502) : GOOD) })
    expect((await step(DROP, api)).outputs['verdict']).toBe('passed')
  })

  test('a refused key is reported as that, whichever test met it first', async () => {
    const { failed } = await step(DROP, byJob({ 'job-1': OPEN, earlier: failing(401) }))
    expect(failed[0]).toContain('api_key')
    expect(failed[0]).not.toContain('baseline')
  })

  test('it is not asked for before its Retry-After is over', async () => {
    const busy = failing(429, 'Busy', { 'retry-after': '300' })
    const result = await step(
      DROP,
      byJob({ 'job-1': GOOD, earlier: ({ poll }) => (poll === 1 ? busy : GOOD) }),
    )
    expect(result.outputs['verdict']).toBe('passed')
    const [, second] = result.asked.filter(({ jobId }) => jobId === 'earlier')
    expect(second?.atMs).toBeGreaterThanOrEqual(300_000)
  })

  test.each([
    ['refused', failing(404, 'Job not found')],
    ['down', failing(503)],
    ['of the wrong shape', placed({ Inbox: 1 }, { summary: { inbox_rate: null } })],
  ])('one that is %s is an error when a rule needs it, else one warning', async (_, earlier) => {
    const needed = await step(DROP, byJob({ 'job-1': GOOD, earlier }))
    expect(needed.outputs).toMatchObject({ verdict: 'error', inbox_rate: '100' })
    expect(needed.failed[0]).toContain('max_inbox_rate_drop')

    const shown = await step(SHOWN, byJob({ 'job-1': GOOD, earlier }))
    expect(shown).toMatchObject({ outputs: { verdict: 'passed' }, failed: [] })
    expect(levels(shown)).toEqual(['warning'])
    expect(baselineOf(shown)).toMatchObject({ state: 'unreadable' })
    expect(shown.tookMs).toBeLessThanOrEqual(10_000)
  })

  test('one that the API does not know is put down to the input that names it', async () => {
    const needed = await step(DROP, byJob({ 'job-1': GOOD }))
    expect(needed.failed[0]).toContain('Check `baseline_job_id`')
    const shown = await step(SHOWN, byJob({ 'job-1': GOOD }))
    expect(shown.annotations[0]?.message).toContain('Check `baseline_job_id`')
  })

  test('one that contradicts itself is warned of like a test', async () => {
    const earlier = placed({ Inbox: 10 }, { summary: { inbox_rate: 90 } })
    const result = await step(SHOWN, byJob({ 'job-1': GOOD, earlier }))
    expect(levels(result)).toEqual(['warning'])
    expect(result.annotations[0]?.message).toMatch(/The API contradicts itself.*baseline/u)
    expect(baselineOf(result).disagreements).toHaveLength(1)
  })

  test('one that contradicts itself, or a test that does, is compared in no word and no p value', async () => {
    const odd = placed({ Inbox: 10 }, { summary: { inbox_rate: 90 } })
    for (const [test, earlier] of [
      [GOOD, odd],
      [odd, GOOD],
    ] as const) {
      const result = await step(SHOWN, byJob({ 'job-1': test, earlier }))
      expect(baselineOf(result)).toMatchObject({ state: 'read', settled: true, comparison: null })
      expect(result.summary).not.toMatch(/the baseline ·|p = |chance/u)
      expect(parsed(result.summary).listItems.join()).toContain('no change against the baseline is shown')
    }
  })
})

describe('what the report says of the change', () => {
  const changeIn = (result: Step) => parsed(result.summary).listItems.join('\n')

  test('the p value is that of the seeds that moved when both tests have the same', async () => {
    const result = await step(
      SHOWN,
      byJob({ 'job-1': placed({ Inbox: 12, Spam: 8 }), earlier: placed({ Inbox: 20 }) }),
    )
    expect(changeIn(result)).toContain('more than chance would explain')
    expect(baselineOf(result).comparison).toMatchObject({
      method: 'mcnemar',
      lost: 8,
      gained: 0,
      paired_seeds: 20,
    })
    expect(baselineOf(result).comparison.p).toBeCloseTo(2 ** -7)
  })

  test('one seed is no evidence', async () => {
    const result = await step(
      SHOWN,
      byJob({ 'job-1': placed({ Inbox: 19, Spam: 1 }), earlier: placed({ Inbox: 20 }) }),
    )
    expect(changeIn(result)).toContain('chance alone could explain it')
    expect(baselineOf(result).comparison.p).toBe(1)
  })

  test('with other seeds it is that of the two rates', async () => {
    const result = await step(
      SHOWN,
      byJob({ 'job-1': placed({ Inbox: 12, Spam: 8 }), earlier: placed({ Inbox: 30 }) }),
    )
    expect(baselineOf(result).comparison).toMatchObject({ method: 'fisher' })
  })

  test('nothing is said of a change while seeds are open', async () => {
    const result = await step({ ...SHOWN, timeout_minutes: '0' }, byJob({ 'job-1': OPEN, earlier: GOOD }))
    expect(result.summary).not.toMatch(/points below|\bchance\b/u)
    expect(baselineOf(result).comparison).toBeNull()
  })
})
