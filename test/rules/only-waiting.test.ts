import { BlockList } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InboxTest, Placement, Seed } from '../../src/core/inbox-test.ts'
import type { RuleName, Rules } from '../../src/rules/rules.ts'
import { type FlatResult, inboxTest, seed } from '../builders.ts'
import { read, resultsOf, seeds, TIME_IS_UP, testOf, withSummary } from '../judge/examples.ts'
import { asText, withTexts } from '../texts.ts'
import { anyOpenTest, choices, GOOD_IP } from './any-open-test.ts'

const allowed = new BlockList()
allowed.addAddress(GOOD_IP)

/** One rule at a time. */
const RULES: readonly [RuleName, Partial<Rules>][] = [
  ['min_inbox_rate', { min_inbox_rate: 60 }],
  ['max_spam_rate', { max_spam_rate: 40 }],
  ['provider_min_inbox_rate', { provider_min_inbox_rate: [{ provider: asText('Gmail'), minimum: 60 }] }],
  ['provider_min_inbox_rate', { provider_min_inbox_rate: [{ provider: null, minimum: 50 }] }],
  [
    'min_weighted_inbox_rate',
    { min_weighted_inbox_rate: { minimum: 60, weights: [{ provider: asText('Gmail'), weight: 1 }] } },
  ],
  ['require_spf', { require_spf: true }],
  ['allowed_sender_ips', { allowed_sender_ips: allowed }],
  ['max_unknown_rate', { max_unknown_rate: 20 }],
]

const open = (name: RuleName, rules: Partial<Rules>, of: InboxTest) =>
  resultsOf(name, rules, of, TIME_IS_UP).filter(({ outcome }) => outcome === 'undecided')

/** What becomes of a seed whose mail is waited for. Its provider stays as the API gives it. */
const ENDS = withTexts<readonly Partial<Seed>[]>([
  { placement: 'inbox', spf: 'pass', senderIp: GOOD_IP },
  { placement: 'spam', spf: 'fail', senderIp: '192.0.2.9' },
  { placement: 'unknown', spf: 'pass', senderIp: GOOD_IP },
])

/** The test Completed, with every seed known that the API called pending or unknown: each way in which these can turn out. */
function endingsOf(of: InboxTest): InboxTest[] {
  const unlisted = Math.max(0, of.summary.totalSeeds - of.seeds.length)
  const isListedPending = (each: Seed) => placementsOf(each).includes('pending')
  const beyond = Math.max(0, of.summary.pending - of.seeds.filter(isListedPending).length)
  const listed = of.seeds.map((each) => (isWaiting(each) ? ENDS.map((end) => known(each, end)) : [each]))
  const fresh = ['Gmail', 'Outlook'].flatMap((provider) =>
    ENDS.map((end) => ({ ...seed({ provider, address: null }), ...end })),
  )
  const arrivals = Array.from({ length: Math.min(unlisted, beyond) }, () => fresh)
  return [...choices([...listed, ...arrivals])].map((list) => completed(of, list))
}

function placementsOf(each: Seed): readonly Placement[] {
  return each.open?.placement ?? [each.placement]
}

function isWaiting(each: Seed): boolean {
  return placementsOf(each).every((placement) => placement === 'pending' || placement === 'unknown')
}

function known(each: Seed, end: Partial<Seed>): Seed {
  const { provider } = each.open ?? {}
  return { ...each, ...end, open: provider === undefined ? {} : { provider } }
}

/** Completed, with counts that agree with its list; unlisted seeds that were not waited for are in spam. */
function completed(of: InboxTest, list: readonly Seed[]): InboxTest {
  const total = Math.max(of.summary.totalSeeds, list.length)
  const unlisted = Array.from({ length: total - list.length }, () => seed({ placement: 'spam' }))
  return inboxTest({
    seeds: list,
    summary: inboxTest({ seeds: [...list, ...unlisted] }).summary,
    completed: true,
  })
}

describe('a rule that pending and unknown seeds alone leave open', () => {
  test('is decided once these are known, whatever they turn out to be', () => {
    fc.assert(
      fc.property(anyOpenTest, fc.constantFrom(...RULES), (of, [name, rules]) => {
        const running = { ...of, completed: false }
        const excused = open(name, rules, running).filter(({ onlyWaiting }) => onlyWaiting)
        for (const end of excused.length === 0 ? [] : endingsOf(running)) {
          const then = resultsOf(name, rules, end)
          for (const { subject } of excused) {
            const same = then.filter((each) => isAboutSame(each, subject))
            expect(same.filter(({ outcome }) => outcome === 'undecided')).toEqual([])
          }
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('is any open rule of a test that lists every seed under one provider, and nothing else about it open', () => {
    const anyPlain = fc
      .array(fc.constantFrom<Placement>('inbox', 'spam', 'unknown', 'pending'), {
        minLength: 1,
        maxLength: 8,
      })
      .map((placements) =>
        inboxTest({ seeds: placements.flatMap((placement) => seeds({ [placement]: 1 })), completed: false }),
      )
    fc.assert(
      fc.property(anyPlain, fc.constantFrom(...RULES), (of, [name, rules]) => {
        const isAnyWaiting = of.seeds.some(isWaiting)
        expect(open(name, rules, of).map(({ onlyWaiting }) => onlyWaiting)).toEqual(
          open(name, rules, of).map(() => isAnyWaiting),
        )
      }),
      { numRuns: 1000 },
    )
  })

  const gmail: [RuleName, Partial<Rules>] = [
    'provider_min_inbox_rate',
    { provider_min_inbox_rate: [{ provider: asText('Gmail'), minimum: 80 }] },
  ]
  const excused = (of: InboxTest, [name, rules]: [RuleName, Partial<Rules>] = gmail) =>
    open(name, rules, of).map(({ onlyWaiting }) => onlyWaiting)
  const pending = testOf({ inbox: 7, spam: 1, pending: 2 })

  test('includes one that only unlisted seeds leave open which the API counts as pending', () => {
    expect(excused(pending)).toEqual([true])
    expect(excused({ ...pending, seeds: seeds({ inbox: 7, spam: 1 }) })).toEqual([true])
    expect(excused({ ...pending, seeds: seeds({ inbox: 7, spam: 1, pending: 1 }) })).toEqual([true])
  })

  test.each<[string, InboxTest]>([
    ['a gap beyond the pending ones', { ...pending, seeds: seeds({ inbox: 6, spam: 1, pending: 2 }) }],
    [
      'a seed without a provider',
      inboxTest({ seeds: [...seeds({ inbox: 7, spam: 1, pending: 2 }), seed({ provider: null })] }),
    ],
    [
      'a pending seed without a provider',
      inboxTest({ seeds: [...seeds({ inbox: 7, spam: 1 }), ...seeds({ pending: 2 }, { provider: null })] }),
    ],
    [
      'lines that differ',
      inboxTest({
        seeds: [...seeds({ inbox: 7, pending: 2 }), { ...seed(), open: { placement: ['inbox', 'spam'] } }],
      }),
    ],
    ['rounding alone, with nothing pending', testOf({ inbox: 8, spam: 2 }, { completed: false })],
  ])('is none that is open because of %s', (_, of) => {
    expect(excused(of)).toEqual([false])
  })

  test('is none that a received seed leaves open whose SPF or sender the API does not give, or that it does not list', () => {
    const silent = inboxTest({ seeds: [...seeds({ inbox: 3, pending: 1 }), seed({ spf: null })] })
    expect(excused(silent, ['require_spf', { require_spf: true }])).toEqual([false])
    const lacking = withSummary(
      { ...testOf({ inbox: 3, pending: 1 }) },
      { totalSeeds: 5, received: 4, inbox: 4 },
    )
    expect(excused(lacking, ['require_spf', { require_spf: true }])).toEqual([false])
    expect(excused(testOf({ inbox: 3, pending: 1 }), ['require_spf', { require_spf: true }])).toEqual([true])
  })

  test('is none that lines with different SPF results leave open, though nobody knows where that seed is', () => {
    const differing = seed({ placement: 'unknown', open: { spf: [asText('fail'), asText('pass')] } })
    const torn = inboxTest({ seeds: [...seeds({ inbox: 3, pending: 1 }), differing] })
    expect(excused(torn, ['require_spf', { require_spf: true }])).toEqual([false])
  })

  test('is none about missing seeds where the counts and the list disagree on how many there are', () => {
    const missing = (of: InboxTest) =>
      resultsOf('max_missing_seeds', { max_missing_seeds: 1 }, of).map(({ outcome, onlyWaiting }) => [
        outcome,
        onlyWaiting,
      ])
    expect(missing(pending)).toEqual([['undecided', true]])
    const differing = seed({ placement: 'pending', open: { placement: ['inbox', 'pending'] } })
    const list = [...seeds({ inbox: 7, pending: 1 }), differing]
    const torn = withSummary(inboxTest({ seeds: list }), { received: 8, inbox: 8, pending: 1 })
    expect(missing(torn)).toEqual([['undecided', false]])
  })

  test('is none whose range figures that contradict each other widen', () => {
    const torn = withSummary(testOf({ inbox: 7, spam: 1, pending: 2 }), { received: 5 })
    expect(excused(pending, ['min_inbox_rate', { min_inbox_rate: 80 }])).toEqual([true])
    expect(excused(torn, ['min_inbox_rate', { min_inbox_rate: 80 }])).toEqual([false])
  })

  test('is no drop against a baseline that is open itself', () => {
    const excusedAgainst = (baseline: InboxTest) =>
      resultsOf('max_inbox_rate_drop', { max_inbox_rate_drop: 10 }, pending, {
        timeIsUp: true,
        baseline: read(baseline, true),
      }).map(({ outcome, onlyWaiting }) => [outcome, onlyWaiting])
    expect(excusedAgainst(testOf({ inbox: 9, spam: 1 }))).toEqual([['undecided', true]])
    expect(excusedAgainst(testOf({ inbox: 8, spam: 1, pending: 1 }))).toEqual([['undecided', false]])
  })

  test('is none of a settled test', () => {
    const gaps = { ...testOf({ inbox: 10 }), seeds: seeds({ inbox: 7 }) }
    expect(excused(gaps)).toEqual([false])
  })
})

function isAboutSame({ subject }: FlatResult, about: FlatResult['subject']): boolean {
  if (about.kind !== 'provider' || subject.kind !== 'provider') return about.kind === subject.kind
  return about.name.given.trim().toLowerCase() === subject.name.given.trim().toLowerCase()
}
