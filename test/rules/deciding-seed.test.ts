import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { InboxTest, Placement, Seed } from '../../src/core/inbox-test.ts'
import type { ProviderRate } from '../../src/core/provider-lines.ts'
import type { DecidingSeed } from '../../src/rules/deciding-seed.ts'
import { decidingSeed } from '../../src/rules/deciding-seed.ts'
import { judge } from '../../src/rules/judge.ts'
import type { Rules } from '../../src/rules/rules.ts'
import { DEFAULT_RULES } from '../../tools/runner/default-rules.ts'
import { inboxTest, seed } from '../builders.ts'
import { withSummary } from '../judge/examples.ts'
import { asText, type Loose } from '../texts.ts'

const NOW = { timeIsUp: true, baseline: { kind: 'none' } } as const

function decides(test: InboxTest, rules: Partial<Rules>): DecidingSeed | null {
  const all = { ...DEFAULT_RULES, ...rules }
  return decidingSeed(all, test, NOW, judge(all, test, NOW))
}

const seeds = (counts: Partial<Record<Placement, number>>, over: Partial<Loose<Seed>> = {}) =>
  Object.entries(counts).flatMap(([placement, count]) =>
    Array.from({ length: count }, () =>
      seed({ placement: placement as Placement, provider: over.provider ?? 'Gmail', address: null }),
    ),
  )

const of50 = inboxTest({ seeds: seeds({ inbox: 42, spam: 8 }) })

describe('one seed decides', () => {
  test('a test that one more in the inbox would pass, or one fewer fail', () => {
    expect(decides(of50, { min_inbox_rate: 85 })).toEqual({ step: 1, inboxRate: 86, provider: null })
    expect(decides(of50, { min_inbox_rate: 83 })).toEqual({ step: -1, inboxRate: 82, provider: null })
  })

  test('no test whose threshold is further away', () => {
    expect(decides(of50, { min_inbox_rate: 82 })).toBeNull()
    expect(decides(of50, { min_inbox_rate: 86.1 })).toBeNull()
  })

  test('no test that another rule fails as well', () => {
    expect(decides(of50, { min_inbox_rate: 85, max_spam_rate: 5 })).toBeNull()
    expect(decides(of50, { min_inbox_rate: 85, max_spam_rate: 14 })).not.toBeNull()
  })

  test('a test with one failed provider only there, and none with two', () => {
    const test = inboxTest({
      seeds: [
        ...seeds({ inbox: 40, spam: 4 }),
        ...seeds({ inbox: 2, spam: 1 }, { provider: 'GMX' }),
        ...seeds({ spam: 3 }, { provider: 'Yahoo' }),
      ],
    })
    const line = (provider: string, minimum: number) => ({ provider: asText(provider), minimum })
    const both = (...provider_min_inbox_rate: ProviderRate[]) =>
      decides(test, { min_inbox_rate: 85, provider_min_inbox_rate })
    expect(both(line('gmx', 70))).toEqual({ step: 1, inboxRate: 86, provider: asText('GMX') })
    expect(both(line('gmx', 70), line('Yahoo', 30))).toBeNull()
    expect(both(line('Yahoo', 60))).toBeNull()
  })

  test('a test that wants any mail in the inbox', () => {
    const one = inboxTest({ seeds: seeds({ inbox: 1, spam: 9 }) })
    expect(decides(one, { min_inbox_rate: 0 })).toEqual({ step: -1, inboxRate: 0, provider: null })
  })

  test('no test that another rule decides, nor one where the change would not be in its inbox rate', () => {
    expect(decides(of50, { min_inbox_rate: 50, max_spam_rate: 15 })).toBeNull()
    const sparse = inboxTest({ seeds: [...seeds({ inbox: 9 }), ...seeds({ spam: 1 }, { provider: 'GMX' })] })
    const line = { provider: asText('GMX'), minimum: 50 }
    expect(decides(sparse, { min_inbox_rate: 50, provider_min_inbox_rate: [line] })).toBeNull()
  })

  test('no test that fails by its weighted rate as well, though some seed may be enough for both', () => {
    const weights = [{ provider: asText('Gmail'), weight: 1 }]
    const weighted = { min_weighted_inbox_rate: { minimum: 85, weights } }
    expect(decides(of50, { min_inbox_rate: 85, ...weighted })).toBeNull()
    expect(decides(of50, { min_inbox_rate: 83, ...weighted })).toBeNull()
    const passed = { min_weighted_inbox_rate: { minimum: 50, weights } }
    expect(decides(of50, { min_inbox_rate: 85, ...passed })).not.toBeNull()
  })

  test('no test that is open, by its seeds or by a gap in its list', () => {
    expect(decides(inboxTest({ seeds: seeds({ inbox: 42, pending: 8 }) }), { min_inbox_rate: 85 })).toBeNull()
    const running = { ...of50, completed: false }
    expect(decides(running, { min_inbox_rate: 85 })).toBeNull()
    expect(decides(running, { min_inbox_rate: 83 })).toBeNull()
    const gaps = { ...of50, seeds: seeds({ inbox: 42, spam: 7 }) }
    expect(decides(gaps, { min_inbox_rate: 83, require_spf: true })).toBeNull()
  })

  test.each<Placement>(['spam', 'unknown', 'pending'])(
    'a test that misses one in the inbox which is %s, and keeps every other rule',
    (placement) => {
      const test = inboxTest({ seeds: seeds({ inbox: 9, [placement]: 1 }), completed: true })
      const rules = { min_inbox_rate: 95, require_spf: true, max_missing_seeds: 1 }
      expect(decides(test, rules)).toEqual({ step: 1, inboxRate: 100, provider: null })
    },
  )

  test('no test that would wait for a seed whose SPF result nobody knows', () => {
    const missing = [...seeds({ inbox: 9 }), seed({ placement: 'pending', spf: null })]
    const test = inboxTest({ seeds: missing })
    const rules = { min_inbox_rate: 95, max_missing_seeds: 1 }
    expect(decides(test, rules)).toEqual({ step: 1, inboxRate: 100, provider: null })
    expect(decides(test, { ...rules, require_spf: true })).toBeNull()
  })

  test('a test whose list lacks the seed, where no rule is counted from the list', () => {
    const unlisted = { ...of50, seeds: seeds({ inbox: 42 }) }
    expect(decides(unlisted, { min_inbox_rate: 85 })).toEqual({ step: 1, inboxRate: 86, provider: null })
  })

  test('no test whose failed provider has no such seed listed', () => {
    const test = {
      ...inboxTest({ seeds: [...seeds({ inbox: 42, spam: 7 }), ...seeds({ spam: 1 }, { provider: 'GMX' })] }),
      seeds: [
        ...seeds({ inbox: 42, spam: 7 }),
        seed({ provider: 'GMX', placement: 'unknown', address: null }),
      ],
    }
    const line = { provider: asText('GMX'), minimum: 50 }
    expect(decides(test, { min_inbox_rate: 85, provider_min_inbox_rate: [line] })).toBeNull()
  })

  test('a test by a seed that is not in spam, though the API rounded its spam rate', () => {
    const rounded = withSummary(inboxTest({ seeds: seeds({ inbox: 1, spam: 1, unknown: 1 }) }), {
      spamRate: 33,
    })
    const rules = { min_inbox_rate: 60, max_spam_rate: 33 }
    expect(decides(rounded, rules)).toMatchObject({ step: 1, provider: null })
  })
})

test('whatever the rules: where one seed is said to decide, moving one seed changes the verdict', () => {
  const anySeed = fc.record({
    provider: fc.constantFrom('Gmail', 'GMX', null),
    placement: fc.constantFrom<Placement>('inbox', 'inbox', 'inbox', 'spam', 'unknown', 'pending'),
    spf: fc.constantFrom('pass', 'pass', 'pass', 'fail'),
  })
  const anyRate = fc.constantFrom(0, 50, 60, 75, 80, 90)
  let said = 0
  fc.assert(
    fc.property(
      fc.array(anySeed, { minLength: 1, maxLength: 10 }),
      fc.record({
        min_inbox_rate: anyRate,
        provider_min_inbox_rate: fc.constantFrom([], [{ provider: null, minimum: 70 }]),
        max_spam_rate: fc.constantFrom(null, 10, 30),
        require_spf: fc.constantFrom(false, false, true),
        max_missing_seeds: fc.constantFrom(null, 1, 3),
      }),
      (some, asked) => {
        const test = inboxTest({ seeds: some.map((each) => seed({ ...each, address: null })) })
        const found = decides(test, asked)
        if (found === null) return
        said += 1
        const rules = { ...DEFAULT_RULES, ...asked }
        const verdict = (each: InboxTest) => judge(rules, each, NOW).verdict
        const others = test.seeds.flatMap((each, place) =>
          (['inbox', 'spam', 'unknown'] as const).map((placement) => {
            const list = test.seeds.with(place, { ...each, placement })
            const changed = inboxTest({ seeds: list, completed: test.completed })
            return { changed, step: changed.summary.inbox - test.summary.inbox }
          }),
        )
        const turning = others.filter(({ changed }) => verdict(changed) !== verdict(test))
        expect(turning.map(({ step }) => step)).toContain(found.step)
      },
    ),
    { numRuns: 1000 },
  )
  expect(said).toBeGreaterThan(20)
})
