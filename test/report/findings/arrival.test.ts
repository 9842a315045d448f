import { describe, expect, test } from 'vitest'
import type { Seed } from '../../../src/core/inbox-test.ts'
import type { ProviderArrivals } from '../../../src/core/waiting.ts'
import type { RuleResult } from '../../../src/rules/rules.ts'
import { counted, inboxTest, type JudgedOver, judgedTest, ruleResult, SETTINGS } from '../../builders.ts'
import { asText } from '../../texts.ts'
import { read } from './read-findings.ts'
import { at, GOOD, reported, reportedOpen, theOne } from './situations.ts'

const MINUTE = 60_000
const ARRIVED = /arrived/u

describe('nothing arrived', () => {
  const nothing = [...at('Gmail', { pending: 15 }), ...at('Outlook', { pending: 5 })]

  test.each([2000, 30 * MINUTE])('after %d ms always asks whether the campaign was sent', (waitedMs) => {
    const [found] = reportedOpen(nothing, waitedMs)
    expect(found?.fact).toMatch(/^Nothing had arrived when the check ended/u)
    expect(found?.action).toMatch(/sent to every address in send_to\?$/u)
    expect(found?.evidence).toMatch(/16 of the 20 must reach the inbox for 80%/u)
  })

  test('is not said where any figure of the API has a seed with the mail', () => {
    const { summary, ...test } = inboxTest({ seeds: nothing })
    const [found] = reportedOpen([], 2000, { test: { ...test, summary: { ...summary, received: 1 } } })
    expect(found?.fact).toMatch(/^20 seeds had not arrived/u)
  })
})

describe('seeds that have not arrived', () => {
  const some = [...GOOD, ...at('GMX', { pending: 6, inbox: 4 })]

  test('after two seconds are given time, and nobody is asked about sending', () => {
    const found = theOne(reportedOpen(some, 2000), ARRIVED)
    expect(found.fact).toBe('6 seeds had not arrived when the check ended, after 2 s')
    expect(found.action).toMatch(/raise timeout_minutes/u)
    expect(found.codes).not.toContain('send_to')
  })

  test('are asked about from five minutes on', () => {
    const isAsked = (waitedMs: number) =>
      theOne(reportedOpen(some, waitedMs), ARRIVED).codes.includes('send_to')
    expect(isAsked(5 * MINUTE - 1)).toBe(false)
    expect(isAsked(5 * MINUTE)).toBe(true)
  })

  test('at one provider only point to that provider’s replies', () => {
    const bounces = (seeds: typeof some) => theOne(reportedOpen(seeds, 30 * MINUTE), ARRIVED)
    expect(bounces(some).evidence).toMatch(/^all at GMX/u)
    expect(bounces(some).action).toMatch(/bounces from GMX/u)
    const everywhere = bounces([...some, ...at('Outlook', { pending: 8 })])
    expect(everywhere.evidence).toMatch(/^8 at Outlook and 6 at GMX/u)
    expect(everywhere.action).not.toMatch(/bounces/u)
  })

  test('that the API does not list are put down to no provider', () => {
    const { summary, ...test } = inboxTest({ seeds: some })
    const more = { ...test, summary: { ...summary, totalSeeds: 53, pending: 9 } }
    expect(theOne(reportedOpen([], 2000, { test: more }), ARRIVED).evidence).toMatch(
      /^6 at GMX and 3 at unnamed providers/u,
    )
  })

  test('name what ended the wait, and how long it took', () => {
    const quiet = { waited: { ending: 'quiet', polls: 9, waitedMs: 8 * MINUTE } } as const
    expect(theOne(reportedOpen(some, 0, quiet), ARRIVED).fact).toMatch(/when the check ended, after 8 min$/u)
    const cancelled = { waited: { ending: 'cancelled', polls: 9, waitedMs: 3000 } } as const
    expect(theOne(reportedOpen(some, 0, cancelled), ARRIVED).fact).toMatch(
      /when the check was cancelled, after 3 s$/u,
    )
    const done = inboxTest({ seeds: some, completed: true })
    expect(theOne(reported([], 80, { test: done }), ARRIVED).fact).toMatch(
      /though the API calls the test Completed/u,
    )
  })

  test('of a check that does not wait are reported with that look, and no duration', () => {
    const result = judgedTest({
      test: inboxTest({ seeds: some }),
      waited: { ending: 'deadline', polls: 1, waitedMs: 200 },
    })
    expect(theOne(read(result, { ...SETTINGS, looksOnce: true }), ARRIVED).fact).toBe(
      '6 seeds had not arrived at the first and only look',
    )
  })

  test('that could not have changed the verdict are said to be such', () => {
    const certain = { waited: { ending: 'certain', polls: 3, waitedMs: 40_000 }, verdict: 'passed' } as const
    const found = theOne(reportedOpen([...GOOD, ...at('GMX', { pending: 1 })], 0, certain), ARRIVED)
    expect(found.evidence).toBe('at GMX; it could not have changed the verdict.')
    expect(found.action).toBeNull()
  })

  test('are said to be too few where they cannot save the rate', () => {
    const failed = ruleResult({ bound: { kind: 'at_least', value: 90 }, outcome: 'failed' })
    const seeds = [...at('Gmail', { spam: 4, inbox: 4 }), ...at('GMX', { pending: 2 })]
    const found = theOne(reportedOpen(seeds, 2000, { rules: [failed], verdict: 'failed' }), ARRIVED)
    expect(found.evidence).toMatch(/even with both of them in the inbox, 90% is out of reach/u)
    // More time would not change that.
    expect(found.action).toBeNull()
  })

  test('count with those of unknown placement in what can still come', () => {
    const seeds = [...at('Gmail', { inbox: 7, unknown: 1, pending: 2 })]
    expect(theOne(reportedOpen(seeds, 2000), ARRIVED).evidence).toMatch(
      /1 of the 3 open seeds \(1 of them unknown\) must reach the inbox for 80%/u,
    )
    expect(theOne(reportedOpen(seeds, 2000, {}, 100), ARRIVED).evidence).toMatch(/all 3 open seeds/u)
  })

  test('that had not arrived in the baseline either are probably dead', () => {
    const since = (before: readonly Seed[], over = {}) =>
      theOne(
        reportedOpen(some, 30 * MINUTE, {
          baseline: {
            ...{ kind: 'read', comparison: null, disagreements: [] },
            ...counted(inboxTest({ seeds: before }), false),
          },
          ...over,
        }),
        ARRIVED,
      )
    const same = since(some)
    expect(same.evidence).toMatch(/^all at GMX; the same seeds had not arrived in the baseline either/u)
    expect(same.action).toBe('They are probably dead: allow for them with max_missing_seeds.')
    const two = since(at('GMX', { pending: 2 }))
    expect(two.evidence).toMatch(
      /^all at GMX; 2 of them had not arrived in the baseline either, both at GMX/u,
    )
    expect(two.action).toMatch(/^Was the campaign sent/u)
    expect(since([...GOOD]).evidence).not.toMatch(/baseline/u)
  })

  test('of a test that passed are to be allowed for: more time would change nothing', () => {
    const passed = { verdict: 'passed', rules: [ruleResult()] } as const
    expect(theOne(reportedOpen(some, 2000, passed), ARRIVED).action).toBe(
      'If they never arrive, allow for them with max_missing_seeds.',
    )
    expect(theOne(reportedOpen(some, 30 * MINUTE, passed), ARRIVED).action).toMatch(
      /send_to\? If so, allow for them with max_missing_seeds\.$/u,
    )
  })

  test('are to be allowed for only where that would change something', () => {
    const rule = (outcome: 'passed' | 'failed') => ruleResult({ rule: 'max_missing_seeds', outcome })
    const advice = (over: JudgedOver) => theOne(reportedOpen(some, 30 * MINUTE, over), ARRIVED).action
    const dead = {
      ...({ kind: 'read', comparison: null, disagreements: [] } as const),
      ...counted(inboxTest({ seeds: some }), false),
    }
    expect(advice({ rules: [ruleResult(), rule('passed')], settled: true, verdict: 'passed' })).not.toMatch(
      /max_missing_seeds/u,
    )
    expect(advice({ rules: [rule('passed')], settled: true, baseline: dead })).toBe('They are probably dead.')
    expect(advice({ settled: true, baseline: dead })).toBe('They are probably dead.')
    expect(advice({ rules: [rule('failed')], verdict: 'failed', baseline: dead })).toBe(
      'They are probably dead: allow for them with max_missing_seeds.',
    )
  })

  test('need more time only where that could pass the test', () => {
    const advice = (...rules: RuleResult[]) => theOne(reportedOpen(some, 2000, { rules }), ARRIVED).action
    const open = ruleResult({ outcome: 'undecided', openSeeds: true })
    const late = ruleResult({ rule: 'on_timeout', outcome: 'failed' })
    const inSpam = ruleResult({ rule: 'max_spam_rate', outcome: 'failed' })
    const noBaseline = ruleResult({ rule: 'max_inbox_rate_drop', outcome: 'undecided' })
    const moreTime = 'Give the mail more time: raise timeout_minutes.'
    expect(advice(open)).toBe(moreTime)
    expect(advice(ruleResult(), late)).toBe(moreTime)
    expect(advice(open, noBaseline)).toBe(moreTime)
    expect(advice(open, inSpam)).toBeNull()
    expect(advice(inSpam, late)).toBeNull()
    expect(advice(ruleResult(), noBaseline)).toBeNull()
  })

  test('are those that the API counts where its list has not caught up', () => {
    const { summary, ...test } = inboxTest({ seeds: at('GMX', { pending: 4 }) })
    const lagging = { ...test, summary: { ...summary, received: 2, inbox: 2, pending: 2 } }
    const found = theOne(reportedOpen([], 2000, { test: lagging }), ARRIVED)
    expect(found.fact).toMatch(/^2 seeds had not arrived/u)
    expect(found.evidence).toMatch(/^the API's list has not caught up with its counts, and shows 4/u)
  })

  test('weigh like those not in the inbox in the order, though they may still arrive', () => {
    const seeds = [...at('Gmail', { inbox: 20, pending: 3 }), ...at('Outlook', { spam: 2 })]
    const facts = reportedOpen(seeds, 2000).map(({ fact }) => fact)
    expect(facts[0]).toMatch(/^3 seeds had not arrived/u)
    expect(facts[1]).toMatch(/^Both seeds not in the inbox so far are at Outlook/u)
  })
})

describe('a slow provider', () => {
  const arrivals = (halves: Record<string, number | null>): ProviderArrivals[] =>
    Object.entries(halves).map(([provider, halfAfterMs]) => ({
      provider: asText(provider),
      atFirstLook: 0,
      arrived: 5,
      total: 5,
      halfAfterMs,
      lastAfterMs: halfAfterMs,
    }))
  const slow = (halves: Record<string, number | null>, pollIntervalMs = 15_000) =>
    read(judgedTest({ test: inboxTest({ seeds: [...GOOD] }), arrivals: arrivals(halves) }), {
      ...SETTINGS,
      pollIntervalMs,
    })

  test('is reported with its half, the others’ median, and what looks like that', () => {
    const found = theOne(slow({ Gmail: null, Yahoo: 30_000, iCloud: 45_000, GMX: 12 * MINUTE }), /slow/u)
    expect(found.fact).toBe('GMX was slow')
    expect(found.evidence).toMatch(/12 min after the first look; the median elsewhere is 30 s/u)
    expect(found.action).toMatch(/grey-listing/u)
  })

  test('is at least five minutes and three intervals behind', () => {
    expect(slow({ Gmail: MINUTE, GMX: 6 * MINUTE })).toHaveLength(1)
    expect(slow({ Gmail: MINUTE, GMX: 6 * MINUTE - 1 })).toEqual([])
    expect(slow({ Gmail: MINUTE, GMX: 10 * MINUTE }, 3 * MINUTE)).toHaveLength(1)
    expect(slow({ Gmail: MINUTE, GMX: 10 * MINUTE - 1 }, 3 * MINUTE)).toEqual([])
  })

  test('is behind somebody', () => {
    expect(slow({ GMX: 20 * MINUTE })).toEqual([])
    const [gmail, ...others] = arrivals({ Gmail: 0, GMX: 20 * MINUTE })
    const none = gmail === undefined ? others : [{ ...gmail, arrived: 0, halfAfterMs: null }, ...others]
    expect(read(judgedTest({ test: inboxTest({ seeds: [...GOOD] }), arrivals: none }))).toEqual([])
  })
})

test('providers that are slow together are held against the others only', () => {
  const halves = { Gmail: null, Yahoo: null, iCloud: 15_000, GMX: 12 * MINUTE, AOL: 13 * MINUTE }
  const arrivals = Object.entries(halves).map(([provider, halfAfterMs]) => ({
    ...{ provider, halfAfterMs, atFirstLook: 0, arrived: 5, total: 5, lastAfterMs: halfAfterMs },
  }))
  const found = theOne(read(judgedTest({ test: inboxTest({ seeds: [...GOOD] }), arrivals })), /slow/u)
  expect(found.fact).toBe('AOL and GMX were slow')
  expect(found.evidence).toBe(
    'half of the mail that arrived there had come 13 min at AOL and 12 min at GMX after the first look; elsewhere it was there by then.',
  )
})

test('seeds that left the inbox while the test was watched are reported with both counts', () => {
  const found = theOne(reported([...GOOD], 80, { mostInInbox: 43 }), /left the inbox/u)
  expect(found.fact).toBe('3 seeds left the inbox while the test was watched')
  expect(found.evidence).toBe('the API counted 43 in the inbox, and in the end 40.')
  expect(found.action).toMatch(/move mail after delivery/u)
  expect(reported([...GOOD], 80, { mostInInbox: 40 })).toEqual([])
})
