import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { serialize } from '../../src/history/entry.ts'
import { withCorrectedP } from '../../src/judge/statistics.ts'
import { renderResults } from '../../src/publish/results-file.ts'
import type { RunResult } from '../../src/result/result.ts'
import { VERSION } from '../../src/version.ts'
import { testBody } from '../../tools/sandbox/inbox-test-body.ts'
import { anyText } from '../any-text.ts'
import {
  compareTests,
  counted,
  FACTS,
  inboxTest,
  type JudgedOver,
  judgedTest,
  observedRun,
  refusedRun,
  ruleResult,
  seed,
} from '../builders.ts'
import { entriesOfOctober } from '../history/entries.ts'
import { type Api, byJob, failing, ok, placed, type StepOptions, step } from '../one-step.ts'
import { anyRun } from '../report/any-run.ts'

const text = (run: RunResult) => [...renderResults(run)].join('')
const results = (run: RunResult) => JSON.parse(text(run))
const resultsOf = (over: JudgedOver) => results(observedRun({}, [judgedTest(over)])).tests[0]

type Schema = Record<string, unknown>
const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'results.schema.json'), 'utf8'),
) as Schema

/** Takes only what the schema describes, so that a field that is written and not described is found. */
function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed)
  if (typeof part !== 'object' || part === null) return part
  const inner = Object.fromEntries(Object.entries(part).map(([name, each]) => [name, closed(each)]))
  return 'properties' in part ? { additionalProperties: false, ...inner } : inner
}

const ajv = new Ajv2020({
  allErrors: true,
  strict: true,
  allowUnionTypes: true,
  formats: { 'date-time': (time: string) => new Date(time).toISOString() === time },
})
const validate = ajv.compile(closed(schema) as Schema)
// Times of a random run are any text.
const validateLoosely = new Ajv2020({ strict: true, allowUnionTypes: true, validateFormats: false }).compile(
  schema,
)

function expectValid(written: unknown, by = validate) {
  by(written)
  expect(by.errors ?? []).toEqual([])
}

test('the file is indented as JSON is, though it is written test by test', () => {
  for (const run of [
    refusedRun({ message: 'wrong', hint: 'Look.' }),
    observedRun(),
    observedRun({}, [judgedTest(), judgedTest()]),
  ])
    expect(text(run)).toBe(`${JSON.stringify(results(run), null, 2)}\n`)
})

describe('the JSON schema in docs/ holds for every kind of ending', () => {
  const GOOD = placed({ Inbox: 10 })
  const OPEN = placed({ Inbox: 8, Pending: 2 })
  const cancelled = (): StepOptions => {
    const cancel = new AbortController()
    cancel.abort(new Error('cancelled by SIGINT'))
    return { signal: cancel.signal }
  }
  let workspace: string
  beforeAll(() => {
    workspace = mkdtempSync(join(tmpdir(), 'results-'))
    const runs = Array.from({ length: 7 }, (_, nth) => ({ job_id: `old-${nth}`, inbox_rate: 90 + nth }))
    writeFileSync(join(workspace, 'old.jsonl'), serialize(entriesOfOctober(runs)))
    writeFileSync(join(workspace, 'none.jsonl'), '')
    return () => rmSync(workspace, { recursive: true })
  })

  const arriving: Api = ({ poll }) => (poll < 4 ? placed({ Inbox: 2 * poll, Pending: 10 - 2 * poll }) : GOOD)
  const everything = {
    ...{ provider_min_inbox_rate: 'Gmail: 90\n*: 50', max_spam_rate: '10', require_spf: 'true' },
    ...{ allowed_sender_ips: '192.0.2.0/24', max_unknown_rate: '5', max_missing_seeds: '3' },
    ...{ provider_weights: 'Gmail: 60\nGMX: 20\n*: 20', min_weighted_inbox_rate: '80', on_timeout: 'fail' },
  }
  const mixed = testBody([
    { provider: 'Gmail', placement: 'Inbox' },
    { provider: 'Yahoo', placement: 'Promotions', spf: 'fail' },
    { provider: 'Yahoo', placement: 'Pending' },
    { provider: 'Outlook', placement: 'Spam', senderIp: '198.51.100.7' },
  ])

  test.each<[string, Record<string, string>, Api, (() => StepOptions)?]>([
    ['passed', {}, GOOD],
    ['failed by every rule there is', everything, ok(mixed)],
    ['complete at a later look', {}, arriving],
    ['certain', { wait_for: 'verdict', min_inbox_rate: '50' }, OPEN],
    ['undecided at the deadline', { min_inbox_rate: '90' }, OPEN],
    ['quiet', { quiet_minutes: '2' }, OPEN],
    ['refused', {}, failing(401)],
    ['refused after results', {}, ({ poll }) => (poll === 1 ? OPEN : failing(404))],
    ['never answered', { timeout_minutes: '1' }, failing(503)],
    ['invalid inputs', { min_inbox_rate: '0.85', api_key: '', wait_for: 'luck' }, GOOD],
    ['cancelled before the first answer', {}, OPEN, cancelled],
    [
      'several tests, one of them unknown',
      { job_id: 'A: a\nb\nC: c', max_spam_rate: '5' },
      byJob({ a: GOOD, b: OPEN }),
    ],
    ['several tests that are all settled', { job_id: 'a\nb' }, byJob({ a: GOOD, b: placed({ Spam: 10 }) })],
    [
      'compared with a baseline',
      { baseline_job_id: 'old', max_inbox_rate_drop: '2' },
      byJob({ 'job-1': placed({ Inbox: 9, Spam: 1 }), old: GOOD }),
    ],
    ['a baseline that cannot be read', { baseline_job_id: 'old' }, byJob({ 'job-1': GOOD })],
    [
      'a baseline that contradicts itself',
      { baseline_job_id: 'old' },
      byJob({ 'job-1': GOOD, old: placed({ Inbox: 9 }, { summary: { inbox_rate: 10, spam_rate: 90 } }) }),
    ],
    ['remembered runs', { history_file: 'old.jsonl' }, placed({ Inbox: 85, Spam: 15 })],
    [
      'not compared yet',
      { history_file: 'none.jsonl', baseline_job_id: 'last', max_inbox_rate_drop: '5' },
      GOOD,
    ],
    ['addresses that are hidden', { seed_addresses: 'hidden' }, ok(mixed)],
  ])('%s', async (_, inputs, api, options = () => ({})) => {
    const roots = { workspace, temp: null }
    const { files } = await step(inputs, api, { ...options(), runner: { roots } })
    expectValid(JSON.parse(files['results.json'] ?? ''))
  })

  test('whatever the run, and whatever the texts', () => {
    fc.assert(
      fc.property(anyRun(anyText, { min: 1, max: 4 }), (run) => expectValid(results(run), validateLoosely)),
    )
  })
})

describe('the results as JSON', () => {
  test('name the version of their schema and of the action, and where and when the run was', () => {
    expect(results(observedRun())).toMatchObject({
      schema_version: 2,
      action_version: VERSION,
      checked_at: '2026-11-20T09:41:00.000Z',
      run_url: FACTS.runUrl,
      commit: FACTS.commit,
    })
  })

  test('have the verdict of each test and how it came about', () => {
    const rules = [ruleResult({ outcome: 'failed', measured: { low: 40, high: 48 }, note: 'why' })]
    const job = { id: 'job-9', label: 'Long subject' }
    const waited = { ending: 'quiet', polls: 18, waitedMs: 255_400 } as const
    expect(resultsOf({ verdict: 'failed', job, waited, rules })).toMatchObject({
      label: 'Long subject',
      job_id: 'job-9',
      verdict: 'failed',
      ended_by: 'quiet',
      timed_out: true,
      polls: 18,
      waited_seconds: 255,
      error: null,
      rules: [
        {
          rule: 'min_inbox_rate',
          provider: null,
          bound: { kind: 'at_least', value: 80 },
          measured: { low: 40, high: 48 },
          outcome: 'failed',
          note: 'why',
        },
      ],
    })
  })

  test("have the test in the API's own field names", () => {
    const unknown = seed({ placement: 'unknown', placementText: 'Promotions', spf: 'fail', provider: 'AOL' })
    const shown = resultsOf({
      test: inboxTest({ seeds: [seed({ address: 'someone@gmail.example' }), unknown] }),
    })
    expect(shown.test).toMatchObject({
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
      },
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
        { provider: 'AOL', placement: 'unknown', placement_text: 'Promotions', spf_status: 'fail' },
      ],
    })
  })

  test('have every value of a field that the answer leaves open, and nothing of the kind where all is known', async () => {
    const { files } = await step(
      { provider_min_inbox_rate: '*: 0' },
      ok({
        ...testBody([{ provider: 'Gmail', placement: 'Inbox', address: 'a@gmail.example' }]),
        results: [
          { seed_address: 'a@gmail.example', placement: 'Inbox', provider: 'Gmail', spf_status: 'pass' },
          {
            seed_address: 'A@gmail.example',
            placement: 'Spam',
            provider: null,
            spf_status: 'pass',
            sender_ip: '192.0.2.1',
          },
        ],
      }),
    )
    const written = JSON.parse(files['results.json'] ?? '')
    expectValid(written)
    expect(written.tests[0].test).toMatchObject({ differing_seeds: 1, list_fault: null, unlisted_seeds: 1 })
    expect(written.tests[0].test.results).toMatchObject([
      {
        placement: 'unknown',
        open: { provider: ['Gmail', null], placement: ['inbox', 'spam'], sender_ip: ['192.0.2.1', null] },
      },
    ])
    expect(written.tests[0].test.results[0].open).not.toHaveProperty('spf_status')
    expect(resultsOf({ test: inboxTest({ seeds: [seed()] }) }).test.results[0]).not.toHaveProperty('open')
  })

  test('say why the list could not be used', async () => {
    const { files } = await step(
      {},
      ok({ ...testBody([{ provider: 'Gmail', placement: 'Inbox' }]), results: 'none' }),
    )
    const written = JSON.parse(files['results.json'] ?? '')
    expectValid(written)
    expect(written.tests[0].test).toMatchObject({
      results: [],
      list_fault: 'results is "none", expected a list of seeds',
    })
  })

  test('have the interval of a settled test, and none while seeds are open', () => {
    const seeds = [seed(), seed({ placement: 'spam' })]
    expect(resultsOf({ test: inboxTest({ seeds }) }).inbox_rate_interval).toMatchObject({
      low: expect.closeTo(9.45, 2),
      high: expect.closeTo(90.55, 2),
    })
    const open = inboxTest({ seeds: [...seeds, seed({ placement: 'pending' })] })
    expect(resultsOf({ test: open }).inbox_rate_interval).toBeNull()
  })

  test('have how fast the mail arrived; null is before the first look', () => {
    const gmail = {
      provider: 'Gmail',
      atFirstLook: 3,
      arrived: 5,
      total: 6,
      halfAfterMs: null,
      lastAfterMs: 90_400,
    }
    expect(resultsOf({ arrivals: [gmail] }).arrivals).toEqual([
      { provider: 'Gmail', arrived: 5, total: 6, half_after_seconds: null, last_after_seconds: 90 },
    ])
  })

  test('have every seed, and say how many the API has not listed', () => {
    const test = inboxTest({ seeds: Array.from({ length: 3000 }, () => seed()) })
    const shown = resultsOf({ test: { ...test, summary: { ...test.summary, totalSeeds: 3010 } } })
    expect(shown.test.results).toHaveLength(3000)
    expect(shown.test.unlisted_seeds).toBe(10)
  })

  test('have the comparison with a baseline, and the baseline itself', () => {
    const now = inboxTest({ seeds: [seed({ placement: 'spam' })] })
    const before = inboxTest({ jobId: 'job-0' })
    const comparison = withCorrectedP(compareTests(now, before))
    const shown = resultsOf({
      test: now,
      baseline: { kind: 'read', ...counted(before, true), comparison, disagreements: [] },
    })
    expect(shown.baseline).toMatchObject({
      test: { job_id: 'job-0', summary: { inbox_rate: 100 } },
      comparison: {
        inbox_rate_change: -100,
        spam_rate_change: 100,
        method: 'mcnemar',
        paired_seeds: 1,
        lost: 1,
        gained: 0,
      },
    })
  })

  test('can be read whatever the API says, say the same, and end in a line break, as text files do', () => {
    fc.assert(
      fc.property(anyText, (said) => {
        const seeds = [seed({ provider: said, submissionResult: said })]
        const run = observedRun({}, [
          judgedTest({ test: inboxTest({ testName: said, status: said, seeds }) }),
        ])
        const { test: shown } = results(run).tests[0]
        expect([shown.test_name, shown.status, shown.results[0].submission_result]).toEqual([
          said,
          said,
          said,
        ])
        expect(text(run)).toMatch(/\}\n$/u)
      }),
    )
  })
})
