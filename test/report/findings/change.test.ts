import { describe, expect, test } from 'vitest'
import type { InboxTest, Seed } from '../../../src/core/inbox-test.ts'
import { withCorrectedP } from '../../../src/judge/statistics.ts'
import type { JudgedTest } from '../../../src/result/result.ts'
import { compareTests, counted, inboxTest, ruleResult } from '../../builders.ts'
import { asText } from '../../texts.ts'
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
  ...counted(earlier, true),
  comparison: { ...withCorrectedP(compareTests(test, earlier)), ...over },
  disagreements: [],
})

describe('a change of the same seeds', () => {
  test('is reported with the seeds that moved, with where, and what chance has to do with it', () => {
    // Two at each of three providers: no one of them fell by more than chance.
    const each = ['Outlook', 'Gmail', 'GMX'].map((provider) => moved(provider, 2, 0, 10))
    const found = theOne(
      since(
        each.flatMap(({ now }) => now),
        each.flatMap(({ before }) => before),
      ),
      BASELINE,
    )
    expect(found.fact).toBe(
      'Since the baseline, 6 seeds left the inbox, 2 at Outlook, 2 at Gmail and 2 at GMX',
    )
    expect(found.evidence).toBe('more than chance would explain.')
    expect(found.action).toMatch(/what changed between the two sends/u)
  })

  test('counts both ways, and names no difference of rates, which has no p value here', () => {
    const { now, before } = moved('Outlook', 3, 2, 40)
    const found = theOne(since(now, before), BASELINE)
    expect(found.fact).toBe('Since the baseline, 3 seeds left the inbox, all at Outlook, and 2 moved into it')
    expect(found.evidence).toBe('chance alone could explain it.')
    expect(found.action).toMatch(/^Test again/u)
    expect(found.fact).not.toMatch(/point/u)
  })

  test('for the better asks for nothing', () => {
    const { now, before } = moved('Outlook', 0, 4, 40)
    const found = theOne(since(now, before), BASELINE)
    expect(found.fact).toMatch(/4 seeds moved into the inbox/u)
    expect(found.action).toBeNull()
  })

  test('of none is no news', () => {
    const { now, before } = moved('Outlook', 0, 0, 40)
    expect(since(now, before)).toEqual([])
  })
})

test('a change of other seeds is reported with the two rates', () => {
  const found = theOne(since(at('Gmail', { inbox: 10, spam: 10 }), at('GMX', { inbox: 10 })), BASELINE)
  expect(found.fact).toBe("The inbox rate is 50 points below the baseline's")
  expect(found.evidence).toBe('more than chance would explain.')
})

test('the p value that decides is the corrected one', () => {
  const { now, before } = moved('Outlook', 4, 0, 40)
  expect(theOne(since(now, before, { correctedP: 0.0499 }), BASELINE).evidence).toMatch(/more than chance/u)
  expect(theOne(since(now, before, { correctedP: 0.05 }), BASELINE).evidence).toMatch(/chance alone/u)
})

test('without a comparison there is no word about chance', () => {
  const baseline = { ...view(inboxTest(), inboxTest()), settled: false, comparison: null }
  const found = reported(GOOD, 80, { baseline: baseline as JudgedTest['baseline'] })
  expect(found.map(({ fact }) => fact)).toEqual(['The baseline is not complete'])
})

describe("a provider's own change that is more than chance", () => {
  test('is named, though the whole is not', () => {
    const parts = [moved('Gmail', 8, 0, 12), moved('Yahoo', 0, 3, 9), moved('GMX', 0, 3, 5)]
    const found = theOne(
      since(
        parts.flatMap(({ now }) => now),
        parts.flatMap(({ before }) => before),
      ),
      BASELINE,
    )
    expect(found.fact).toBe('Gmail fell from 100% to 60% since the baseline')
    expect(found.evidence).toBe('more than chance would explain; no other provider fell.')
    expect(found.action).toMatch(/what changed between the two sends/u)
  })

  test('is named beside falls that chance could explain, and beside a rise', () => {
    const parts = [moved('Gmail', 10, 0, 10), moved('Yahoo', 1, 0, 9), moved('GMX', 0, 9, 1)]
    const found = theOne(
      since(
        parts.flatMap(({ now }) => now),
        parts.flatMap(({ before }) => before),
      ),
      BASELINE,
    )
    expect(found.fact).toBe('Gmail fell from 100% to 50% and GMX rose from 10% to 100% since the baseline')
    expect(found.evidence).toBe(
      'more than chance would explain; chance alone could explain the fall at one other provider.',
    )
  })
})

test('one seed that decides is reported with the rate that it would make', () => {
  const told = (decidingSeed: JudgedTest['decidingSeed'], rules = [ruleResult()]) =>
    reported(GOOD, 80, { rules, decidingSeed }).find(({ fact }) => fact === 'One seed decides')?.evidence
  expect(told({ step: 1, inboxRate: 86, provider: null })).toBe(
    'with one more in the inbox the rate would be 86%, and 80% is required.',
  )
  expect(told({ step: 1, inboxRate: 86, provider: asText('GMX') })).toMatch(
    /^with one more at GMX in the inbox /u,
  )
  const any = [ruleResult({ bound: { kind: 'more_than', value: 0 } })]
  expect(told({ step: -1, inboxRate: 0, provider: null }, any)).toBe(
    'with one fewer in the inbox the rate would be 0%, and more than 0% is required.',
  )
  expect(told(null)).toBeUndefined()
})
