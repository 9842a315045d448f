import { describe, expect, test } from 'vitest'
import type { HttpReply } from '../../src/net/http.ts'
import { byJob, failing, levels, ok, placed, step } from '../one-step.ts'

const GOOD = placed({ Inbox: 10 })
const OPEN = placed({ Inbox: 8, Pending: 2 })
const page = (status: number, headers: HttpReply['headers'] = {}): HttpReply => ({
  status,
  headers,
  body: '<!doctype html><title>Sorry</title>',
})
const UNKNOWN = failing(404, 'Job not found')

describe('who is to blame', () => {
  test.each([401, 403, 404])(
    'a web page with HTTP %d blames neither the key nor the job id',
    async (status) => {
      const { failed, outputs, asked } = await step({}, page(status))
      expect(outputs['verdict']).toBe('error')
      expect(failed[0]).toContain('this is not the API')
      expect(failed[0]).toMatch(/`?api_url`?; a firewall or a proxy may have answered in its place/u)
      expect(failed[0]).not.toMatch(/api_key|job_id|job id|the key/u)
      expect(asked).toHaveLength(1)
    },
  )

  test.each([
    [failing(401, 'No'), 'api_key'],
    [failing(403, 'No'), 'api_key'],
    [failing(404, 'No'), 'job_id'],
    [ok({ error: 'API key expired' }), 'api_key'],
    [ok({ ERROR: 'Unknown job id' }), 'job_id'],
    [ok({ error: 'Job results are temporarily locked' }), 'Job results are temporarily locked'],
  ])('the API itself blames by status or words: %j', async (answer, input) => {
    const { failed } = await step({ timeout_minutes: '0' }, answer)
    expect(failed[0]).toContain(input)
  })
})

describe('what may go right later is waited for', () => {
  test.each([
    ['a firewall that says when to come back', page(403, { 'retry-after': '60' })],
    ['a rate limit told with 403', failing(403, 'Rate limit exceeded')],
    ['a rate limit told with 200', ok({ error: 'Too many requests' })],
  ])('%s', async (_, busy) => {
    const result = await step({}, ({ atMs }) => (atMs < 50_000 ? busy : GOOD))
    expect([result.outputs['verdict'], result.failed]).toEqual(['passed', []])
  })

  test('a job id that is known only some seconds after the first poll', async () => {
    const result = await step({}, ({ atMs }) => (atMs < 7000 ? UNKNOWN : GOOD))
    expect([result.outputs['verdict'], result.failed, levels(result)]).toEqual(['passed', [], []])
  })

  test('but no longer than fifteen seconds', async () => {
    const { failed, asked, tookMs } = await step({}, UNKNOWN)
    expect(failed[0]).toContain('the API does not know this job id')
    expect([asked.length, tookMs]).toEqual([5, 15_000])
  })

  test.each([
    ['a job id that is not known', UNKNOWN],
    ['a blank status', placed({ Inbox: 10 }, { status: ' ' })],
    ['a firewall', page(403)],
    ['an error that nobody foresaw', ok({ error: 'The job queue is overloaded' })],
  ])('%s, once the API has answered about the test', async (_, fault) => {
    const passing = await step({}, ({ poll }) => ([2, 3].includes(poll) ? fault : poll === 1 ? OPEN : GOOD))
    expect([passing.outputs['verdict'], passing.failed, levels(passing)]).toEqual(['passed', [], []])

    const lasting = await step({}, ({ poll }) => (poll === 1 ? OPEN : fault))
    expect(lasting.outputs).toMatchObject({ verdict: 'undecided', timed_out: 'true', inbox_rate: '80' })
    expect(lasting.annotations[0]?.message).toContain('The last poll failed')
    expect(lasting.tookMs).toBeGreaterThanOrEqual(30 * 60_000)
  })

  test('but a key that is refused then ends the step at once', async () => {
    const { outputs, asked } = await step({}, ({ poll }) => (poll === 1 ? OPEN : failing(403, 'No')))
    expect([outputs['verdict'], asked.length]).toEqual(['error', 2])
  })
})

test('a baseline that could not be read again is warned of', async () => {
  const result = await step(
    { baseline_job_id: 'earlier', max_inbox_rate_drop: '25' },
    byJob({ 'job-1': GOOD, earlier: ({ poll }) => (poll === 1 ? OPEN : failing(503)) }),
  )
  expect(result.outputs['verdict']).toBe('passed')
  expect(result.annotations[0]?.message).toContain(
    'The baseline test could not be read again, so it counts as it was at the start',
  )
})
