import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { GateResult } from '../../src/gate-result.ts'
import { compare } from '../../src/judge/comparison.ts'
import { showTest } from '../../src/privacy/seed-addresses.ts'
import { renderResults } from '../../src/publish/results-file.ts'
import { VERSION } from '../../src/version.ts'
import { anyText } from '../any-text.ts'
import { gateResult, inboxTest, ruleResult, seed } from '../builders.ts'

const results = (over: Partial<GateResult> = {}) => JSON.parse(renderResults(gateResult(over)))

describe('the results as JSON', () => {
  test('name the version of their schema and of the action', () => {
    expect(results()).toMatchObject({ schema_version: 1, action_version: VERSION })
  })

  test('have the verdict and how it came about', () => {
    const rules = [ruleResult({ outcome: 'failed', measured: { low: 40, high: 48 } })]
    expect(
      results({ verdict: 'failed', ending: 'deadline', timedOut: true, polls: 18, waitedMs: 255_400, rules }),
    ).toMatchObject({
      verdict: 'failed',
      job_id: 'job-1',
      status: 'Completed',
      timed_out: true,
      ended_by: 'deadline',
      polls: 18,
      waited_seconds: 255,
      error: null,
      warnings: [],
      disagreements: [],
      rules: [
        {
          rule: 'min_inbox_rate',
          provider: null,
          unit: 'percent',
          bound: { kind: 'at_least', value: 80 },
          measured: { low: 40, high: 48 },
          outcome: 'failed',
          note: null,
        },
      ],
    })
  })

  test("have the test in the API's own field names", () => {
    const unknown = seed({ placement: 'unknown', placementText: 'Promotions', spf: 'fail', provider: 'AOL' })
    const { test, inbox_rate_interval } = results({
      test: showTest(inboxTest({ seeds: [seed({ address: 'someone@gmail.example' }), unknown] }), 'masked'),
    })
    expect(test).toEqual({
      job_id: 'job-1',
      test_name: 'Spring newsletter',
      submitted_date: '2026-11-20 09:30:00',
      status: 'Completed',
      summary: {
        total_seeds: 2,
        received: 2,
        inbox: 1,
        spam: 0,
        unknown_placement: 1,
        pending: 0,
        inbox_rate: 50,
        spam_rate: 0,
      },
      unlisted_seeds: 0,
      results: [
        {
          provider: 'Gmail',
          seed_address: 's•••@gmail.example',
          placement: 'inbox',
          placement_text: 'Inbox',
          spf_status: 'pass',
          sender_ip: '192.0.2.10',
          submission_result: '250 OK',
        },
        expect.objectContaining({
          provider: 'AOL',
          placement: 'unknown',
          placement_text: 'Promotions',
          spf_status: 'fail',
        }),
      ],
    })
    expect(inbox_rate_interval).toMatchObject({
      confidence: 95,
      low: expect.closeTo(9.45, 2),
      high: expect.closeTo(90.55, 2),
    })
  })

  test('have every seed, and say how many the API has not listed', () => {
    const test = inboxTest({ seeds: Array.from({ length: 3000 }, () => seed()) })
    const written = results({
      test: showTest({ ...test, summary: { ...test.summary, totalSeeds: 3010 } }, 'masked'),
    })
    expect(written.test.results).toHaveLength(3000)
    expect(written.test.unlisted_seeds).toBe(10)
  })

  test('have the comparison with a baseline, and the baseline itself', () => {
    const now = inboxTest({ seeds: [seed({ placement: 'spam' })] })
    const before = inboxTest({ jobId: 'job-0' })
    const written = results({
      test: showTest(now, 'masked'),
      baseline: showTest(before, 'masked'),
      comparison: compare(now, before, false),
    })
    expect(written.comparison).toEqual({
      inbox_rate_change: -100,
      spam_rate_change: 100,
      method: 'mcnemar',
      p: 1,
      paired_seeds: 1,
      lost: 1,
      gained: 0,
    })
    expect(written.baseline).toMatchObject({ job_id: 'job-0', summary: { inbox_rate: 100 } })
  })

  test('have null where nothing is known', () => {
    const error = { message: 'the API refused the key', hint: 'Is it set?' }
    expect(results({ verdict: 'error', ending: 'refused', test: null, error })).toMatchObject({
      verdict: 'error',
      status: null,
      error,
      inbox_rate_interval: null,
      test: null,
      baseline: null,
      comparison: null,
    })
  })

  test('have null for every address when addresses are hidden', () => {
    const { test } = results({ test: showTest(inboxTest({ seeds: [seed(), seed()] }), 'hidden') })
    expect(test.results.map((row: { seed_address: unknown }) => row.seed_address)).toEqual([null, null])
  })

  test('can be read whatever the API says, and say the same', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const shown = showTest(
          inboxTest({
            testName: text,
            status: text,
            seeds: [seed({ provider: text, submissionResult: text })],
          }),
          'full',
        )
        const { test } = results({ test: shown, jobId: text })
        expect(test.test_name).toBe(text)
        expect(test.results[0].submission_result).toBe(text)
      }),
    )
  })

  test('end in a line break, as text files do', () => {
    expect(renderResults(gateResult())).toMatch(/\}\n$/u)
  })
})
