import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isTab, type ListedPlacement, tabsCountAs } from '../../src/campaign-cleaner/tabs.ts'
import type { Placement, Summary } from '../../src/core/inbox-test.ts'

describe('the name of a tab of an inbox', () => {
  test.each([
    'Primary',
    'promotions',
    'SOCIAL',
    'Updates',
    'Forums',
    'Inbox/Promotions',
    'inbox - updates',
    'Inbox > Social',
    'Inbox (Forums)',
    'Tab: Social',
    'Inbox/Tab: Primary',
    'Inbox Promotions',
  ])('%s is one', (placement) => {
    expect(isTab(placement)).toBe(true)
  })

  test.each([
    'Inbox',
    'Spam',
    'Tab',
    'Inbox/',
    'Inbox/Spam',
    'Spam/Promotions',
    'Promotions/Spam',
    'InboxPromotions',
    'Category Promotions',
    'Promotion',
    'Not Primary',
    'Moved',
    '',
  ])('%j is none', (placement) => {
    expect(isTab(placement)).toBe(false)
  })
})

const summaryOf = (counts: Partial<Summary>): Summary => ({
  ...{ totalSeeds: 100, received: 100, inbox: 0, spam: 0, unknown: 0, pending: 0, inboxRate: 0, spamRate: 0 },
  ...counts,
})
const alone = (...placements: ListedPlacement[]) => placements.map((each) => [each])

describe('tabs count as what the summary counts them', () => {
  test.each<[string, ListedPlacement[], Partial<Summary>, Placement[]]>([
    ['inbox, when it counts none as unknown', ['inbox', 'tab', 'tab'], { inbox: 3 }, ['inbox']],
    ['inbox, when all that are unknown are listed', ['tab', 'unknown'], { inbox: 1, unknown: 1 }, ['inbox']],
    ['inbox, when seeds in the inbox are not listed', ['tab'], { inbox: 5 }, ['inbox']],
    ['unknown, when all in the inbox are listed', ['inbox', 'tab'], { inbox: 1, unknown: 1 }, ['unknown']],
    ['unknown, when seeds of that kind are not listed', ['tab'], { unknown: 5 }, ['unknown']],
    ['either, when it counts one of two so', ['tab', 'tab'], { inbox: 1, unknown: 1 }, ['inbox', 'unknown']],
    [
      'either, when both could be seeds that are not listed',
      ['tab'],
      { inbox: 1, unknown: 1 },
      ['inbox', 'unknown'],
    ],
    ['either, when it has not counted them yet', ['tab', 'inbox'], { inbox: 1 }, ['inbox', 'unknown']],
    [
      'either, when it counts fewer in the inbox than are listed',
      ['inbox', 'tab'],
      { unknown: 1 },
      ['inbox', 'unknown'],
    ],
    [
      'either, when it counts fewer unknown than are listed',
      ['unknown', 'tab'],
      { inbox: 1 },
      ['inbox', 'unknown'],
    ],
    [
      'either, when it has counted only some of them as inbox',
      ['tab', 'tab'],
      { inbox: 1 },
      ['inbox', 'unknown'],
    ],
    [
      'either, when it has counted only some as unknown',
      ['tab', 'tab'],
      { unknown: 1 },
      ['inbox', 'unknown'],
    ],
    ['either, when it counts less spam than is listed', ['spam', 'tab'], { inbox: 1 }, ['inbox', 'unknown']],
  ])('as %s', (_, listed, counts, expected) => {
    expect(tabsCountAs(alone(...listed), summaryOf(counts))).toEqual(expected)
  })

  test('as either, where there is no room for the tab of a seed that is also listed as spam', () => {
    expect(tabsCountAs([['spam', 'tab']], summaryOf({ spam: 1 }))).toEqual(['inbox', 'unknown'])
  })

  const PLACEMENTS = ['inbox', 'spam', 'unknown', 'pending'] as const

  /** Every way in which the seeds can be placed, the listed ones as their lines allow. */
  function* assignments(choices: readonly (readonly Placement[])[]): Generator<Placement[]> {
    const [first, ...others] = choices
    if (first === undefined) yield []
    else for (const placement of first) for (const rest of assignments(others)) yield [placement, ...rest]
  }

  const values = (given: readonly ListedPlacement[]): Placement[] => [
    ...new Set(
      given.flatMap((each): readonly Placement[] => (each === 'tab' ? ['inbox', 'unknown'] : [each])),
    ),
  ]

  /** As what any tab may count, found by trying every placement of all seeds that gives the summary's counts. */
  function byTrying(listed: readonly (readonly ListedPlacement[])[], unlisted: number, summary: Summary) {
    const found = new Set<Placement>()
    const choices = [...listed.map(values), ...Array.from({ length: unlisted }, () => PLACEMENTS)]
    for (const placed of assignments(choices)) {
      const count = (placement: Placement) => placed.filter((each) => each === placement).length
      const fits = (['inbox', 'spam', 'unknown', 'pending'] as const).every(
        (each) => count(each) === summary[each],
      )
      if (!fits) continue
      listed.forEach((given, nth) => {
        const placement = placed[nth] as Placement
        // A seed that is also listed as inbox or unknown itself proves nothing about tabs.
        if (given.includes('tab') && !given.includes(placement)) found.add(placement)
      })
    }
    return found
  }

  const listed = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom<ListedPlacement[]>(['tab'], ['inbox'], ['unknown'], ['spam'], ['pending']),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom<ListedPlacement[]>(
        ['inbox', 'tab'],
        ['tab', 'unknown'],
        ['spam', 'tab'],
        ['inbox', 'unknown'],
        ['inbox', 'pending'],
      ),
    },
  )
  const shown = fc.record({
    listed: fc.array(listed, { minLength: 1, maxLength: 5 }),
    unlisted: fc.array(fc.constantFrom(...PLACEMENTS), { maxLength: 3 }),
    picks: fc.array(fc.nat({ max: 7 }), { minLength: 5, maxLength: 5 }),
  })

  test('whatever the list lacks: as one only if every placement that gives the counts agrees', () => {
    const seen = new Map<string, number>()
    fc.assert(
      fc.property(shown, ({ listed: lines, unlisted, picks }) => {
        const placed = lines.map((given, nth) => {
          const choice = values(given)
          return choice[(picks[nth] ?? 0) % choice.length] as Placement
        })
        const all = [...placed, ...unlisted]
        const count = (placement: Placement) => all.filter((each) => each === placement).length
        const summary = summaryOf({
          ...{ totalSeeds: all.length, received: all.length - count('pending') },
          ...{
            inbox: count('inbox'),
            spam: count('spam'),
            unknown: count('unknown'),
            pending: count('pending'),
          },
        })
        const tabs = tabsCountAs(lines, summary)
        const possible = byTrying(lines, unlisted.length, summary)
        seen.set(tabs.join(), (seen.get(tabs.join()) ?? 0) + 1)
        if (lines.some((given) => given.includes('tab')))
          for (const each of possible) expect(tabs).toContain(each)
        // No more is left open than has to be, where no lines differ.
        const isPlain = lines.every((given) => given.length === 1) && lines.some(([given]) => given === 'tab')
        if (isPlain) expect(new Set(tabs)).toEqual(possible)
      }),
      { numRuns: 2000 },
    )
    for (const each of ['inbox', 'unknown', 'inbox,unknown']) expect(seen.get(each) ?? 0).toBeGreaterThan(20)
  })
})
