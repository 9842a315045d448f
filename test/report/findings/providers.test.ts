import { describe, expect, test } from 'vitest'
import { inboxTest, ruleResult } from '../../builders.ts'
import { at, GOOD, reported, reportedOpen, theOne } from './situations.ts'

const SNDS = 'https://substrate.office.com/ip-domain-management-snds/snds'
const POSTMASTER_TOOLS = 'https://postmaster.google.com/'
const SENDER_HUB = 'https://senders.yahooinc.com/'
const APPLE = 'https://support.apple.com/en-us/102322'
const GMX = 'https://postmaster.gmx.com/'
const WEB_DE = 'https://postmaster.web.de/'

const AT = /seeds? not in the inbox.* (?:is|are) at /u

test('a test without a fault has nothing to look at', () => {
  expect(reported(GOOD)).toEqual([])
})

describe('a bad provider', () => {
  test('is reported with its share of the seeds not in the inbox, where they are, and the page for its senders', () => {
    const found = theOne(reported([...GOOD, ...at('Outlook', { inbox: 2, spam: 8 })], 85), AT)
    expect(found.fact).toBe('All 8 seeds not in the inbox are at Outlook')
    expect(found.evidence).toBe('8 spam; 2 of its 10 are in the inbox.')
    expect(found.links).toEqual([SNDS])
    expect(found.action).toMatch(/if they are yours, else ask your sending service/u)
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
    ['Yahoo/AOL', SENDER_HUB],
    ['Yahoo UK', SENDER_HUB],
    ['yahoo.fr', SENDER_HUB],
    ['Verizon', SENDER_HUB],
    ['AT&T', SENDER_HUB],
    ['att.net', SENDER_HUB],
    ['Cox', SENDER_HUB],
    ['comcast.net', SENDER_HUB],
    ['hotmail.co.uk', SNDS],
    ['Hotmail (FR)', SNDS],
    ['live.com.au', SNDS],
    ['iCloud', APPLE],
    ['me.com', APPLE],
    ['GMX', GMX],
    ['gmx.de', GMX],
    ['GMX Germany', GMX],
    ['Web.de', WEB_DE],
  ])('%s has a page for its senders', (provider, page) => {
    const seeds = [...at('Proton', { inbox: 9 }), ...at(provider, { spam: 9 })]
    expect(theOne(reported(seeds), AT).links).toEqual([page])
  })

  test.each(['Google Workspace', 'Yahoo Japan', 'yahoo.co.jp', 'mail.com', 'Proton', 'Outlook/Gmail'])(
    '%s has none, and the sending service is asked',
    (provider) => {
      const found = theOne(reported([...at('iCloud', { inbox: 9 }), ...at(provider, { spam: 9 })]), AT)
      expect(found.links).toEqual([])
      expect(found.action).toMatch(/Ask your sending service how its sending IPs stand with/u)
    },
  )

  test('of Microsoft 365 is asked about at the recipient', () => {
    const found = theOne(reported([...at('iCloud', { inbox: 9 }), ...at('Office 365', { spam: 9 })]), AT)
    expect(found.action).toMatch(/recipient's administrator for a message trace\.$/u)
  })

  test('where SPF passes is reported with what the test cannot see', () => {
    const bad = (spf: string | null) =>
      theOne(reported([...GOOD, ...at('Outlook', { inbox: 2, spam: 8 }, { spf })], 85), AT).action
    expect(bad('pass')).toMatch(
      /^This test sees SPF only\. .* DKIM and DMARC pass and align: Gmail, Yahoo and Outlook\.com require/u,
    )
    expect(bad(null)).toMatch(/^The API reports no SPF results here\. .* SPF, DKIM and DMARC/u)
  })

  test('in a test that passed says so, with its rate', () => {
    const [found] = reported([...GOOD, ...at('Outlook', { inbox: 2, spam: 8 })], 80)
    expect(found?.fact).toBe('Passed, but Outlook is at 20%')
    expect(found?.evidence).toBe(
      'all 8 seeds not in the inbox are there: 8 spam; 2 of its 10 are in the inbox.',
    )
  })

  test('just below the threshold is not rounded up to it', () => {
    const seeds = [...at('Gmail', { inbox: 9000 }), ...at('Outlook', { inbox: 7999, spam: 2001 })]
    expect(reported(seeds)[0]?.fact).toBe('Passed, but Outlook is at 79.99%')
  })

  test('is not reported while its open seeds could save it', () => {
    const open = (spam: number) =>
      reportedOpen([...GOOD, ...at('Outlook', { spam, pending: 8 })], 2000, { rules: [] })
    expect(open(2).filter(({ fact }) => AT.test(fact))).toEqual([])
    const bad = theOne(open(3), AT)
    expect(bad.fact).toBe('All 3 seeds not in the inbox so far are at Outlook')
    expect(bad.evidence).toBe('3 spam; none of its 11 is in the inbox, and 8 have not arrived.')
  })

  test('is not reported while seeds that the API has not listed could be its own', () => {
    const listed = inboxTest({ seeds: [...GOOD, ...at('Outlook', { inbox: 2, spam: 2 })] })
    const withGap = (totalSeeds: number) =>
      reported([], 80, { test: { ...listed, summary: { ...listed.summary, totalSeeds } } })
    const told = (totalSeeds: number) => withGap(totalSeeds).filter(({ fact }) => fact.includes('Outlook'))
    expect(told(49)[0]?.fact).toBe('Passed, but Outlook is at 50%')
    expect(told(50)).toEqual([])
  })

  test('by a rule of its own is reported though it is above the threshold of the test', () => {
    const rule = ruleResult({
      rule: 'provider_min_inbox_rate',
      subject: { kind: 'provider', name: 'Outlook' },
      outcome: 'failed',
    })
    const seeds = [...GOOD, ...at('Outlook', { inbox: 9, spam: 1 })]
    expect(reported(seeds)).toEqual([])
    const found = reported(seeds, 80, { rules: [ruleResult(), rule], verdict: 'failed' })
    expect(theOne(found, AT).fact).toBe('The only seed not in the inbox is at Outlook')
  })

  test('where seeds have merely not arrived is reported as that alone', () => {
    const found = reported([...GOOD, ...at('GMX', { pending: 5 })], 90, {
      waited: { ending: 'deadline', polls: 9, waitedMs: 600_000 },
    })
    expect(found.map(({ fact }) => /GMX|not arrived/u.exec(fact)?.[0])).toEqual(['not arrived'])
  })
})

describe('several bad providers', () => {
  test('are reported together, with the seeds of each, worst first, and with what the test cannot see', () => {
    const seeds = [
      ...at('Yahoo', { inbox: 6, spam: 6 }),
      ...at('Gmail', { inbox: 5, spam: 15 }),
      ...at('iCloud', { inbox: 7, spam: 1 }),
    ]
    const found = theOne(reported(seeds), AT)
    expect(found.fact).toBe('21 of the 22 seeds not in the inbox are at Gmail and Yahoo')
    expect(found.evidence).toBe('15 of 20 at Gmail and 6 of 12 at Yahoo.')
    expect(found.links).toEqual([POSTMASTER_TOOLS, SENDER_HUB])
    expect(found.action).toMatch(/after that, reputation and content\. Check the compliance status/u)
  })

  test('of one family count as one, each half with what can be done there', () => {
    const seeds = [
      ...GOOD,
      ...at('Outlook', { inbox: 2, spam: 8 }),
      ...at('Microsoft 365', { inbox: 5, spam: 5 }),
    ]
    const found = theOne(reported(seeds), AT)
    expect(found.fact).toBe('All 13 seeds not in the inbox are at Microsoft')
    expect(found.evidence).toBe('8 of 10 at Outlook and 5 of 10 at Microsoft 365.')
    expect(found.links).toEqual([SNDS])
    expect(found.action).toMatch(/SNDS.*; ask the recipient's administrator/u)
  })

  test('of a family take their better siblings along, so that no seed of it goes missing', () => {
    const seeds = [...GOOD, ...at('Outlook', { spam: 9 }), ...at('Hotmail', { inbox: 9, spam: 1 })]
    expect(theOne(reported(seeds, 90), AT).fact).toBe('All 10 seeds not in the inbox are at Microsoft')
  })

  test('are all counted, however many they are', () => {
    const seeds = Array.from({ length: 9 }, (_, index) =>
      at(`Provider ${index}`, { inbox: 5, spam: 5 }),
    ).flat()
    const found = theOne(reported(seeds), AT)
    expect(found.fact).toBe(
      'All 45 seeds not in the inbox are at Provider 0, Provider 1, Provider 2 and 6 others',
    )
    expect(found.evidence).toMatch(/ at Provider 4 and 20 of 40 at 4 others\.$/u)
  })
})

test('seeds not in the inbox are reported by provider when the test failed and no provider is bad', () => {
  const seeds = [...at('Gmail', { inbox: 17, spam: 3 }), ...at('Yahoo', { inbox: 10, spam: 2 })]
  const failed = {
    rules: [ruleResult({ rule: 'max_spam_rate', outcome: 'failed' })],
    verdict: 'failed',
  } as const
  const found = theOne(reported(seeds, 80, failed), /spread/u)
  expect(found.fact).toBe('All 5 seeds not in the inbox are spread over 2 providers')
  expect(found.evidence).toBe('3 of 20 at Gmail and 2 of 12 at Yahoo.')
  expect(reported(seeds)).toEqual([])
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
    expect(found.filter(({ fact }) => AT.test(fact))).toEqual([])
  })

  test('in a tab that the counts do not settle counts as either, and is not said to count as unknown', () => {
    const open = { placement: ['inbox', 'unknown'] as const }
    const found = reported([
      ...GOOD,
      ...at('GMX', { unknown: 2 }, { placementText: 'Promotions', open }),
      ...at('AOL', { unknown: 1 }, { placementText: 'Junkish' }),
    ])
    expect(theOne(found, /as Promotions/u).evidence).toMatch(
      /they count as inbox or as unknown: the API's counts allow both\.$/u,
    )
    expect(theOne(found, /as Junkish/u).evidence).toMatch(/it counts as unknown, not as inbox\.$/u)
  })

  test('is not said of a seed whose lines differ: it may be in the inbox', () => {
    const open = { placement: ['inbox', 'spam', 'unknown'] as const }
    const test = {
      ...inboxTest({ seeds: [...GOOD, ...at('GMX', { unknown: 1 }, { placementText: 'Inbox', open })] }),
    }
    const found = reported([], 80, { test: { ...test, differingSeeds: 1 } })
    expect(found.map(({ fact }) => fact)).toEqual(['The API lists 1 seed more than once, and differently'])
  })

  test.each([null, 'Unknown', 'unknown_placement', 'Pending', ' '])('as %j is no word of its own', (word) => {
    const found = reported([
      ...GOOD,
      ...at('GMX', { inbox: 9 }),
      ...at('GMX', { unknown: 1 }, { placementText: word }),
    ])
    expect(found.map(({ fact }) => fact)).toEqual(['Placement unknown for 1 seed'])
  })

  test('is reported once where the provider’s finding has it', () => {
    const found = reported([...GOOD, ...at('Outlook', { inbox: 2, spam: 7, unknown: 1 })], 85)
    expect(found.filter(({ fact }) => /unknown/u.test(fact))).toEqual([])
    expect(theOne(found, AT).fact).toMatch(/^All 8/u)
    expect(theOne(found, AT).evidence).toMatch(/^7 spam, 1 unknown; 2 of its 10/u)
  })

  test('counted but not listed is reported', () => {
    const { summary, ...test } = inboxTest({ seeds: [...GOOD] })
    const counted = { ...test, summary: { ...summary, unknown: 2, totalSeeds: 42, received: 42 } }
    expect(theOne(reported([], 80, { test: counted }), /unknown/u).fact).toBe('Placement unknown for 2 seeds')
  })
})
