import { describe, expect, test } from 'vitest'
import { type SeedSpec, testBody } from '../../tools/sandbox/inbox-test-body.ts'
import { entry } from '../history/entries.ts'
import { byJob, KEY, ok, placed, TOKEN } from '../one-step.ts'
import { MODES, remembering, resultsOf, rulesOf } from './remembering.ts'

const at = (provider: string, inbox: number, spam: number): SeedSpec[] => [
  ...Array.from({ length: inbox }, () => ({ provider, placement: 'Inbox' })),
  ...Array.from({ length: spam }, () => ({ provider, placement: 'Spam' })),
]

describe.each(MODES)('with seed_addresses: %s', (seed_addresses) => {
  const shown = { seed_addresses }

  test.each([
    ['addresses that look alike once masked', 'sales@corp.example', 'support@corp.example'],
    ['secrets', `A ${KEY}`, `A ${TOKEN}`],
    ['a secret and what stands for it', `A ${KEY}`, 'A ***'],
    ['compatibility characters', 'GMX', '\uff27\uff2d\uff38'],
    ['ligatures', 'first', '\ufb01rst'],
    ['control characters', 'Gm\u0001ail', 'Gm\u0002ail'],
  ])('providers that differ in %s are two, and the bad one fails', async (_, good, bad) => {
    const body = ok(testBody([...at(good, 5, 0), ...at(bad, 0, 1)]))
    const inputs = { ...shown, github_token: TOKEN, min_inbox_rate: '50', provider_min_inbox_rate: '*: 40' }
    const done = await remembering(inputs, body)
    expect(done.outputs['verdict']).toBe('failed')
    expect(rulesOf(done).map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'passed',
      'passed',
      'failed',
    ])
  })

  test.each([
    ['case and spaces', 'Yahoo Japan', ' YAHOO  japan '],
    ['zero-width characters', 'Gmail', 'G\u200bmail'],
    ['canonical forms', 'Caf\u00e9', 'CAFE\u0301'],
    ['the case of an address', 'sales@corp.example', 'SALES@corp.example'],
  ])('providers that differ in %s are one', async (_, one, other) => {
    const body = ok(testBody([...at(one, 5, 0), ...at(other, 0, 1)]))
    const inputs = { ...shown, min_inbox_rate: '50', provider_min_inbox_rate: `${other.trim()}: 80` }
    const done = await remembering(inputs, body)
    expect(done.outputs['verdict']).toBe('passed')
    expect(rulesOf(done)).toHaveLength(2)
  })

  test('the history is asked for exactly what stands there, and a fall fails', async () => {
    const api = byJob({ 'job-1': placed({ Inbox: 8, Spam: 2 }), 'spring@2026-11-20': placed({ Inbox: 10 }) })
    const inputs = { ...shown, baseline_job_id: 'last', max_inbox_rate_drop: '5' }
    const done = await remembering(inputs, api, [entry({ job_id: 'spring@2026-11-20' })])
    expect(done.asked.map(({ jobId }) => jobId).toSorted()).toEqual(['job-1', 'spring@2026-11-20'])
    expect(done.outputs['verdict']).toBe('failed')
    expect(resultsOf(done).tests[0].baseline.test.job_id).toBe('spring@2026-11-20')
  })

  test('an answer about another test is refused, however much its id looks like the one asked for', async () => {
    const body = testBody(at('Gmail', 5, 0), { jobId: 'summer@2026-11-20' })
    const done = await remembering({ ...shown, job_id: 'spring@2026-11-20' }, ok(body))
    expect(done.outputs['verdict']).toBe('error')
    expect(done.failed.join()).toContain('job_id')
  })

  test.each([
    'A\u200dB',
    'Cafe\u0301',
    '\u202ecipher\u202c',
    'brand@acme.example',
    '\uff21 campaign',
    'two  spaces',
  ])('a label comes back as it was given, and finds its past: %j', async (label) => {
    const job_id = 'urn:spring@2026-11-20'
    const before = [entry({ label: label.toUpperCase(), job_id: 'job-0', verdict: 'failed' })]
    const done = await remembering({ ...shown, job_id: `${label}: ${job_id}` }, placed({ Inbox: 5 }), before)
    expect(JSON.parse(done.outputs['tests'] ?? '')).toMatchObject([{ label, job_id }])
    expect(resultsOf(done).tests).toMatchObject([{ label, job_id }])
    expect(done.written).toMatchObject([{ label, job_id }])
    expect(done.asked).toMatchObject([{ jobId: job_id }])
    expect(done.outputs['previous_verdict']).toBe('failed')
    expect(resultsOf(done).tests[0].trend.points).toHaveLength(2)
  })

  test.each([
    ['labels that differ in case', 'A: id-1\na: id-2'],
    ['labels that differ in invisible characters', 'AB: id-1\nA\u200dB: id-2'],
    ['labels that differ in canonical form', 'Caf\u00e9: id-1\nCafe\u0301: id-2'],
    ['labels that differ in repeated spaces', 'A B: id-1\nA  B: id-2'],
    ['job ids that differ in case', 'A: id-1\nB: ID-1'],
  ])('%s are refused', async (_, job_id) => {
    const done = await remembering({ ...shown, job_id }, placed({ Inbox: 5 }))
    expect(done.outputs['verdict']).toBe('error')
    expect(done.asked).toEqual([])
  })

  test('job ids that look alike once masked are two tests', async () => {
    const api = byJob({
      'sales@acme.example': placed({ Inbox: 5 }),
      'support@acme.example': placed({ Spam: 5 }),
    })
    const done = await remembering({ ...shown, job_id: 'sales@acme.example\nsupport@acme.example' }, api)
    expect(
      JSON.parse(done.outputs['tests'] ?? '').map(({ verdict }: { verdict: string }) => verdict),
    ).toEqual(['passed', 'failed'])
  })
})

test('masks that look alike are numbered alike in the table of providers, the rules and the findings', async () => {
  const body = ok(testBody([...at('sales@corp.example', 5, 0), ...at('support@corp.example', 0, 5)]))
  const { summary, failed, files } = await remembering({ provider_min_inbox_rate: '*: 40' }, body)
  const lines = summary.split('\n')
  expect(lines.filter((line) => /^\| \S+ \| Inbox\srate, `s•••@corp\.example 2`/u.test(line))).toHaveLength(1)
  expect(lines.filter((line) => /^\| \S+ \| `s•••@corp\.example [12]` \|/u.test(line))).toHaveLength(2)
  expect(lines.find((line) => line.startsWith('1. '))).toContain('`s•••@corp.example 2`')
  expect(summary + failed.join()).not.toMatch(/s•••@corp\.example(?! [12])/u)
  const [tested] = resultsOf({ files }).tests
  expect(tested.rules.at(-1).provider).toBe('s•••@corp.example 2')
})
