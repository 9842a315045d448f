import { describe, expect, test } from 'vitest'
import type { Ending } from '../../src/core/waiting.ts'
import { seeds, testBody } from '../../tools/sandbox/inbox-test-body.ts'
import { type Api, failing, levels, placed, type Step, step } from '../one-step.ts'
import { parsed } from '../report/parsed.ts'

const GOOD = placed({ Inbox: 10 })
const BAD = placed({ Spam: 10 })
const OPEN = placed({ Inbox: 8, Pending: 2 })

const only = ({ files }: Step) => JSON.parse(files['results.json'] ?? '').tests[0]
const heading = ({ summary }: Step) => parsed(summary).headings[0]

describe('every way for a wait to end', () => {
  test.each<[Ending, Record<string, string>, Api, string, boolean]>([
    ['completed', {}, GOOD, 'passed', false],
    ['completed', {}, BAD, 'failed', false],
    ['certain', { wait_for: 'verdict', min_inbox_rate: '70' }, OPEN, 'passed', false],
    ['certain', { wait_for: 'verdict' }, placed({ Spam: 8, Pending: 2 }), 'failed', false],
    ['deadline', { min_inbox_rate: '70' }, OPEN, 'passed', true],
    ['deadline', { min_inbox_rate: '90' }, OPEN, 'undecided', true],
    ['deadline', { timeout_minutes: '0', min_inbox_rate: '70' }, OPEN, 'passed', true],
    ['deadline', { min_inbox_rate: '70', on_timeout: 'fail' }, OPEN, 'failed', true],
    ['deadline', { max_missing_seeds: '2' }, OPEN, 'passed', true],
    ['deadline', { max_missing_seeds: '1', min_inbox_rate: '70' }, OPEN, 'failed', true],
    ['deadline', {}, failing(503), 'error', true],
    ['quiet', { quiet_minutes: '5', min_inbox_rate: '90' }, OPEN, 'undecided', true],
    ['quiet', { quiet_minutes: '5', max_missing_seeds: '2' }, OPEN, 'passed', true],
    ['refused', {}, failing(401), 'error', false],
    ['refused', {}, placed({ Inbox: 9 }, { summary: { inbox_rate: null } }), 'error', false],
  ])('%s with %j', async (ending, inputs, api, verdict, timedOut) => {
    const result = await step(inputs, api)
    expect(result.outputs).toMatchObject({ verdict, timed_out: String(timedOut) })
    expect(only(result)).toMatchObject({ ended_by: ending, verdict, timed_out: timedOut })
    expect(result.failed).toHaveLength(verdict === 'passed' ? 0 : 1)
    expect(heading(result)).toContain(verdict === 'error' ? 'could not be judged' : verdict)
  })

  test('the log tells of a mistyped provider once, as soon as the list is complete', async () => {
    const inputs = { provider_min_inbox_rate: 'Gmial: 50\n*: 0', provider_weights: 'Gmial: 3\n*: 1' }
    const { info } = await step({ ...inputs, timeout_minutes: '2' }, OPEN)
    const slips = info.filter((line) => line.includes('Did you mean'))
    expect(slips).toEqual([
      'No seed of this test is at Gmial, which provider_min_inbox_rate names; it has seeds at Gmail. Did you mean Gmail?',
      'No seed of this test is at Gmial, which provider_weights names; it has seeds at Gmail. Did you mean Gmail?',
    ])
    const filling = placed({ Inbox: 8 }, { summary: { total_seeds: 10, pending: 2 }, status: 'Processing' })
    expect((await step({ ...inputs, timeout_minutes: '0' }, filling)).info.join()).not.toMatch(
      /Did you mean/u,
    )
  })

  test('one seed decides no test that contradicts itself', async () => {
    const saysSo = async (inbox_rate?: number) => {
      const body = placed({ Inbox: 42, Spam: 8 }, inbox_rate === undefined ? {} : { summary: { inbox_rate } })
      return (await step({ min_inbox_rate: '85' }, body)).summary.includes('One seed decides')
    }
    expect([await saysSo(), await saysSo(83)]).toEqual([true, false])
  })

  test('the report names the input that ended the wait', async () => {
    const late = await step({ min_inbox_rate: '90' }, OPEN)
    expect(late.failed[0]).toContain('timeout_minutes')
    const quiet = await step({ min_inbox_rate: '90', quiet_minutes: '5' }, OPEN)
    expect(quiet.failed[0]).toContain('quiet_minutes')
    expect(quiet.tookMs).toBeLessThan(6 * 60_000)
  })

  test('a test that is Completed in time passes after an outage, without a warning', async () => {
    const replies = [OPEN, new Error('socket hang up'), failing(503), GOOD]
    const result = await step({}, ({ poll }) => replies[poll - 1] ?? GOOD)
    expect(result).toMatchObject({ outputs: { verdict: 'passed' }, annotations: [] })
  })

  test('an outage at the deadline leaves the last good results to decide, with one warning', async () => {
    const result = await step({ min_inbox_rate: '70' }, ({ poll }) => (poll < 3 ? OPEN : failing(503)))
    expect(result.outputs).toMatchObject({ verdict: 'passed', timed_out: 'true', received: '8' })
    expect(levels(result)).toEqual(['warning'])
    expect(result.annotations[0]?.message).toContain('HTTP 503')
  })

  test('results that came before a refusal are shown, but decide nothing', async () => {
    const result = await step({ min_inbox_rate: '70' }, ({ poll }) => (poll === 1 ? OPEN : failing(403)))
    expect(result.outputs).toMatchObject({ verdict: 'error', received: '8', status: 'Processing' })
    expect(only(result).test.summary.received).toBe(8)
  })
})

describe('what does not fail the step', () => {
  test.each<[string, Record<string, string>, Api, boolean]>([
    ['warn_only, a failed gate', { warn_only: 'true' }, BAD, false],
    [
      'warn_only, an open verdict',
      { warn_only: 'true', timeout_minutes: '0', min_inbox_rate: '90' },
      OPEN,
      false,
    ],
    ['warn_only, an error', { warn_only: 'true' }, failing(401), true],
    ['warn_only, an invalid input', { warn_only: 'true', wait_for: 'luck' }, GOOD, true],
    ['on_timeout: warn, an open verdict', { on_timeout: 'warn', min_inbox_rate: '90' }, OPEN, false],
    [
      'on_timeout: warn, an open verdict when it is quiet',
      { on_timeout: 'warn', min_inbox_rate: '90', quiet_minutes: '2' },
      OPEN,
      false,
    ],
    [
      'on_timeout: warn, a failed gate',
      { on_timeout: 'warn', max_spam_rate: '0' },
      placed({ Spam: 8, Pending: 2 }),
      true,
    ],
    ['on_timeout: warn, an error', { on_timeout: 'warn' }, failing(503), true],
    [
      'on_timeout: warn, a Completed test whose list has gaps',
      { on_timeout: 'warn', provider_min_inbox_rate: 'Gmail: 95' },
      placed(
        { Inbox: 9 },
        { summary: { total_seeds: 10, received: 10, inbox: 10, inbox_rate: 100 }, status: 'Completed' },
      ),
      true,
    ],
    [
      'on_timeout: warn, gaps in the list of a test that is late',
      { on_timeout: 'warn', provider_min_inbox_rate: 'Gmail: 95', max_missing_seeds: '1' },
      placed(
        { Inbox: 9 },
        {
          summary: { total_seeds: 11, received: 10, inbox: 10, pending: 1, inbox_rate: 100 },
          status: 'Processing',
        },
      ),
      true,
    ],
  ])('%s', async (_, inputs, api, fails) => {
    const result = await step(inputs, api)
    expect(result.outputs['verdict']).not.toBe('passed')
    expect(result.failed).toHaveLength(fails ? 1 : 0)
    // What does not fail the step still says so, once, as a warning, and in every headline.
    if (fails) return
    expect(levels(result)).toEqual(['warning'])
    expect(heading(result)).toContain('(warning only)')
    expect(result.outputs['headline']).toContain('(warning only)')
  })
})

describe('annotations, as they stand in the log of the step', () => {
  const spread = (providers: number, placement: string): Api => {
    const specs = seeds(providers, (nth) => ({ provider: `Provider ${nth}`, placement }))
    return { status: 200, headers: {}, body: JSON.stringify(testBody(specs)) }
  }

  test('one failed rule: only the line of setFailed', async () => {
    const { annotations, failed } = await step({}, BAD)
    expect(annotations).toEqual([])
    expect(failed).toEqual([expect.stringMatching(/\b0%.*\b80%/u)])
  })

  test('several: one error with a title for each, then the line of setFailed', async () => {
    const { annotations, failed } = await step(
      { max_spam_rate: '10', provider_min_inbox_rate: 'gmail: 90' },
      BAD,
    )
    expect(annotations).toHaveLength(3)
    expect(annotations.every(({ level }) => level === 'error')).toBe(true)
    expect(new Set(annotations.map(({ title }) => title)).size).toBe(3)
    expect(annotations.map(({ title }) => title).join()).toContain('Gmail')
    expect(failed).toHaveLength(1)
  })

  test('a crowd: eight, and how many more', async () => {
    const { annotations } = await step({ provider_min_inbox_rate: '*: 50' }, spread(30, 'Spam'))
    expect(annotations).toHaveLength(9)
    expect(annotations.at(-1)?.message).toMatch(/^and 23 more\b/u)
    expect(new Set(annotations.map(({ message }) => message)).size).toBe(9)
  })

  test('as many as there is room for: no line about more', async () => {
    const { annotations } = await step({ provider_min_inbox_rate: '*: 50' }, spread(7, 'Spam'))
    expect(annotations).toHaveLength(8)
    expect(annotations.at(-1)?.title).toContain('Provider')
  })

  test('invalid inputs: one for each of several, all of them also in the summary; one alone is in the line', async () => {
    const several = await step({ min_inbox_rate: '0.85', wait_for: 'luck', comment: 'yes' }, GOOD)
    expect(several.asked).toEqual([])
    expect(several.annotations.map(({ message }) => message.split(' ')[0])).toEqual([
      'min_inbox_rate',
      'wait_for',
      'comment',
    ])
    for (const input of ['min_inbox_rate', 'wait_for', 'comment']) expect(several.summary).toContain(input)
    const one = await step({ min_inbox_rate: '0.85' }, GOOD)
    expect(one.annotations).toEqual([])
    expect(one.failed[0]).toMatch(/min_inbox_rate "0\.85".*85\?/u)
  })

  test('two wrong lines of one input are one invalid input', async () => {
    const { failed, annotations } = await step({ allowed_sender_ips: 'here\nthere' }, GOOD)
    expect(failed[0]).toContain('1 input is invalid')
    expect(annotations).toHaveLength(2)
  })

  test('an API that contradicts itself is a warning, and the gate follows its rate', async () => {
    const result = await step({}, placed({ Inbox: 10 }, { summary: { inbox_rate: 50 } }))
    expect(result.outputs['verdict']).toBe('failed')
    expect(levels(result)).toEqual(['warning'])
    expect(result.annotations[0]?.message).toContain('The API contradicts itself')
  })
})

describe('what the API may say, and still be judged', () => {
  const body = testBody(seeds(10, () => ({ provider: 'Gmail', placement: 'Inbox' })))
  const answer = (over: object): Api => ({
    status: 200,
    headers: {},
    body: JSON.stringify({ ...body, ...over }),
  })
  const row = (over: object) =>
    answer({ results: [{ ...body.results[0], ...over }, ...body.results.slice(1)] })

  test.each<[string, Api]>([
    ['submitted_date', answer({ submitted_date: { date: 'today' } })],
    ['test_name', answer({ test_name: ['Spring'] })],
    ['submitted_by', answer({ submitted_by: 7 })],
    ['submission_result', row({ submission_result: { code: 250 } })],
    ['spf_status', row({ spf_status: 1 })],
    ['sender_ip', row({ sender_ip: false })],
    ['provider', row({ provider: {} })],
    ['email_found', row({ email_found: 'perhaps' })],
    ['results', answer({ results: 'none' })],
  ])('a wrong type of %s, which no rule looks at', async (_, api) => {
    expect((await step({}, api)).outputs['verdict']).toBe('passed')
  })

  test.each<[string, Record<string, string>, Api]>([
    ['spf_status', { require_spf: 'true' }, row({ spf_status: {} })],
    ['sender_ip', { allowed_sender_ips: '192.0.2.0/24' }, row({ sender_ip: false })],
    ['provider', { provider_min_inbox_rate: 'Gmail: 80' }, row({ provider: {} })],
    ['results', { require_spf: 'true' }, answer({ results: 'none' })],
    ['inbox_rate', {}, answer({ summary: { ...body.summary, inbox_rate: null } })],
    ['total_seeds', {}, answer({ summary: { ...body.summary, total_seeds: 0 } })],
  ])('but not of %s, which one needs: the message names it', async (field, inputs, api) => {
    const { outputs, failed } = await step(inputs, api)
    expect(outputs['verdict']).toBe('error')
    expect(failed[0]).toContain(field)
  })

  test.each([
    ['Error', answer({ Error: 'Quota exceeded' })],
    ['ERROR beside a status', { status: 400, headers: {}, body: '{"ERROR":"Quota exceeded"}' }],
    ['message', { status: 400, headers: {}, body: '{"message":"Quota exceeded"}' }],
    ['detail without a summary', { status: 200, headers: {}, body: '{"detail":"Quota exceeded"}' }],
  ])('an error by the name of %s is told in the words of the API', async (_, api) => {
    const { outputs, failed } = await step({}, api as Api)
    expect(outputs['verdict']).toBe('error')
    expect(failed[0]).toContain('Quota exceeded')
  })

  test('a message beside good results is no error', async () => {
    expect((await step({}, answer({ message: 'ok', detail: 'ok', error: ' ' }))).outputs['verdict']).toBe(
      'passed',
    )
  })
})

describe('words that would be too much', () => {
  test('seeds that have not arrived after one look never are "never received"', async () => {
    const { summary, info, failed } = await step({ timeout_minutes: '0' }, OPEN)
    expect(summary + info.join() + failed.join()).not.toMatch(/never (?:received|arrive)/iu)
    expect(summary).toMatch(/2 seeds? (?:had )?not arrived/u)
  })

  test('no confidence interval while seeds are open, nor in the results', async () => {
    const open = await step({ timeout_minutes: '0' }, placed({ Spam: 8, Pending: 12 }))
    expect(open.summary).not.toContain('95% confidence')
    expect(only(open).inbox_rate_interval).toBeNull()
    const settled = await step({}, BAD)
    expect(settled.summary).toContain('95% confidence')
    expect(only(settled).inbox_rate_interval.confidence).toBe(95)
  })

  test('a threshold that only rounding would make whole is not rounded', async () => {
    const { outputs, failed } = await step({ min_inbox_rate: '0.9999999999999999999' }, GOOD)
    expect(outputs['verdict']).toBe('error')
    expect(failed[0]).toContain('min_inbox_rate')
  })
})
