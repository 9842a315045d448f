import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testBody } from '../../tools/sandbox/inbox-test-body.ts'
import { entry } from '../history/entries.ts'
import { byJob, failing, KEY, ok, step } from '../one-step.ts'
import { decided, everyWord, MODES, type Mode, type Remembered, remembering, rulesOf } from './remembering.ts'

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
