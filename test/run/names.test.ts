import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type HistoryLine, serialize } from '../../src/history/entry.ts'
import { type SeedSpec, testBody } from '../../tools/sandbox/inbox-test-body.ts'
import { entry } from '../history/entries.ts'
import { type Api, byJob, failing, KEY, ok, placed, type Step, step, TOKEN } from '../one-step.ts'

const MODES = ['masked', 'hidden', 'full'] as const
type Mode = (typeof MODES)[number]

/** A step that finds these runs in its history, and what stands there afterwards. */
async function remembering(
  inputs: Readonly<Record<string, string>>,
  api: Api,
  before: readonly HistoryLine[] = [],
) {
  const workspace = mkdtempSync(join(tmpdir(), 'names-'))
  try {
    writeFileSync(join(workspace, 'history.jsonl'), serialize(before))
    const runner = { roots: { workspace, temp: null } }
    const done = await step({ history_file: 'history.jsonl', timeout_minutes: '0', ...inputs }, api, {
      runner,
    })
    const lines = readFileSync(join(workspace, 'history.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
    const written = lines.slice(before.length).map((line) => JSON.parse(line) as HistoryLine)
    return { ...done, summary: done.summary, written }
  } finally {
    rmSync(workspace, { recursive: true })
  }
}

type Remembered = Awaited<ReturnType<typeof remembering>>

const resultsOf = ({ files }: Pick<Step, 'files'>) => JSON.parse(files['results.json'] ?? '')
const rulesOf = (done: Pick<Step, 'files'>) =>
  resultsOf(done).tests.flatMap(
    ({ rules }: { rules: { rule: string; outcome: string; measured: unknown }[] }) =>
      rules.map(({ rule, outcome, measured }) => ({ rule, outcome, measured })),
  )

/** All that must not depend on how anything is shown. */
function decided(done: Remembered) {
  const { verdict, timed_out, previous_verdict, tests = '[]' } = done.outputs
  return {
    outputs: { verdict, timed_out, previous_verdict, tests: JSON.parse(tests) },
    rules: rulesOf(done),
    requests: done.asked.map(({ jobId }) => jobId),
    annotations: done.annotations.map(({ level }) => level),
    fails: done.failed.length,
    written: done.written,
  }
}

/** Everything that a reader may see, but for what the workflow itself gave: labels and job ids. */
function everyWord({ info, debug, annotations, outputs, files, failed, summary }: Step): string {
  const said = annotations.flatMap(({ title, message }) => [title, message])
  return [
    ...info,
    ...debug,
    ...said,
    ...failed,
    ...Object.values(outputs),
    ...Object.values(files),
    summary,
  ].join('\n')
}

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

/** Names that differ in what matters, each in spellings that do not. */
const spelled = (name: string) =>
  fc
    .tuple(
      fc.constantFrom(
        (text: string) => text,
        (text: string) => text.toUpperCase(),
      ),
      fc.constantFrom(
        (text: string) => text,
        (text: string) => ` ${text.replace(' ', '  ')}\t`,
      ),
      fc.constantFrom(
        (text: string) => text,
        (text: string) => `${text.slice(0, 1)}\u200d${text.slice(1)}`,
      ),
      fc.constantFrom('NFC', 'NFD'),
    )
    // A secret is one only as it is.
    .map(([cased, spaced, joined, form]) =>
      joined(spaced(name.includes(KEY) ? name : cased(name))).normalize(form),
    )

const PROVIDERS = [
  ...[
    'Gmail',
    'sales@corp.example',
    'support@corp.example',
    'staff@corp.example',
    `A ${KEY}`,
    `B ${KEY}`,
    'A ***',
  ],
  ...[
    'Caf\u00e9 Mail',
    '\uff27\uff2d\uff38',
    'GMX',
    '\u05d3\u05d5\u05d0\u05e8',
    '\u202eliam',
    'c\u0001m',
    'c\u0002m',
  ],
]
const LABELS = [
  null,
  'A\u200db',
  'brand@acme.example',
  'bistro@acme.example',
  'Cafe\u0301',
  '\u202elebal',
  '\uff26ull',
]
const IDS = [
  'job-1',
  'spring@2026-11-20',
  'summer@2026-11-20',
  'urn:x:1',
  'j\u200bob',
  'J\u00d6B',
  '\uff4a-1',
]

const anyProvider = fc
  .constantFrom(...PROVIDERS)
  .chain((name) => spelled(name).map((spelling) => ({ name, spelling })))

const anySeeds = fc.array(
  fc.record({
    provider: anyProvider,
    placement: fc.constantFrom('Inbox', 'Inbox', 'Inbox', 'Spam', 'Pending', 'Junk'),
  }),
  { minLength: 1, maxLength: 12 },
)

const anyStory = fc.record({
  labels: fc.uniqueArray(fc.constantFrom(...LABELS), { minLength: 1, maxLength: 2 }),
  ids: fc.uniqueArray(fc.constantFrom(...IDS), { minLength: 4, maxLength: 4 }),
  answers: fc.array(anySeeds, { minLength: 4, maxLength: 4 }),
  isAnswered: fc.array(fc.constantFrom(true, true, true, false), { minLength: 4, maxLength: 4 }),
  past: fc.array(
    fc.record({
      label: fc.constantFrom(...LABELS),
      verdict: fc.constantFrom('passed' as const, 'failed' as const, 'undecided' as const),
      settled: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
  baseline: fc.constantFrom('', 'last', 'last-passed', 'named'),
  named: fc.uniqueArray(
    fc.constantFrom(...PROVIDERS.filter((name) => !name.includes(KEY) && !/\p{Cc}/u.test(name))),
    {
      maxLength: 2,
    },
  ),
  rate: fc.constantFrom('50', '90'),
})

type Story = typeof anyStory extends fc.Arbitrary<infer Value> ? Value : never

/** Runs a story. The last two of its ids are those of earlier tests. */
function told(story: Story, mode: Mode, api_key = KEY): Promise<Remembered> {
  const { labels, ids, answers, isAnswered, past, baseline, named, rate } = story
  const api = byJob(
    Object.fromEntries(
      ids.map((id, place) => {
        const specs = (answers[place] ?? []).map(({ provider, placement }, index) => ({
          ...{ provider: provider.spelling, placement, address: `seed-${index}@corp.example` },
          submissionResult: `to seed-${index}@corp.example ${KEY}`,
        }))
        const body = testBody(specs, { jobId: id, testName: `for sales@corp.example ${KEY}` })
        return [id, isAnswered[place] ? ok(body) : failing(404, `Job not found: sales@corp.example ${KEY}`)]
      }),
    ),
  )
  const jobs = labels.map((label, place) => (label === null ? ids[place] : `${label}: ${ids[place]}`))
  const before = past.map((each, place) => entry({ ...each, job_id: ids[2 + (place % 2)] ?? '' }))
  const weights = named.map((name, place) => `${name}: ${place + 1}`)
  const inputs = {
    ...{
      job_id: jobs.join('\n'),
      api_key,
      seed_addresses: mode,
      baseline_job_id: baseline === 'named' ? (ids[2] ?? '') : baseline,
    },
    ...{ max_inbox_rate_drop: baseline === '' ? '' : '10', min_inbox_rate: '40' },
    provider_min_inbox_rate: [...named.map((name) => `${name}: 30`), `*: ${rate}`].join('\n'),
    provider_weights: [...weights, '*: 1'].join('\n'),
  }
  return remembering(inputs, api, before)
}

test('how names are shown changes nothing of what was decided, asked and remembered', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(anyStory, async (story) => {
      const [masked, hidden, full] = await Promise.all(MODES.map((mode) => told(story, mode)))
      if (masked === undefined || hidden === undefined || full === undefined) throw new Error('three modes')
      expect(decided(masked)).toEqual(decided(full))
      expect(decided(hidden)).toEqual(decided(full))
      // The same names, in which nothing is a secret.
      expect(decided(await told(story, 'full', 'another-key-of-some-length'))).toEqual(decided(full))
      for (const done of [masked, hidden]) {
        expect(everyWord(done)).not.toMatch(/(?:sales|support|staff|seed-\d+)@corp\.example/iu)
      }
      for (const done of [masked, hidden, full]) expect(everyWord(done)).not.toContain(KEY)
    }),
    { numRuns: 300 },
  )
})

test('each provider is one, in however many spellings', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(anySeeds, fc.constantFrom(...MODES), async (seeds, seed_addresses) => {
      const specs = seeds.map(({ provider, placement }) => ({ provider: provider.spelling, placement }))
      const inputs = { seed_addresses, timeout_minutes: '0', provider_min_inbox_rate: '*: 50' }
      const rules = rulesOf(await step(inputs, ok(testBody(specs))))
      const names = new Set(seeds.map(({ provider }) => provider.name))
      expect(rules.filter(({ rule }: { rule: string }) => rule === 'provider_min_inbox_rate')).toHaveLength(
        names.size,
      )
    }),
    { numRuns: 200 },
  )
})
