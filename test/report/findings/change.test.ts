import { describe, expect, test } from 'vitest'
import type { InboxTest, Seed } from '../../../src/core/inbox-test.ts'
import { compare } from '../../../src/judge/comparison.ts'
import type { JudgedTest } from '../../../src/judge/result.ts'
import { inboxTest, ruleResult } from '../../builders.ts'
import { at, GOOD, reported, theOne } from './situations.ts'

const BASELINE = /baseline/u

/** The same mailboxes of one provider: so many lost, gained and unmoved since then. */
const moved = (provider: string, lost: number, gained: number, same: number) => {
  const seeds = (placement: Seed['placement'], start: number, count: number) =>
    Array.from({ length: count }, (_, index) =>
      at(provider, { [placement]: 1 }, { address: `s${start + index}@${provider}.example` }),
    ).flat()
  return {
    now: [...seeds('spam', 0, lost), ...seeds('inbox', lost, gained + same)],
    before: [
      ...seeds('inbox', 0, lost),
      ...seeds('spam', lost, gained),
      ...seeds('inbox', lost + gained, same),
    ],
  }
}

const since = (now: readonly Seed[], before: readonly Seed[], over: { correctedP?: number } = {}) => {
  const [test, earlier] = [inboxTest({ seeds: now }), inboxTest({ seeds: before })]
  return reported(now, 10, { baseline: view(test, earlier, over) })
}

const view = (test: InboxTest, earlier: InboxTest, over = {}): JudgedTest['baseline'] => ({
  kind: 'read',
  test: earlier,
  settled: true,
  comparison: { ...compare(test, earlier), ...over },
  disagreements: [],
})

describe('a change of the same seeds', () => {
  test('is told by the seeds that moved, with where, and what chance has to do with it', () => {
    const { now, before } = moved('Outlook', 8, 0, 40)
    const found = theOne(since(now, before), BASELINE)
    expect(found.fact).toBe('Since the baseline 8 seeds fell out of the inbox, all at Outlook')
    expect(found.evidence).toBe('more than chance explains.')
    expect(found.action).toMatch(/what changed between the two sends/u)
  })

  test('counts both ways, and names no difference of rates, which has no p value here', () => {
    const { now, before } = moved('Outlook', 3, 2, 40)
    const found = theOne(since(now, before), BASELINE)
    expect(found.fact).toBe('Since the baseline 3 seeds fell out of the inbox, all at Outlook, and 2 came in')
    expect(found.evidence).toBe('chance alone could explain it.')
    expect(found.action).toMatch(/^Test again/u)
    expect(found.fact).not.toMatch(/point/u)
  })

  test('for the better asks for nothing', () => {
    const { now, before } = moved('Outlook', 0, 8, 40)
    const found = theOne(since(now, before), BASELINE)
    expect(found.fact).toMatch(/8 seeds came into the inbox/u)
    expect(found.action).toBeNull()
  })

  test('of none is no news', () => {
    const { now, before } = moved('Outlook', 0, 0, 40)
    expect(since(now, before)).toEqual([])
  })
})

test('a change of other seeds is told by the two rates', () => {
  const found = theOne(since(at('Gmail', { inbox: 10, spam: 10 }), at('GMX', { inbox: 10 })), BASELINE)
  expect(found.fact).toBe("The inbox rate is 50 points below the baseline's")
  expect(found.evidence).toBe('more than chance explains.')
})

test('the p value that decides is the corrected one', () => {
  const { now, before } = moved('Outlook', 8, 0, 40)
  expect(theOne(since(now, before, { correctedP: 0.0499 }), BASELINE).evidence).toMatch(/more than chance/u)
  expect(theOne(since(now, before, { correctedP: 0.05 }), BASELINE).evidence).toMatch(/chance alone/u)
})

test('without a comparison there is no word about chance', () => {
  const baseline = { ...view(inboxTest(), inboxTest()), settled: false, comparison: null }
  const found = reported(GOOD, 80, { baseline: baseline as JudgedTest['baseline'] })
  expect(found.map(({ fact }) => fact)).toEqual(['The baseline is not complete'])
})

describe('one seed', () => {
  const decides = (seeds: Seed[], minInboxRate: number, over: Partial<JudgedTest> = {}) =>
    reported(seeds, minInboxRate, over).filter(({ fact }) => /One seed decides/u.test(fact))
  const of50 = at('Gmail', { inbox: 42, spam: 8 })

  test('that would have passed the test, or failed it, decides', () => {
    expect(decides(of50, 85)[0]?.evidence).toBe(
      'with one more in the inbox the rate would be 86%, and 85% is required.',
    )
    expect(decides(of50, 83)[0]?.evidence).toBe(
      'with one fewer in the inbox the rate would be 82%, and 83% is required.',
    )
  })

  test('does not where the threshold is further away', () => {
    expect(decides(of50, 82)).toEqual([])
    expect(decides(of50, 86.1)).toEqual([])
  })

  test('is no word for a test that is open, or that contradicts itself', () => {
    expect(decides(of50, 85, { settled: false })).toEqual([])
    const disagreements = [{ field: 'inbox_rate', rate: 84, counted: 90, countedFrom: 'results' }] as const
    expect(decides(of50, 85, { disagreements })).toEqual([])
  })

  test('does, where any mail in the inbox is enough', () => {
    const rules = [ruleResult({ bound: { kind: 'more_than', value: 0 }, outcome: 'passed' })]
    const seeds = at('Gmail', { inbox: 1, spam: 9 })
    expect(decides(seeds, 0, { rules })[0]?.evidence).toMatch(/would be 0%, and more than 0% is required/u)
  })
})
