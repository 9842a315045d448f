import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ok, type Step, step } from '../one-step.ts'

/** Names as they come, and as somebody might send them who wants to spoil the report. */
const anyName = fc.constantFrom(
  ...['Gmail', 'Gmail', 'GMAIL ', 'Outlook', 'Outlook', 'Yahoo/AOL', 'x@y.example', '漢字', 'é', 'e\u0301'],
  ...[
    '|`*_[a](b)',
    '<b>',
    '@octocat',
    '#12',
    '::error::',
    'constructor',
    '__proto__',
    'a\nb',
    'x'.repeat(300),
  ],
  ...['', ' ', '\u200b', '\u2060', null],
)

const anySeed = fc.record(
  {
    provider: anyName,
    seed_address: fc.oneof(
      anyName,
      fc.nat({ max: 20 }).map((n) => `s${n}@gmail.example`),
    ),
    email_found: fc.constantFrom(true, true, true, true, true, true, 'true', false, null),
    placement: fc.constantFrom(
      ...['Inbox', 'Inbox', 'Inbox', 'Inbox', 'Inbox'],
      'inbox ',
      'Spam',
      'Pending',
      'Promotions',
      'Tab: Updates',
      'Junk',
      '',
      null,
    ),
    spf_status: fc.constantFrom('pass', 'Pass', 'fail', 'softfail', 'none', 'temperror', null, '', 'odd', 3),
    sender_ip: fc.constantFrom('192.0.2.1', '198.51.100.7', '10.0.0.1', '::1', null, 'host'),
    submission_result: anyName,
  },
  { requiredKeys: ['placement'] },
)

type AnySeed = typeof anySeed extends fc.Arbitrary<infer Value> ? Value : never

/** Where the summary counts a seed. */
function placeOf({ email_found, placement }: AnySeed): 'inbox' | 'spam' | 'unknown_placement' | 'pending' {
  const word = (placement ?? '').trim().toLowerCase()
  if (email_found === false) return 'pending'
  if (word === 'inbox' || word === 'spam') return word
  return word === '' || word === 'pending' ? 'pending' : 'unknown_placement'
}

/** A list with the counts that it has. */
const anySound = fc.array(anySeed, { minLength: 1, maxLength: 14 }).map((results) => {
  const count = (place: ReturnType<typeof placeOf>) =>
    results.filter((each) => placeOf(each) === place).length
  const inbox = count('inbox')
  const spam = count('spam')
  const unknown_placement = count('unknown_placement')
  const pending = count('pending')
  const total_seeds = results.length
  const rates = { inbox_rate: (100 * inbox) / total_seeds, spam_rate: (100 * spam) / total_seeds }
  const received = inbox + spam + unknown_placement
  return { results, summary: { total_seeds, received, inbox, spam, unknown_placement, pending, ...rates } }
})

const anyCount = fc.oneof(fc.nat({ max: 12 }), fc.constantFrom('3', '3.0'))
const anyRate = fc.oneof(fc.double({ min: 0, max: 100, noNaN: true }), fc.constantFrom('92.5%', '80', 0, 100))

/** A list, and counts that have nothing to do with it. */
const anyOdd = fc.record({
  results: fc.array(anySeed, { maxLength: 14 }),
  summary: fc.record({
    total_seeds: fc.constantFrom(12, 13),
    received: anyCount,
    inbox: anyCount,
    spam: anyCount,
    unknown_placement: anyCount,
    pending: anyCount,
    inbox_rate: anyRate,
    spam_rate: anyRate,
  }),
})

const anyAnswer = fc
  .record({
    figures: fc.oneof({ weight: 3, arbitrary: anySound }, anyOdd),
    status: fc.constantFrom('Completed', 'Completed', 'Completed', 'Processing', 'paused', ''),
    test_name: anyName,
    submitted_date: fc.constantFrom('2026-11-20 09:30:00', 'x', null, '2026-13-45'),
  })
  .map(({ figures, ...about }) => ok({ ...figures, ...about }))

const anyInputs = fc.record({
  job_id: fc.constantFrom('job-1', 'A: job-1\nB: job-2\nC: job-3'),
  timeout_minutes: fc.constantFrom('0', '2'),
  wait_for: fc.constantFrom('completed', 'verdict'),
  on_timeout: fc.constantFrom('decide', 'warn', 'fail'),
  min_inbox_rate: fc.constantFrom('0', '50', '80', '100'),
  max_spam_rate: fc.constantFrom('', '0', '20'),
  provider_min_inbox_rate: fc.constantFrom('', '', '', '*: 60', 'Gmail: 80\n*: 10', 'Outlok: 5'),
  require_spf: fc.constantFrom('false', 'false', 'true'),
  allowed_sender_ips: fc.constantFrom('', '', '', '192.0.2.0/24'),
  max_unknown_rate: fc.constantFrom('', '', '', '10'),
  max_missing_seeds: fc.constantFrom('', '', '0', '3'),
  provider_weights: fc.constantFrom('Gmail: 60\n*: 40', 'Outlok: 30\nGmail: 70'),
  min_weighted_inbox_rate: fc.constantFrom('', '', '70'),
  baseline_job_id: fc.constant('old'),
  max_inbox_rate_drop: fc.constantFrom('', '', '', '5'),
  warn_only: fc.constantFrom('false', 'true'),
  seed_addresses: fc.constantFrom('masked', 'hidden', 'full'),
})

/** What a sentence looks like in which something went missing: a value, a name, the end. */
const UNFINISHED = [
  /\bundefined\b|\bNaN\b|\bInfinity\b|\[object|unexpected error|could not be written/u,
  /, \.|: \.|;\s*\.|\(\)|– and|, –,/u,
  /`.?…`/u,
  /[ (*]1 (?:seeds|rules|tests|polls|providers)\b/u,
]

function expectWhole({ summary, files, info, failed, annotations, outputs }: Step) {
  const messages = annotations.map(({ message }) => message)
  const shown = [summary, files['report.md'], ...info, ...failed, ...messages, outputs['headline']].join('\n')
  for (const sign of UNFINISHED) expect(shown).not.toMatch(sign)
}

test('whatever the API answers, every sentence is whole, the results are JSON, and the exit follows the verdict', async () => {
  const verdicts = new Set<string>()
  await fc.assert(
    fc.asyncProperty(
      anyInputs,
      fc.array(anyAnswer, { minLength: 1, maxLength: 6 }),
      async (inputs, answers) => {
        let asked = 0
        const done = await step(inputs, () => {
          asked += 1
          return answers[Math.min(asked, answers.length) - 1] ?? 'never'
        })
        const { verdict = '' } = done.outputs
        verdicts.add(verdict)
        expectWhole(done)
        expect(JSON.parse(done.files['results.json'] ?? '')).toMatchObject({ verdict })
        const isWarning = inputs.warn_only === 'true' || inputs.on_timeout === 'warn'
        if (verdict === 'error') expect(done.failed).toHaveLength(1)
        else if (verdict === 'passed') expect(done.failed).toEqual([])
        else if (!isWarning) expect(done.failed).toHaveLength(1)
      },
    ),
    { numRuns: 800 },
  )
  expect([...verdicts].toSorted()).toEqual(['error', 'failed', 'passed', 'undecided'])
})
