import { BlockList } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InboxTest, Placement, Seed } from '../../src/core/inbox-test.ts'
import type { Rules } from '../../src/judge/rules.ts'
import { type Circumstances, judge, type RuleResult } from '../../src/judge/verdict.ts'
import { DEFAULT_RULES } from '../builders.ts'

const WAITING: Circumstances = { timeIsUp: false, baselineInboxRate: null }
const TIME_IS_UP: Circumstances = { timeIsUp: true, baselineInboxRate: null }

function seed(placement: Placement, over: Partial<Seed> = {}): Seed {
  return {
    provider: 'Gmail',
    address: null,
    placement,
    placementText: null,
    spf: placement === 'pending' ? null : 'pass',
    senderIp: placement === 'pending' ? null : '192.0.2.10',
    submissionResult: null,
    ...over,
  }
}

/** `seeds` copies of each placement, in order. */
function seedsOf(counts: Partial<Record<Placement, number>>, over: Partial<Seed> = {}): Seed[] {
  return Object.entries(counts).flatMap(([placement, count]) =>
    Array.from({ length: count }, () => seed(placement as Placement, over)),
  )
}

/** A test whose summary tells the truth about its seeds; `round` is what the API does to its rates. */
function testOf(
  seeds: readonly Seed[],
  over: Partial<InboxTest> = {},
  round = (rate: number) => rate,
): InboxTest {
  const count = (placement: Placement) => seeds.filter((each) => each.placement === placement).length
  const pending = count('pending')
  const completed = over.completed ?? pending === 0
  return {
    jobId: 'job',
    testName: null,
    submittedDate: null,
    status: completed ? 'Completed' : 'Processing',
    completed,
    summary: {
      totalSeeds: seeds.length,
      received: seeds.length - pending,
      inbox: count('inbox'),
      spam: count('spam'),
      unknown: count('unknown'),
      pending,
      inboxRate: round((100 * count('inbox')) / seeds.length),
      spamRate: round((100 * count('spam')) / seeds.length),
    },
    seeds,
    ...over,
  }
}

const withSummary = (base: InboxTest, summary: Partial<InboxTest['summary']>): InboxTest => ({
  ...base,
  summary: { ...base.summary, ...summary },
})

function outcome(rules: Partial<Rules>, inboxTest: InboxTest, circumstances = WAITING) {
  return judge({ ...DEFAULT_RULES, ...rules }, inboxTest, circumstances).verdict
}

function ruleOf(
  rule: RuleResult['rule'],
  rules: Partial<Rules>,
  inboxTest: InboxTest,
  circumstances = WAITING,
) {
  return judge({ ...DEFAULT_RULES, ...rules }, inboxTest, circumstances).rules.filter(
    (each) => each.rule === rule,
  )
}

describe('a Completed test', () => {
  test('passes at its threshold and fails just below it', () => {
    expect(outcome({ minInboxRate: 80 }, testOf(seedsOf({ inbox: 8, spam: 2 })))).toBe('passed')
    expect(outcome({ minInboxRate: 80.1 }, testOf(seedsOf({ inbox: 8, spam: 2 })))).toBe('failed')
  })

  test("is judged by the API's own rate, which the dashboard shows, even where the counts say otherwise", () => {
    const contradictory = withSummary(testOf(seedsOf({ inbox: 10 })), { inboxRate: 70 })
    expect(outcome({}, contradictory)).toBe('failed')
  })

  test('with an inbox rate of 0 fails, whatever the threshold', () => {
    expect(outcome({ minInboxRate: 1 }, testOf(seedsOf({ spam: 5 })))).toBe('failed')
    expect(outcome({ minInboxRate: 0 }, testOf(seedsOf({ spam: 5 })))).toBe('failed')
    expect(outcome({ minInboxRate: 0 }, testOf(seedsOf({ inbox: 1, spam: 99 })))).toBe('passed')
  })

  test('counts an unknown placement as not in the inbox', () => {
    expect(outcome({ minInboxRate: 95 }, testOf(seedsOf({ inbox: 9, unknown: 1 })))).toBe('failed')
  })

  test('fails above the greatest spam rate, and passes at it', () => {
    const spam = testOf(seedsOf({ inbox: 85, spam: 15 }))
    expect(outcome({ maxSpamRate: 15 }, spam)).toBe('passed')
    expect(outcome({ maxSpamRate: 14.9 }, spam)).toBe('failed')
    expect(outcome({ maxSpamRate: 0 }, testOf(seedsOf({ inbox: 5 })))).toBe('passed')
  })
})

describe('a test that is not Completed', () => {
  const half = testOf(seedsOf({ inbox: 45, spam: 2, pending: 3 }))

  test('passes early when even the worst end would pass', () => {
    expect(outcome({ minInboxRate: 89 }, half)).toBe('passed')
  })

  test('fails early when even the best end would fail', () => {
    expect(outcome({ minInboxRate: 97 }, half)).toBe('failed')
  })

  test('is undecided in between', () => {
    expect(outcome({ minInboxRate: 93 }, half)).toBe('undecided')
  })

  test('is undecided within half a point of the threshold, because the API may round', () => {
    expect(outcome({ minInboxRate: 89.5 }, half)).toBe('undecided')
    expect(outcome({ minInboxRate: 89.4 }, half)).toBe('passed')
    expect(outcome({ minInboxRate: 96.5 }, half)).toBe('undecided')
    expect(outcome({ minInboxRate: 96.6 }, half)).toBe('failed')
  })

  test('takes an unknown placement for open: it may yet turn out either way', () => {
    expect(
      outcome(
        { minInboxRate: 93 },
        testOf(seedsOf({ inbox: 45, spam: 2, unknown: 3 }), { completed: false }),
      ),
    ).toBe('undecided')
  })

  test('does not pass a spam limit that pending seeds could break', () => {
    expect(outcome({ maxSpamRate: 5 }, half)).toBe('undecided')
    expect(outcome({ maxSpamRate: 11 }, half)).toBe('passed')
    expect(outcome({ maxSpamRate: 3 }, half)).toBe('failed')
  })

  test('is not decided by a rate that contradicts its counts', () => {
    expect(outcome({ minInboxRate: 80 }, withSummary(half, { inboxRate: 20 }))).toBe('undecided')
  })
})

describe('the verdict', () => {
  test('is failed when any rule failed, even beside open ones, and every rule is judged', () => {
    const spf = testOf([...seedsOf({ inbox: 5 }), seed('inbox', { spf: 'fail' }), ...seedsOf({ pending: 4 })])
    const judged = judge({ ...DEFAULT_RULES, requireSpf: true, maxSpamRate: 10 }, spf, WAITING)
    expect(judged.verdict).toBe('failed')
    expect(judged.rules.map((each) => each.outcome)).toEqual(['undecided', 'undecided', 'failed'])
  })

  test('is undecided when no rule failed and any is open', () => {
    const open = testOf(seedsOf({ inbox: 9, pending: 1 }))
    expect(outcome({ requireSpf: true }, open)).toBe('undecided')
  })
})

describe('provider rules', () => {
  const mixed = testOf([
    ...seedsOf({ inbox: 9, spam: 1 }, { provider: 'Gmail' }),
    ...seedsOf({ inbox: 2, spam: 8 }, { provider: 'Outlook' }),
    ...seedsOf({ inbox: 10 }, { provider: 'Yahoo' }),
  ])
  const providers = (rules: Rules['providerMinInboxRate'], inboxTest = mixed) =>
    ruleOf('provider_min_inbox_rate', { providerMinInboxRate: rules }, inboxTest).map(
      ({ provider, outcome: result }) => `${provider} ${result}`,
    )

  test('count the seeds of the provider named, without regard to case and space', () => {
    expect(providers([{ provider: ' gMAIL ', minimum: 90 }])).toEqual(['Gmail passed'])
    expect(providers([{ provider: 'outlook', minimum: 21 }])).toEqual(['Outlook failed'])
  })

  test('apply * to each provider not named, one rule each', () => {
    const rules = [
      { provider: 'Outlook', minimum: 20 },
      { provider: null, minimum: 95 },
    ]
    expect(providers(rules)).toEqual(['Outlook passed', 'Gmail failed', 'Yahoo passed'])
  })

  test('fail for a named provider without seeds, and say so', () => {
    const [rule] = ruleOf(
      'provider_min_inbox_rate',
      { providerMinInboxRate: [{ provider: 'GMX', minimum: 1 }] },
      mixed,
    )
    expect(rule).toMatchObject({
      provider: 'GMX',
      measured: null,
      outcome: 'failed',
      note: 'no seeds in this test',
    })
  })

  test('a minimum of 0 exempts a provider from *', () => {
    const noOutlook = testOf(seedsOf({ spam: 3 }, { provider: 'Outlook' }))
    expect(providers([{ provider: 'Outlook', minimum: 0 }], noOutlook)).toEqual(['Outlook passed'])
  })

  test('are open while seeds of the provider are pending or unknown', () => {
    const open = testOf([
      ...seedsOf({ inbox: 8, pending: 2 }, { provider: 'Gmail' }),
      ...seedsOf({ inbox: 8, unknown: 2 }, { provider: 'Yahoo' }),
    ])
    expect(providers([{ provider: null, minimum: 90 }], open)).toEqual(['Gmail undecided', 'Yahoo undecided'])
    expect(providers([{ provider: null, minimum: 79 }], open)).toEqual(['Gmail passed', 'Yahoo passed'])
  })

  test('are open while seeds are not listed, which could be of any provider', () => {
    const partial = withSummary(testOf(seedsOf({ inbox: 9 }), { completed: false }), {
      totalSeeds: 10,
      pending: 1,
    })
    expect(providers([{ provider: 'Gmail', minimum: 95 }], partial)).toEqual(['Gmail undecided'])
    expect(providers([{ provider: 'GMX', minimum: 95 }], partial)).toEqual(['GMX undecided'])
    expect(providers([{ provider: null, minimum: 80 }], partial)).toEqual(['Gmail passed', '* undecided'])
  })

  test('never pass on a list with gaps, not even of a Completed test', () => {
    const gaps = withSummary(testOf(seedsOf({ inbox: 9 })), { totalSeeds: 10, received: 10, inbox: 10 })
    expect(providers([{ provider: 'Gmail', minimum: 95 }], gaps)).toEqual(['Gmail undecided'])
    const nameless = testOf([...seedsOf({ inbox: 9 }), seed('spam', { provider: null })])
    expect(providers([{ provider: 'Gmail', minimum: 95 }], nameless)).toEqual(['Gmail undecided'])
  })
})

describe('require_spf', () => {
  const spf = (seeds: Seed[], over: Partial<InboxTest> = {}) =>
    ruleOf('require_spf', { requireSpf: true }, testOf(seeds, over))[0]?.outcome

  test('passes when every received seed says pass', () => {
    expect(spf(seedsOf({ inbox: 2, spam: 1, unknown: 1 }))).toBe('passed')
  })

  test.each(['fail', 'softfail', 'none', 'temperror'])(
    'fails on %s, and need not wait for the rest',
    (result) => {
      expect(spf([seed('inbox', { spf: result })])).toBe('failed')
      expect(spf([seed('inbox', { spf: result }), seed('pending')])).toBe('failed')
    },
  )

  test('waits for a missing result while the test runs, and fails on it when the test is Completed', () => {
    expect(spf([seed('inbox', { spf: null })], { completed: false })).toBe('undecided')
    expect(spf([seed('inbox', { spf: null })])).toBe('failed')
  })

  test('does not ask for SPF of mail that never came', () => {
    expect(spf([...seedsOf({ inbox: 3 }), seed('pending')], { completed: true })).toBe('passed')
  })

  test('is open while seeds are pending, and while received seeds are missing from the list', () => {
    expect(spf([...seedsOf({ inbox: 3 }), seed('pending')])).toBe('undecided')
    const gaps = withSummary(testOf(seedsOf({ inbox: 3 })), { totalSeeds: 4, received: 4 })
    expect(ruleOf('require_spf', { requireSpf: true }, gaps)[0]?.outcome).toBe('undecided')
  })
})

describe('allowed_sender_ips', () => {
  const allowed = new BlockList()
  allowed.addSubnet('192.0.2.0', 24, 'ipv4')
  allowed.addSubnet('2001:db8::', 32, 'ipv6')
  const sender = (senderIp: string | null, over: Partial<InboxTest> = {}) =>
    ruleOf(
      'allowed_sender_ips',
      { allowedSenderIps: allowed },
      testOf([seed('inbox', { senderIp })], over),
    )[0]?.outcome

  test.each(['192.0.2.200', '2001:db8:1::7', '::ffff:192.0.2.9'])('allows %s', (ip) => {
    expect(sender(ip)).toBe('passed')
  })

  test.each(['198.51.100.7', '2001:db9::1', '::ffff:198.51.100.7', 'mail.example.com', '192.0.2.300'])(
    'refuses %s at once',
    (ip) => {
      expect(sender(ip)).toBe('failed')
      expect(sender(ip, { completed: false })).toBe('failed')
    },
  )

  test('waits for a missing address while the test runs, and fails on it when the test is Completed', () => {
    expect(sender(null, { completed: false })).toBe('undecided')
    expect(sender(null)).toBe('failed')
  })
})

describe('max_missing_seeds', () => {
  const missing = (pending: number) => testOf(seedsOf({ inbox: 50 - pending, pending }))

  test('judges the rates as they stand when time is up and no more are missing', () => {
    expect(outcome({ minInboxRate: 95, maxMissingSeeds: 2 }, missing(2), TIME_IS_UP)).toBe('passed')
    expect(outcome({ minInboxRate: 97, maxMissingSeeds: 2 }, missing(2), TIME_IS_UP)).toBe('failed')
  })

  test('fails when time is up and more are missing', () => {
    const rules = { minInboxRate: 50, maxMissingSeeds: 2 }
    expect(outcome(rules, missing(3), TIME_IS_UP)).toBe('failed')
    expect(ruleOf('max_missing_seeds', rules, missing(3), TIME_IS_UP)[0]).toMatchObject({
      measured: { low: 3, high: 3 },
      outcome: 'failed',
    })
  })

  test('is open before that while too many are missing, and can only get better', () => {
    expect(ruleOf('max_missing_seeds', { maxMissingSeeds: 2 }, missing(3))[0]?.outcome).toBe('undecided')
    expect(ruleOf('max_missing_seeds', { maxMissingSeeds: 2 }, missing(2))[0]?.outcome).toBe('passed')
  })

  test('does not close the rates before time is up', () => {
    expect(outcome({ minInboxRate: 98, maxMissingSeeds: 2 }, missing(2))).toBe('undecided')
  })

  test('takes the larger figure where pending and received disagree', () => {
    const contradictory = withSummary(missing(0), { received: 40 })
    expect(outcome({ maxMissingSeeds: 2 }, contradictory, TIME_IS_UP)).toBe('failed')
  })
})

describe('on_timeout: fail', () => {
  const open = testOf(seedsOf({ inbox: 49, pending: 1 }))

  test('fails when time is up, however clear the rates are', () => {
    expect(outcome({ onTimeout: 'fail' }, open, TIME_IS_UP)).toBe('failed')
    expect(outcome({ onTimeout: 'decide' }, open, TIME_IS_UP)).toBe('passed')
  })

  test('does nothing before that, nor to a Completed test, nor to one that max_missing_seeds calls complete enough', () => {
    expect(outcome({ onTimeout: 'fail' }, open)).toBe('passed')
    expect(outcome({ onTimeout: 'fail' }, testOf(seedsOf({ inbox: 9 })), TIME_IS_UP)).toBe('passed')
    expect(outcome({ onTimeout: 'fail', maxMissingSeeds: 1 }, open, TIME_IS_UP)).toBe('passed')
  })
})

describe('max_inbox_rate_drop', () => {
  const drop = (baselineInboxRate: number, inboxRate: number, maxInboxRateDrop: number) => {
    const now = withSummary(testOf(seedsOf({ inbox: 10 })), { inboxRate })
    return ruleOf('max_inbox_rate_drop', { maxInboxRateDrop }, now, { timeIsUp: false, baselineInboxRate })[0]
      ?.outcome
  }

  test('compares decimals exactly', () => {
    expect(drop(85.3, 80.1, 5.2)).toBe('passed')
    expect(drop(85.3, 80.1, 5.1)).toBe('failed')
    expect(drop(90.3, 90.2, 0.1)).toBe('passed')
  })

  test('never fails on a rise, and allows nothing at 0', () => {
    expect(drop(80, 95, 0)).toBe('passed')
    expect(drop(80, 80, 0)).toBe('passed')
    expect(drop(80, 79.9, 0)).toBe('failed')
  })

  test('follows the range of the inbox rate while seeds are pending', () => {
    const open = testOf(seedsOf({ inbox: 40, spam: 4, pending: 6 }))
    const outcomes = [4, 12, 21].map(
      (maxInboxRateDrop) =>
        ruleOf('max_inbox_rate_drop', { maxInboxRateDrop }, open, {
          timeIsUp: true,
          baselineInboxRate: 98,
        })[0]?.outcome,
    )
    expect(outcomes).toEqual(['failed', 'undecided', 'passed'])
  })
})

describe('each rule says of itself what it asks, what it measured, and what the numbers leave out', () => {
  const allowed = new BlockList()
  allowed.addAddress('192.0.2.10')
  const asked: Rules = {
    ...DEFAULT_RULES,
    minInboxRate: 0,
    maxSpamRate: 20,
    providerMinInboxRate: [{ provider: 'Gmail', minimum: 50 }],
    requireSpf: true,
    allowedSenderIps: allowed,
    maxMissingSeeds: 4,
    onTimeout: 'fail',
  }
  const none = { kind: 'at_most', value: 0 }

  test('on a Completed test with a full list there is nothing more to say', () => {
    const [inbox, spam, ...others] = judge(asked, testOf(seedsOf({ inbox: 9, spam: 1 })), WAITING).rules
    expect([inbox, spam, ...others]).toEqual([
      {
        rule: 'min_inbox_rate',
        provider: null,
        unit: 'percent',
        bound: { kind: 'more_than', value: 0 },
        measured: { low: 90, high: 90 },
        outcome: 'passed',
        note: null,
      },
      {
        rule: 'max_spam_rate',
        provider: null,
        unit: 'percent',
        bound: { kind: 'at_most', value: 20 },
        measured: { low: 10, high: 10 },
        outcome: 'passed',
        note: null,
      },
      {
        rule: 'provider_min_inbox_rate',
        provider: 'Gmail',
        unit: 'percent',
        bound: { kind: 'at_least', value: 50 },
        measured: { low: 90, high: 90 },
        outcome: 'passed',
        note: null,
      },
      ...(['require_spf', 'allowed_sender_ips'] as const).map((rule) => ({
        rule,
        provider: null,
        unit: 'seeds',
        bound: none,
        measured: { low: 0, high: 0 },
        outcome: 'passed',
        note: null,
      })),
      {
        rule: 'max_missing_seeds',
        provider: null,
        unit: 'seeds',
        bound: { kind: 'at_most', value: 4 },
        measured: { low: 0, high: 0 },
        outcome: 'passed',
        note: null,
      },
    ])
  })

  test('a list with gaps is named where a rule counts from it', () => {
    const gaps = { ...testOf(seedsOf({ inbox: 10 })), seeds: seedsOf({ inbox: 7 }) }
    const notes = judge(asked, gaps, WAITING).rules.map(({ rule, note }) => [rule, note])
    expect(notes).toEqual([
      ['min_inbox_rate', null],
      ['max_spam_rate', null],
      ['provider_min_inbox_rate', "3 of the test's seeds are not listed under a provider"],
      ['require_spf', "3 received seeds are missing from the API's list"],
      ['allowed_sender_ips', "3 received seeds are missing from the API's list"],
      ['max_missing_seeds', null],
    ])
  })

  test('a list that is still filling up is no gap', () => {
    const filling = { ...testOf(seedsOf({ inbox: 7, pending: 3 })), seeds: seedsOf({ inbox: 7 }) }
    const [spf] = ruleOf('require_spf', { requireSpf: true }, filling)
    expect(spf).toMatchObject({ measured: { low: 0, high: 3 }, outcome: 'undecided', note: null })
  })

  test('lateness is a rule that says so, measured in the seeds that are missing', () => {
    expect(
      ruleOf('on_timeout', { onTimeout: 'fail' }, testOf(seedsOf({ inbox: 5, pending: 5 })), TIME_IS_UP),
    ).toEqual([
      {
        rule: 'on_timeout',
        provider: null,
        unit: 'seeds',
        bound: none,
        measured: { low: 5, high: 5 },
        outcome: 'failed',
        note: 'the test was not Completed in time',
      },
    ])
  })
})

test('a test that misses more seeds than allowed is not judged as it stands', () => {
  const late = testOf(seedsOf({ inbox: 60, pending: 40 }))
  const inboxRule = (maxMissingSeeds: number) =>
    ruleOf('min_inbox_rate', { minInboxRate: 80, maxMissingSeeds }, late, TIME_IS_UP)[0]
  expect(inboxRule(3)).toMatchObject({ outcome: 'undecided', measured: { low: 60, high: 100 } })
  expect(inboxRule(40)).toMatchObject({ outcome: 'failed', measured: { low: 60, high: 60 } })
})

test('SPF that passed for every seed passes before the test is Completed', () => {
  const arrived = testOf(seedsOf({ inbox: 10 }), { completed: false })
  expect(ruleOf('require_spf', { requireSpf: true }, arrived)[0]).toMatchObject({
    outcome: 'passed',
    measured: { low: 0, high: 0 },
  })
})

test('max_inbox_rate_drop stays open, and is shown, when the baseline has not been read', () => {
  const judged = judge({ ...DEFAULT_RULES, maxInboxRateDrop: 5 }, testOf(seedsOf({ inbox: 10 })), WAITING)
  expect(judged.verdict).toBe('undecided')
  expect(judged.rules[1]).toMatchObject({
    rule: 'max_inbox_rate_drop',
    unit: 'points',
    bound: { kind: 'at_most', value: 5 },
    measured: null,
    note: 'the baseline test has not been read',
  })
})

describe('figures that contradict each other', () => {
  const open = testOf(seedsOf({ inbox: 95, pending: 5 }))
  const full = testOf(seedsOf({ inbox: 100 }), { completed: false })

  test.each([
    ['fewer received than are said to be in the inbox', withSummary(full, { received: 50 })],
    ['more pending than are left', withSummary(full, { pending: 50 })],
    ['more unknown than are left', withSummary(full, { unknown: 50 })],
    ['a rate of its own', withSummary(full, { inboxRate: 50 })],
    ['spam, and fewer received', withSummary(full, { received: 90, spam: 40 })],
    ['spam, and pending beside it', withSummary(full, { pending: 10, spam: 40 })],
    ['unknown, and fewer received', withSummary(full, { received: 90, unknown: 40 })],
    ['unknown, and pending beside it', withSummary(full, { pending: 10, unknown: 40 })],
    ['a list that shows other placements', { ...full, seeds: seedsOf({ inbox: 50, pending: 50 }) }],
  ])('do not pass a test that is not Completed: %s', (_, contradictory) => {
    expect(outcome({}, full)).toBe('passed')
    expect(judge(DEFAULT_RULES, contradictory, WAITING).rules[0]).toMatchObject({
      outcome: 'undecided',
      measured: { low: 50, high: 100 },
    })
  })

  test.each([
    ['more pending than are left', withSummary(open, { pending: 90 })],
    ['a rate of its own', withSummary(open, { spamRate: 90 })],
    ['a list that shows other placements', { ...open, seeds: seedsOf({ spam: 90, pending: 10 }) }],
  ])('do not pass its spam rate either: %s', (_, contradictory) => {
    const spam = (test_: InboxTest) => ruleOf('max_spam_rate', { maxSpamRate: 10 }, test_)[0]?.outcome
    expect(spam(open)).toBe('passed')
    expect(spam(contradictory)).toBe('undecided')
  })

  test('do not fail a test that is not Completed either', () => {
    const spamOnly = testOf(seedsOf({ inbox: 40, spam: 60 }), { completed: false })
    expect(outcome({ minInboxRate: 45 }, spamOnly)).toBe('failed')
    const more = withSummary(spamOnly, { unknown: 10 })
    expect(judge({ ...DEFAULT_RULES, minInboxRate: 45 }, more, WAITING).rules[0]).toMatchObject({
      outcome: 'undecided',
      measured: { low: 30, high: 50 },
    })
  })

  test('never reach below none or above all', () => {
    const absurd = withSummary(full, { spam: 100, unknown: 100, pending: 100, received: 0 })
    const rules = judge({ ...DEFAULT_RULES, maxSpamRate: 10 }, absurd, WAITING).rules
    expect(rules.map(({ measured }) => measured)).toEqual([
      { low: 0, high: 100 },
      { low: 0, high: 100 },
    ])
  })

  test.each([
    ['received', { received: 10 }],
    ['pending', { received: 0, pending: 0 }],
    ['placements', { received: 0, pending: 10, inbox: 8, spam: 1, unknown: 1 }],
    ['inbox rate', { received: 0, pending: 10, inboxRate: 100 }],
  ])('require SPF and the sender of every seed that the %s say has arrived', (_, counts) => {
    const none = { received: 0, inbox: 0, spam: 0, unknown: 0, pending: 10, inboxRate: 0, spamRate: 0 }
    const unlisted = { ...withSummary(testOf(seedsOf({ inbox: 10 })), { ...none, ...counts }), seeds: [] }
    const allowed = new BlockList()
    expect(ruleOf('require_spf', { requireSpf: true }, unlisted)[0]).toMatchObject({
      outcome: 'undecided',
      measured: { low: 0, high: 10 },
    })
    expect(ruleOf('allowed_sender_ips', { allowedSenderIps: allowed }, unlisted)[0]?.outcome).toBe(
      'undecided',
    )
  })

  test('an inbox rate that was rounded up asks for no seed more than there are', () => {
    const rounded = withSummary(testOf(seedsOf({ inbox: 199, pending: 1 }), { completed: true }), {
      inboxRate: 100,
    })
    expect(ruleOf('require_spf', { requireSpf: true }, rounded)[0]?.outcome).toBe('passed')
  })
})

describe('whatever the pending seeds turn out to be', () => {
  const rate = fc.integer({ min: 0, max: 1000 }).map((tenths) => tenths / 10)
  const provider = fc.constantFrom('Gmail', 'Outlook', 'Yahoo')
  const spf = fc.constantFrom('pass', 'pass', 'pass', 'fail')
  const senderIp = fc.constantFrom('192.0.2.10', '192.0.2.11', '198.51.100.7')
  const rules = fc.record({
    minInboxRate: rate,
    maxSpamRate: fc.option(rate),
    providerMinInboxRate: fc.uniqueArray(
      fc.record({ provider: fc.option(fc.constantFrom('Gmail', 'Outlook', 'GMX')), minimum: rate }),
      { selector: (each) => each.provider, maxLength: 3 },
    ),
    requireSpf: fc.boolean(),
    onTimeout: fc.constantFrom('decide' as const, 'warn' as const),
  })
  // Each seed as it is now, and as it will be.
  const story = fc.array(
    fc
      .record({
        provider,
        spf,
        senderIp,
        now: fc.constantFrom<Placement>('inbox', 'inbox', 'inbox', 'spam', 'unknown', 'pending'),
        later: fc.constantFrom<Placement>('inbox', 'inbox', 'spam', 'unknown'),
      })
      .map(({ now, later, ...rest }) => {
        const end: Placement = now === 'pending' || now === 'unknown' ? later : now
        return {
          now: now === 'pending' ? seed('pending', { provider: rest.provider }) : seed(now, rest),
          end: seed(end, rest),
        }
      }),
    { minLength: 1, maxLength: 30 },
  )
  const rounding = fc.constantFrom(
    (value: number) => value,
    Math.round,
    (value: number) => Math.round(value * 10) / 10,
  )

  test('a verdict reached early is the verdict of the Completed test', () => {
    fc.assert(
      fc.property(rules, story, rounding, fc.boolean(), (chosen, seeds, round, timeIsUp) => {
        const all = { ...DEFAULT_RULES, ...chosen }
        const early = judge(
          all,
          testOf(
            seeds.map((each) => each.now),
            { completed: false },
            round,
          ),
          {
            ...WAITING,
            timeIsUp,
          },
        )
        const final = judge(
          all,
          testOf(
            seeds.map((each) => each.end),
            { completed: true },
            round,
          ),
          WAITING,
        )
        if (early.verdict !== 'undecided') expect(final.verdict).toBe(early.verdict)
        for (const rule of early.rules) {
          const same = final.rules.find((each) => each.rule === rule.rule && each.provider === rule.provider)
          if (rule.outcome !== 'undecided') expect(same?.outcome).toBe(rule.outcome)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('an open verdict really is open: some end passes and some end fails, or the margin is within half a point', () => {
    fc.assert(
      fc.property(rate, story, (minInboxRate, seeds) => {
        const now = testOf(
          seeds.map((each) => each.now),
          { completed: false },
        )
        if (judge({ ...DEFAULT_RULES, minInboxRate }, now, WAITING).verdict !== 'undecided') return
        const { inbox, spam, totalSeeds } = now.summary
        const worst = (100 * inbox) / totalSeeds
        const best = (100 * (totalSeeds - spam)) / totalSeeds
        expect(worst - minInboxRate).toBeLessThanOrEqual(0.5)
        expect(minInboxRate - best).toBeLessThanOrEqual(0.5)
      }),
      { numRuns: 1000 },
    )
  })

  test('the rules agree with a plain reading of the contract', () => {
    fc.assert(
      fc.property(rules, story, (chosen, seeds) => {
        const end = seeds.map((each) => each.end)
        const { verdict } = judge({ ...DEFAULT_RULES, ...chosen }, testOf(end, { completed: true }), WAITING)
        expect(verdict).toBe(plainReading(chosen, end) ? 'passed' : 'failed')
      }),
      { numRuns: 1000 },
    )
  })

  /** The rules over a Completed test, written down as directly as possible. */
  function plainReading(
    chosen: Pick<Rules, 'minInboxRate' | 'maxSpamRate' | 'providerMinInboxRate' | 'requireSpf'>,
    seeds: Seed[],
  ) {
    const share = (group: Seed[], placement: Placement) =>
      (100 * group.filter((each) => each.placement === placement).length) / group.length
    const of = (name: string) => seeds.filter((each) => each.provider === name)
    const named = chosen.providerMinInboxRate.map((each) => each.provider)
    const providersHold = chosen.providerMinInboxRate.every((each) => {
      const names =
        each.provider === null
          ? [...new Set(seeds.map((one) => one.provider ?? ''))].filter(
              (name) => !named.includes(name as never),
            )
          : [each.provider]
      return names.every((name) => of(name).length > 0 && share(of(name), 'inbox') >= each.minimum)
    })
    return (
      share(seeds, 'inbox') >= chosen.minInboxRate &&
      share(seeds, 'inbox') > 0 &&
      (chosen.maxSpamRate === null || share(seeds, 'spam') <= chosen.maxSpamRate) &&
      providersHold &&
      (!chosen.requireSpf || seeds.every((each) => each.spf === 'pass'))
    )
  }
})
