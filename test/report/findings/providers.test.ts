import { describe, expect, test } from 'vitest'
import { inboxTest, ruleResult } from '../../builders.ts'
import { at, GOOD, reported, reportedOpen, theOne } from './situations.ts'

const SNDS = 'https://sendersupport.olc.protection.outlook.com/snds/'
const POSTMASTER_TOOLS = 'https://postmaster.google.com/'
const SENDER_HUB = 'https://senders.yahooinc.com/'

const COST = /\bcosts?\b/u

test('a test without a fault has nothing to look at', () => {
  expect(reported(GOOD)).toEqual([])
})

describe('a bad provider', () => {
  test('is told with its share of the lost seeds, what is left of it, and the desk for its senders', () => {
    const found = theOne(reported([...GOOD, ...at('Outlook', { inbox: 2, spam: 8 })], 85), COST)
    expect(found.fact).toBe('Outlook costs all 8 lost seeds')
    expect(found.evidence).toBe('that is 8 of its 10 seeds.')
    expect(found.links).toEqual([SNDS])
    expect(found.action).toMatch(/if they are yours, else ask your e-mail provider/u)
  })

  test.each([
    ['Gmail', POSTMASTER_TOOLS],
    ['googlemail.com', POSTMASTER_TOOLS],
    ['Hotmail', SNDS],
    ['Live', SNDS],
    ['MSN', SNDS],
    ['Outlook.com', SNDS],
    ['Yahoo! Mail', SENDER_HUB],
    ['AOL', SENDER_HUB],
  ])('%s has a desk for its senders', (provider, desk) => {
    const seeds = [...at('iCloud', { inbox: 9 }), ...at(provider, { spam: 9 })]
    expect(theOne(reported(seeds), COST).links).toEqual([desk])
  })

  test.each(['Microsoft 365', 'Office 365', 'Google Workspace', 'Yahoo Japan', 'GMX'])(
    '%s has none, and the e-mail provider is asked',
    (provider) => {
      const found = theOne(reported([...at('iCloud', { inbox: 9 }), ...at(provider, { spam: 9 })]), COST)
      expect(found.links).toEqual([])
      expect(found.action).toMatch(/e-mail provider/u)
    },
  )

  test('in a test that passed says so, with its rate', () => {
    const [found] = reported([...GOOD, ...at('Outlook', { inbox: 2, spam: 8 })], 80)
    expect(found?.fact).toBe('Passed, but Outlook is at 20%')
    expect(found?.evidence).toMatch(/all 8 lost seeds/u)
  })

  test('just below the threshold is not rounded up to it', () => {
    const seeds = [...at('Gmail', { inbox: 9000 }), ...at('Outlook', { inbox: 7999, spam: 2001 })]
    expect(reported(seeds)[0]?.fact).toBe('Passed, but Outlook is at 79.99%')
  })

  test('is not told while its open seeds could save it', () => {
    const open = (spam: number) =>
      reportedOpen([...GOOD, ...at('Outlook', { spam, pending: 8 })], 2000, { rules: [] })
    expect(open(2).filter(({ fact }) => COST.test(fact))).toEqual([])
    const bad = theOne(open(3), COST)
    expect(bad.fact).toMatch(/all 3 lost seeds so far/u)
    expect(bad.evidence).toMatch(/8 have not arrived/u)
  })

  test('is not told while seeds that the API has not listed could be its own', () => {
    const listed = inboxTest({ seeds: [...GOOD, ...at('Outlook', { inbox: 2, spam: 2 })] })
    const withGap = (totalSeeds: number) =>
      reported([], 80, { test: { ...listed, summary: { ...listed.summary, totalSeeds } } })
    const told = (totalSeeds: number) => withGap(totalSeeds).filter(({ fact }) => fact.includes('Outlook'))
    expect(told(49)[0]?.fact).toBe('Passed, but Outlook is at most 77.8%')
    expect(told(50)).toEqual([])
  })

  test('by a rule of its own is told though it is above the threshold of the test', () => {
    const rule = ruleResult({
      rule: 'provider_min_inbox_rate',
      subject: { kind: 'provider', name: 'Outlook' },
      outcome: 'failed',
    })
    const seeds = [...GOOD, ...at('Outlook', { inbox: 9, spam: 1 })]
    expect(reported(seeds)).toEqual([])
    const found = reported(seeds, 80, { rules: [ruleResult(), rule], verdict: 'failed' })
    expect(theOne(found, COST).fact).toBe('Outlook costs the only lost seed')
  })

  test('that lost nothing but seeds not arrived is told as that only', () => {
    const found = reported([...GOOD, ...at('GMX', { pending: 5 })], 90, {
      waited: { ending: 'deadline', polls: 9, waitedMs: 600_000 },
    })
    expect(found.map(({ fact }) => /GMX|not arrived/u.exec(fact)?.[0])).toEqual(['not arrived'])
  })
})

describe('several bad providers', () => {
  test('are told together, with the lost seeds of each, worst first, and what they share', () => {
    const seeds = [
      ...at('Yahoo', { inbox: 6, spam: 6 }),
      ...at('Gmail', { inbox: 5, spam: 15 }),
      ...at('iCloud', { inbox: 7, spam: 1 }),
    ]
    const found = theOne(reported(seeds), COST)
    expect(found.fact).toBe('Gmail and Yahoo cost 21 of the 22 lost seeds')
    expect(found.evidence).toBe('15 of 20 at Gmail and 6 of 12 at Yahoo.')
    expect(found.links).toEqual([POSTMASTER_TOOLS, SENDER_HUB])
    expect(found.action).toMatch(/content .*reputation/u)
  })

  test('of one family count as one, and only its private half has a desk', () => {
    const seeds = [
      ...GOOD,
      ...at('Outlook', { inbox: 2, spam: 8 }),
      ...at('Microsoft 365', { inbox: 5, spam: 5 }),
    ]
    const found = theOne(reported(seeds), COST)
    expect(found.fact).toBe('Microsoft costs all 13 lost seeds')
    expect(found.evidence).toBe('8 of 10 at Outlook and 5 of 10 at Microsoft 365.')
    expect(found.links).toEqual([SNDS])
    expect(found.action).toMatch(/^For Outlook, .* for Microsoft 365 there is no/u)
  })

  test('of a family take their better siblings along, so that no lost seed of it goes missing', () => {
    const seeds = [...GOOD, ...at('Outlook', { spam: 9 }), ...at('Hotmail', { inbox: 9, spam: 1 })]
    expect(theOne(reported(seeds, 90), COST).fact).toBe('Microsoft costs all 10 lost seeds')
  })

  test('are all counted, however many they are', () => {
    const seeds = Array.from({ length: 9 }, (_, index) =>
      at(`Provider ${index}`, { inbox: 5, spam: 5 }),
    ).flat()
    const found = theOne(reported(seeds), COST)
    expect(found.fact).toBe('Provider 0, Provider 1, Provider 2 and 6 others cost all 45 lost seeds')
    expect(found.evidence).toMatch(/ at Provider 4 and 20 of 40 at 4 others\.$/u)
  })
})

test('lost seeds are told by provider when the test failed and no provider is bad', () => {
  const seeds = [...at('Gmail', { inbox: 17, spam: 3 }), ...at('Yahoo', { inbox: 10, spam: 2 })]
  const failed = {
    rules: [ruleResult({ rule: 'max_spam_rate', outcome: 'failed' })],
    verdict: 'failed',
  } as const
  const found = theOne(reported(seeds, 80, failed), /spread/u)
  expect(found.fact).toBe('All 5 lost seeds are spread over 2 providers')
  expect(found.evidence).toBe('3 of 20 at Gmail and 2 of 12 at Yahoo.')
  expect(reported(seeds)).toEqual([])
})

describe('everything in spam', () => {
  const everywhere = (spf: string | null) => [
    ...at('Gmail', { spam: 20 }, { spf }),
    ...at('Outlook', { spam: 10 }, { spf }),
    ...at('GMX', { spam: 5 }, { spf }),
  ]

  test('with SPF passing points to reputation or content, not to a provider', () => {
    const found = theOne(reported(everywhere('pass')), /Everything is in spam/u)
    expect(found.evidence).toMatch(/all 35 seeds, at 3 providers; SPF passed .*reputation or the content/u)
    expect(found.links).toEqual([POSTMASTER_TOOLS, SNDS])
    expect(reported(everywhere('pass'))).toHaveLength(1)
  })

  test('without it asks for SPF first', () => {
    const found = reported(everywhere('fail'))
    expect(found.map(({ fact }) => fact)).toEqual([
      'Everything is in spam',
      'SPF never passes from 192.0.2.10',
    ])
    expect(found[0]?.action).toMatch(/SPF.* first/u)
    expect(reported(everywhere(null))[0]?.evidence).toMatch(/no SPF results/u)
  })

  test('at one provider or family alone is that provider’s', () => {
    expect(reported(at('Gmail', { spam: 9 }))[0]?.fact).toBe('Gmail costs all 9 lost seeds')
    const microsoft = [...at('Outlook', { spam: 5 }), ...at('Microsoft 365', { spam: 5 })]
    expect(reported(microsoft)[0]?.fact).toBe('Microsoft costs all 10 lost seeds')
  })

  test('is said without a list of seeds too, but then of no provider', () => {
    const { summary, ...test } = inboxTest({ seeds: at('Gmail', { spam: 9 }) })
    const found = theOne(
      reported([], 80, { test: { ...test, summary, seeds: [] } }),
      /Everything is in spam/u,
    )
    expect(found.evidence).not.toMatch(/provider/u)
  })
})

describe('a placement unknown', () => {
  test('in a word that the API does not document is the API’s word, and no cost of the provider', () => {
    const seeds = [
      ...GOOD,
      ...at('GMX', { inbox: 1 }),
      ...at('GMX', { unknown: 9 }, { placementText: 'Promotions' }),
    ]
    const found = reported(seeds, 90)
    expect(theOne(found, /API reports/u).fact).toBe('The API reports 9 seeds as Promotions')
    expect(found.filter(({ fact }) => COST.test(fact))).toEqual([])
  })

  test.each([null, 'Unknown', 'unknown_placement', 'Pending', ' '])('as %j is no word of its own', (word) => {
    const found = reported([
      ...GOOD,
      ...at('GMX', { inbox: 9 }),
      ...at('GMX', { unknown: 1 }, { placementText: word }),
    ])
    expect(found.map(({ fact }) => fact)).toEqual(['Placement unknown for 1 seed'])
  })

  test('is told once where the provider’s finding has it', () => {
    const found = reported([...GOOD, ...at('Outlook', { inbox: 2, spam: 7, unknown: 1 })], 85)
    expect(found.filter(({ fact }) => /unknown/u.test(fact))).toEqual([])
    expect(theOne(found, COST).fact).toMatch(/all 8/u)
  })

  test('counted but not listed is told', () => {
    const { summary, ...test } = inboxTest({ seeds: [...GOOD] })
    const counted = { ...test, summary: { ...summary, unknown: 2, totalSeeds: 42, received: 42 } }
    expect(theOne(reported([], 80, { test: counted }), /unknown/u).fact).toBe('Placement unknown for 2 seeds')
  })
})
