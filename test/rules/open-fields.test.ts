import { BlockList } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InboxTest, Placement } from '../../src/core/inbox-test.ts'
import type { Outcome } from '../../src/core/measure.ts'
import type { ProviderRate, ProviderWeight } from '../../src/core/provider-lines.ts'
import { type FlatResult, inboxTest, seed } from '../builders.ts'
import { resultsOf, seeds } from '../judge/examples.ts'
import { asShown, asText, withTexts } from '../texts.ts'
import { anyOpenTest, choices, GOOD_IP, type World, waysOf, waysUnlisted } from './any-open-test.ts'

const MANY = { numRuns: 400 }
const allowed = new BlockList()
allowed.addAddress(GOOD_IP)

type Fields = Parameters<typeof waysOf>[2]

/** Every way in which a test can turn out, its unlisted seeds included. */
function worldsOf(of: InboxTest, fields: Fields): World[][] {
  const unlisted = Math.max(0, of.summary.totalSeeds - of.seeds.length)
  return [
    ...choices([
      ...of.seeds.map((each) => waysOf(each, of.completed, fields)),
      ...Array.from({ length: unlisted }, () => waysUnlisted(['inbox', 'spam'], fields)),
    ]),
  ]
}

const inboxRate = (list: readonly World[]) =>
  (100 * list.filter(({ placement }) => placement === 'inbox').length) / list.length

/** What a rule may say when it turns out in these ways: certain only where all agree. */
function certain(holds: readonly boolean[]): Outcome {
  if (holds.every((each) => each)) return 'passed'
  return holds.some((each) => each) ? 'undecided' : 'failed'
}

const anyMinimum = fc.constantFrom(0, 1, 30, 33, 40, 50, 60, 67, 80, 100)

describe('provider_min_inbox_rate over fields, seeds and placements that are open', () => {
  const anyLines = fc.constantFrom<(string | null)[]>(['Gmail'], ['Gmail', null], [null], ['Outlook', 'GMX'])

  test('has exactly the range of all assignments, and is certain exactly where they agree', () => {
    fc.assert(
      fc.property(anyOpenTest, anyLines, anyMinimum, (of, names, minimum) => {
        const lines: ProviderRate[] = names.map((provider) => ({
          provider: provider === null ? null : asText(provider),
          minimum,
        }))
        const worlds = worldsOf(of, ['provider'])
        for (const result of resultsOf('provider_min_inbox_rate', { provider_min_inbox_rate: lines }, of)) {
          const isNamed = names.some(
            (name) =>
              name !== null && result.subject.kind === 'provider' && isSame(name, result.subject.name.given),
          )
          const rates = worlds.flatMap((world) => ratesOf(world, result, of, names))
          const known = rates.filter((rate) => rate !== null)
          const mayHaveNone = known.length < rates.length
          if (known.length === 0) {
            expect(result).toMatchObject({ measured: null, outcome: 'failed' })
            continue
          }
          const low = mayHaveNone && isNamed ? 0 : Math.min(...known)
          expect(result.measured?.low).toBeCloseTo(low, 9)
          expect(result.measured?.high).toBeCloseTo(Math.max(...known), 9)
          // Without seeds a named provider fails, and another has no rule.
          const agreed = certain(rates.map((rate) => (rate === null ? !isNamed : rate >= minimum)))
          expectToBeRight(result, agreed, of.completed)
        }
      }),
      MANY,
    )
  })

  test('touches no other provider than those a seed is open among', () => {
    const torn = seed({ open: { provider: ['Gmail', 'Outlook'] } })
    const list = [...seeds({ inbox: 4 }), ...seeds({ inbox: 4 }, { provider: 'Yahoo' }), { ...torn }]
    const measured = (placement: Placement) =>
      resultsOf(
        'provider_min_inbox_rate',
        { provider_min_inbox_rate: [{ provider: null, minimum: 90 }] },
        inboxTest({ seeds: [...list.slice(0, -1), { ...torn, placement }] }),
      ).map(({ subject, measured: range, outcome }) => [
        subject.kind === 'provider' ? subject.name.given : subject.kind,
        range,
        outcome,
      ])
    expect(measured('spam')).toEqual([
      ['Gmail', { low: 80, high: 100 }, 'undecided'],
      ['Yahoo', { low: 100, high: 100 }, 'passed'],
      ['Outlook', { low: 0, high: 0 }, 'undecided'],
    ])
    expect(measured('inbox').map(([, , outcome]) => outcome)).toEqual(['passed', 'passed', 'passed'])
  })

  test('counts every seed of a list that is longer than total_seeds', () => {
    const nameless = seed({ provider: null, placement: 'spam' })
    const long = inboxTest({ seeds: [...seeds({ inbox: 10 }), nameless] })
    const longer = { ...long, summary: { ...long.summary, totalSeeds: 10, received: 10 } }
    expect(
      resultsOf(
        'provider_min_inbox_rate',
        { provider_min_inbox_rate: [{ provider: asText('Gmail'), minimum: 95 }] },
        longer,
      ),
    ).toMatchObject([{ outcome: 'undecided', measured: { low: (100 * 10) / 11, high: 100 } }])
  })

  /** The rate of each provider that a result is about; null for none. */
  function ratesOf(
    world: readonly World[],
    { subject }: FlatResult,
    of: InboxTest,
    lines: readonly (string | null)[],
  ): (number | null)[] {
    const listed = [...lines, ...of.seeds.flatMap((each) => asShown(each.open?.provider ?? [each.provider]))]
    const isOther = (name: string) => !listed.some((each) => each !== null && isSame(String(each), name))
    const found = [...new Set(world.map(({ provider }) => asText(provider).key))].filter((name) =>
      subject.kind === 'provider' ? isSame(name, subject.name.given) : isOther(name),
    )
    if (found.length === 0) return [null]
    return found.map((name) => inboxRate(world.filter(({ provider }) => isSame(provider, name))))
  }
})

describe.each([
  ['require_spf', 'spf', { require_spf: true }, 'pass'],
  ['allowed_sender_ips', 'senderIp', { allowed_sender_ips: allowed }, GOOD_IP],
] as const)('%s over what is open', (name, field, rules, good) => {
  test('has exactly the range of all assignments, and is certain exactly where they agree', () => {
    fc.assert(
      fc.property(anyOpenTest, (of) => {
        const broken = endingsOf(of).map((world) => world.filter((each) => each[field] !== good).length)
        const [result] = resultsOf(name, rules, of)
        expect(result?.measured).toEqual({ low: Math.min(...broken), high: Math.max(...broken) })
        expect(result?.outcome).toBe(certain(broken.map((count) => count === 0)))
      }),
      MANY,
    )
  })

  /** The received seeds of every ending. A settled test has as many received ones that are not listed as its counts say. */
  function endingsOf(of: InboxTest): World[][] {
    const listed = choices(of.seeds.map((each) => waysOf(each, of.completed, [field])))
    const unlisted = Math.max(0, of.summary.totalSeeds - of.seeds.length)
    return [...listed].flatMap((world) => {
      const arrived = world.filter(({ placement }) => placement !== 'pending')
      const lacking = of.completed ? Math.max(0, of.summary.received - arrived.length) : unlisted
      const more = Array.from({ length: lacking }, () => waysUnlisted(['inbox'], [field]))
      return [...choices(more)].map((others) => [...arrived, ...others])
    })
  }
})

describe('max_unknown_rate and max_missing_seeds over placements that are open', () => {
  test('count the most that the summary or the list may show, and the least that both do', () => {
    fc.assert(
      fc.property(anyOpenTest, (of) => {
        const settled = { ...of, completed: true }
        const worlds = [...choices(of.seeds.map((each) => waysOf(each, true, [])))]
        const range = (placement: Placement, counted: number) => {
          const counts = worlds.map((world) =>
            Math.max(counted, world.filter((each) => each.placement === placement).length),
          )
          return { low: Math.min(...counts), high: Math.max(...counts) }
        }
        const { totalSeeds, unknown, pending } = of.summary
        const rate = (count: number) => (100 * count) / totalSeeds
        const [odd] = resultsOf('max_unknown_rate', { max_unknown_rate: 10 }, settled)
        const { low, high } = range('unknown', unknown)
        expect(odd?.measured).toEqual({ low: rate(low), high: rate(high) })
        const [missing] = resultsOf('max_missing_seeds', { max_missing_seeds: 1 }, settled)
        expect(missing?.measured).toEqual(range('pending', pending))
      }),
      MANY,
    )
  })
})

describe('min_weighted_inbox_rate over what is open', () => {
  const anyWeights = fc
    .uniqueArray(
      fc.record({ provider: fc.constantFrom('Gmail', 'Outlook', 'GMX', null), weight: fc.nat({ max: 3 }) }),
      {
        selector: ({ provider }) => provider,
      },
    )
    .filter((lines) => lines.some(({ weight }) => weight > 0))
    .map((lines) => withTexts<ProviderWeight[]>(lines))

  test('is never certain of what an assignment denies, and its range holds them all', () => {
    fc.assert(
      fc.property(anyOpenTest, anyWeights, anyMinimum, (of, weights, minimum) => {
        const rule = { min_weighted_inbox_rate: { minimum, weights } }
        const [result] = resultsOf('min_weighted_inbox_rate', rule, of)
        const worlds = worldsOf(of, ['provider']).map((world) => weigh(world, weights))
        const holds = worlds.map(({ rate, covered }) => rate !== null && rate >= minimum && covered >= 50)
        expect([certain(holds), 'undecided']).toContain(result?.outcome)
        const rates = worlds.flatMap(({ rate }) => rate ?? [])
        if (rates.length === 0) return
        expect(Math.min(...rates)).toBeGreaterThanOrEqual((result?.measured?.low ?? 0) - 1e-9)
        expect(Math.max(...rates)).toBeLessThanOrEqual((result?.measured?.high ?? 0) + 1e-9)
      }),
      { numRuns: 150 },
    )
  })

  function weigh(world: readonly World[], weights: readonly ProviderWeight[]) {
    const isNamed = (name: string) =>
      weights.some(({ provider }) => provider !== null && isSame(provider.given, name))
    const rows = weights.map(({ provider, weight }) => ({
      weight,
      own: world.filter((each) =>
        provider === null ? !isNamed(each.provider) : isSame(provider.given, each.provider),
      ),
    }))
    const present = rows.filter(({ own, weight }) => own.length > 0 && weight > 0)
    const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0)
    const part = sum(present.map(({ weight }) => weight))
    const rate = part === 0 ? null : sum(present.map(({ weight, own }) => weight * inboxRate(own))) / part
    return { rate, covered: (100 * part) / sum(weights.map(({ weight }) => weight)) }
  }
})

function isSame(a: string, b: string): boolean {
  return asText(a).key === asText(b).key
}

/**
 * Settled, a rule says what all assignments agree on. While the test runs, rounding keeps it half a point from its bound. What is
 * said of providers that are not listed never fails: there may be none.
 */
function expectToBeRight(result: FlatResult, agreed: Outcome, settled: boolean): void {
  if (settled && result.subject.kind !== 'unlisted') expect(result.outcome).toBe(agreed)
  else expect([agreed, 'undecided']).toContain(result.outcome)
}
