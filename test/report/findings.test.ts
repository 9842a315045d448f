import { describe, expect, test } from 'vitest'
import type { InboxTest, Placement, Seed } from '../../src/core/inbox-test.ts'
import type { GateResult } from '../../src/gate-result.ts'
import { compare } from '../../src/judge/comparison.ts'
import { tallyProviders, tallySenders } from '../../src/judge/placement.ts'
import { showTest } from '../../src/privacy/seed-addresses.ts'
import { findings } from '../../src/report/findings.ts'
import { gateResult, inboxTest, ruleResult, seed } from '../builders.ts'
import { parsed } from './parsed.ts'

/** What a reader sees as the list of findings. */
function found(test: InboxTest, over: Partial<GateResult> = {}): string[] {
  const shown = showTest(test, 'masked')
  const tallies = { providers: tallyProviders(test.seeds), senders: tallySenders(test.seeds) }
  return parsed(findings(gateResult({ test: shown, ...over }), shown, tallies)).listItems
}
const foundOf = (seeds: Seed[], over?: Partial<GateResult>) => found(inboxTest({ seeds }), over)
const about = (items: string[], topic: string) => items.filter((item) => item.includes(topic))

const at = (provider: string, placements: Placement[], over: Partial<Seed> = {}) =>
  placements.map((placement, index) =>
    seed({ provider, placement, address: `seed-${index}@${provider}.example`, ...over }),
  )
const many = (count: number, placement: Placement): Placement[] =>
  Array.from({ length: count }, () => placement)
const good = at('Gmail', many(10, 'inbox'))

test('nothing stands out where nothing does, and then there is no list', () => {
  const test = inboxTest({ seeds: at('Gmail', many(100, 'inbox')) })
  expect(found(test)).toEqual([])
  expect(
    findings(gateResult(), showTest(test, 'masked'), { providers: tallyProviders(test.seeds), senders: [] }),
  ).toBe('')
})

describe('a provider that fails alone', () => {
  const outlook = at('Outlook', ['spam', 'spam', 'inbox'])
  const alone = (seeds: Seed[], over?: Partial<GateResult>) => about(foundOf(seeds, over), 'alone')

  test('is named, with what it lost and how the others do', () => {
    expect(alone([...good, ...outlook])).toEqual([
      'Outlook alone is the problem: 2 of 3 seeds in spam; the other provider is at 100 %.',
    ])
    const yahoo = at('Yahoo', [...many(32, 'inbox'), 'spam'])
    expect(alone([...good, ...yahoo, ...outlook])).toEqual([
      'Outlook alone is the problem: 2 of 3 seeds in spam; every other provider is at 96.9 % or more.',
    ])
    expect(alone([...yahoo, ...outlook])).toEqual([
      'Outlook alone is the problem: 2 of 3 seeds in spam; the other provider is at 97.0 %.',
    ])
  })

  test('without spam has too little in the inbox', () => {
    expect(alone([...good, ...at('Outlook', ['unknown', 'unknown', 'inbox'])])).toEqual([
      'Outlook alone is the problem: only 1 of 3 seeds in the inbox; the other provider is at 100 %.',
    ])
  })

  test('is not alone when another fails too, or when there is no other', () => {
    expect(alone([...good, ...outlook, ...at('Yahoo', ['spam'])])).toEqual([])
    expect(alone(outlook)).toEqual([])
  })

  test('is no problem exactly at the threshold', () => {
    const four = at('Outlook', [...many(4, 'inbox'), 'spam'])
    expect(alone([...good, ...four], { minInboxRate: 80 })).toEqual([])
    expect(alone([...good, ...four], { minInboxRate: 80.1 })).toHaveLength(1)
  })

  test('does not fail while its open seeds could save it', () => {
    expect(alone([...good, ...at('Outlook', ['pending', 'pending'])])).toEqual([])
    expect(alone([...good, ...at('Outlook', ['unknown', 'unknown', 'pending'])])).toEqual([])
    expect(alone([...good, ...at('Outlook', ['spam', 'spam', 'pending'])])).toHaveLength(1)
  })

  test('is not alone while the open seeds of another could still fail', () => {
    expect(alone([...at('Gmail', ['inbox', 'pending']), ...outlook])).toEqual([])
  })

  test('is not named while seeds that are not listed yet could be its own', () => {
    const listed = inboxTest({ seeds: [...good, ...outlook] })
    const of = (totalSeeds: number) =>
      about(found({ ...listed, summary: { ...listed.summary, totalSeeds } }), 'alone')
    expect(of(14)).toHaveLength(1)
    expect(of(25)).toEqual([])
  })
})

describe('SPF', () => {
  const failing = (count: number, over: Partial<Seed> = {}) =>
    at('Yahoo', many(count, 'spam'), { spf: 'fail', senderIp: '198.51.100.7', ...over })
  const spf = (seeds: Seed[]) => about(foundOf(seeds), 'SPF')

  test('that fails is told with the address it fails from, and where the mail is', () => {
    expect(spf([...good, ...failing(2)])).toEqual([
      "SPF fails from 198.51.100.7: 2 seeds, none of them in the inbox. Is this address in the domain's SPF record?",
    ])
    expect(spf([...good, ...failing(1)])).toEqual([
      "SPF fails from 198.51.100.7: 1 seed, not in the inbox. Is this address in the domain's SPF record?",
    ])
    expect(spf([...good, ...failing(2, { placement: 'inbox' })]).join()).toContain(
      '2 seeds, all still in the inbox.',
    )
    expect(
      spf([...good, ...failing(2), seed({ spf: 'softfail', senderIp: '198.51.100.7' })]).join(),
    ).toContain('3 seeds, 2 of them not in the inbox.')
  })

  test('that fails from several addresses names the three that send most', () => {
    const from = (senderIp: string, count: number) => failing(count, { senderIp })
    const two = spf([...good, ...from('192.0.2.1', 1), ...from('192.0.2.2', 2)])
    expect(two.join()).toContain('SPF fails from 192.0.2.2 (2), 192.0.2.1 (1): 3 seeds')
    expect(two.join()).toContain("Are these addresses in the domain's SPF record?")
    const five = [1, 2, 3, 4, 5].flatMap((number) => from(`192.0.2.${number}`, number))
    expect(spf([...good, ...five]).join()).toContain(
      'SPF fails from 192.0.2.5 (5), 192.0.2.4 (4), 192.0.2.3 (3) and 2 others: 15 seeds',
    )
  })

  test('that passes everywhere is no news, nor is what a pending seed says', () => {
    expect(spf(good)).toEqual([])
    expect(spf([...good, seed({ placement: 'pending', spf: 'fail' })])).toEqual([])
  })

  test('that is not reported for some seeds is told, and not where it is reported for none', () => {
    expect(spf([...good, seed({ spf: null })])).toEqual(['No SPF result for 1 seed that received the mail.'])
    expect(spf([...good, seed({ spf: null, placement: 'pending' })])).toEqual([])
    expect(spf(good.map((each) => ({ ...each, spf: null })))).toEqual([])
  })
})

describe('mail from addresses that are not allowed', () => {
  const rule = (outcome: 'passed' | 'failed') =>
    ruleResult({ rule: 'allowed_sender_ips', unit: 'seeds', measured: { low: 3, high: 3 }, outcome })

  test('is told when the rule fails, and only then', () => {
    expect(foundOf(good, { rules: [rule('failed')] }).join()).toContain(
      'Mail came from addresses that are not allowed: 3 seeds.',
    )
    expect(about(foundOf(good, { rules: [rule('passed')] }), 'not allowed')).toEqual([])
    expect(about(foundOf(good), 'not allowed')).toEqual([])
  })
})

describe('a change since the baseline', () => {
  const changed = (now: InboxTest, before: InboxTest, over: Partial<GateResult> = {}) =>
    about(
      found(now, {
        baseline: showTest(before, 'masked'),
        comparison: compare(now, before, !now.completed && over.ending !== 'deadline'),
        ...over,
      }),
      'baseline',
    )
  const of = (...seeds: Seed[][]) => inboxTest({ seeds: seeds.flat() })

  test('larger than chance says so, with the seeds that moved and where they are', () => {
    const before = of(good, at('Outlook', many(8, 'inbox')))
    const now = of(good, at('Outlook', many(8, 'spam')))
    expect(changed(now, before)).toEqual([
      'Down 44.44 points since the baseline: lost 8 of 18 seeds, all at Outlook; unlikely to be chance (p = 0.008).',
    ])
    expect(changed(before, now)).toEqual([
      'Up 44.44 points since the baseline: gained 8 of 18 seeds, all at Outlook; unlikely to be chance (p = 0.008).',
    ])
  })

  test('no larger than chance says so', () => {
    const before = of(good)
    const now = of(at('Gmail', ['spam', ...many(9, 'inbox')]))
    expect(changed(now, before)).toEqual([
      'Down 10 points since the baseline: lost 1 of 10 seeds, at Gmail; within chance (p = 1).',
    ])
  })

  test('is called unlikely from six seeds on, when none moves the other way', () => {
    const lost = (count: number) =>
      changed(
        of(at('Gmail', [...many(count, 'spam'), ...many(20 - count, 'inbox')])),
        of(at('Gmail', many(20, 'inbox'))),
      )
    expect(lost(5).join()).toContain('within chance (p = 0.063)')
    expect(lost(6).join()).toContain('unlikely to be chance (p = 0.031)')
    expect(lost(12).join()).toContain('unlikely to be chance (p < 0.001)')
  })

  test('of seeds at several providers names none, and counts both ways', () => {
    const before = of(at('Gmail', ['inbox', 'spam', 'inbox']), at('Yahoo', ['inbox', 'inbox']))
    const now = of(at('Gmail', ['spam', 'inbox', 'inbox']), at('Yahoo', ['spam', 'inbox']))
    expect(changed(now, before).join()).toContain('lost 2 of 5 seeds, gained 1, at Gmail;')
  })

  test('there is none when nothing moved', () => {
    expect(changed(of(good), of(good))).toEqual([
      'The same inbox rate as the baseline: no seed of 10 moved into or out of the inbox; within chance (p = 1).',
    ])
  })

  test('of tests with few seeds in common is told of the tests as wholes', () => {
    const others = at('Yahoo', many(10, 'inbox'))
    expect(changed(of(at('Gmail', many(10, 'spam'))), of(others))).toEqual([
      'Down 100 points since the baseline: the two tests share too few seeds to compare them one by one; unlikely to be chance (p < 0.001).',
    ])
  })

  test('is one of so far while seeds may still arrive', () => {
    const before = of(good)
    const now = of(at('Gmail', [...many(9, 'inbox'), 'pending']))
    expect(changed(now, before, { ending: 'settled' }).join()).toContain(
      'Down 10 points since the baseline so far:',
    )
    expect(changed(now, before, { ending: 'deadline', timedOut: true }).join()).toContain(
      'Down 10 points since the baseline: lost 1',
    )
  })

  test('comes with a note when the baseline itself was not Completed', () => {
    expect(changed(of(good), of(at('Gmail', [...many(8, 'inbox'), 'pending', 'pending'])))).toContain(
      'The baseline was not Completed (status Processing, 2 seeds pending): its rate may still have grown.',
    )
  })

  test('is not told without a baseline', () => {
    expect(about(foundOf(good), 'baseline')).toEqual([])
  })
})

describe('seeds that never arrived', () => {
  const late = { ending: 'deadline', timedOut: true, verdict: 'undecided' } as const
  const missing = [...good, ...at('Yahoo', ['pending'])]

  test('are counted when time is up, with what to check', () => {
    expect(foundOf(missing, late)).toContain(
      '1 seed never received the mail (Yahoo). Was the campaign sent to every address in send_to of the test?',
    )
  })

  test('are named by provider, most first', () => {
    const seeds = [...missing, ...at('AOL', many(3, 'pending'))]
    expect(foundOf(seeds, late).join()).toContain('4 seeds never received the mail (AOL (3), Yahoo (1)).')
  })

  test('are not put down to a provider that the API does not name', () => {
    const listed = inboxTest({ seeds: missing })
    const short = { ...listed, summary: { ...listed.summary, totalSeeds: 14, pending: 4 } }
    expect(found(short, late).join()).toContain(
      '4 seeds never received the mail (provider not known (3), Yahoo (1)).',
    )
    const none = { ...inboxTest({ seeds: good }), completed: false }
    expect(
      found({ ...none, summary: { ...none.summary, totalSeeds: 12, pending: 2 } }, late).join(),
    ).toContain('2 seeds never received the mail. Was')
  })

  test('are only not there yet when nobody waited for them', () => {
    expect(foundOf(missing, { ending: 'settled' })).toContain(
      '1 seed was still pending and could not have changed the verdict.',
    )
    expect(foundOf([...missing, ...missing], { ending: 'settled' })).toContain(
      '2 seeds were still pending and could not have changed the verdict.',
    )
    expect(foundOf(missing, { ending: 'cancelled', verdict: 'undecided' })).toContain(
      '1 seed still pending (Yahoo).',
    )
  })

  test('are no news when there are none', () => {
    expect(about(foundOf(good, late), 'never')).toEqual([])
  })
})

describe('placements unknown', () => {
  const unknown = (placementText: string | null) => seed({ placement: 'unknown', placementText })

  test('are told in the words of the API', () => {
    expect(about(foundOf([...good, unknown('Promotions')]), 'unknown')).toEqual([
      'Placement unknown: 1 seed received the mail, but it is not known where; the API says Promotions. It counts as not in the inbox.',
    ])
    expect(
      about(foundOf([...good, unknown('Promotions'), unknown('Junk?'), unknown('Junk?')]), 'unknown').join(),
    ).toContain(
      '3 seeds received the mail, but it is not known where; the API says Junk? (2), Promotions (1). They count',
    )
  })

  test('are told where the API gives no word, or only the count', () => {
    expect(about(foundOf([...good, unknown(null)]), 'unknown').join()).toContain(
      'it is not known where. It counts',
    )
    const counted = inboxTest({ seeds: good })
    expect(
      about(found({ ...counted, summary: { ...counted.summary, unknown: 2 } }), 'unknown').join(),
    ).toContain('2 seeds received the mail')
  })

  test('are no news when there are none', () => {
    expect(about(foundOf([...good, seed({ placement: 'spam' })]), 'unknown')).toEqual([])
  })
})

describe('a threshold within what chance could make of the rate', () => {
  const rate84 = at('Gmail', [...many(42, 'inbox'), ...many(8, 'spam')])
  const close = (minInboxRate: number, seeds = rate84) => about(foundOf(seeds, { minInboxRate }), 'Close')

  test('is told, with the interval', () => {
    expect(close(85)).toEqual([
      'Close to the threshold for 50 seeds: 85 % lies between 71.5 % and 91.7 %, so another test of the same campaign could end on the other side.',
    ])
    expect(close(72)).toHaveLength(1)
    expect(close(91)).toHaveLength(1)
  })

  test('is not where the interval ends before it', () => {
    expect(close(71)).toEqual([])
    expect(close(92)).toEqual([])
    expect(close(0, at('Gmail', many(50, 'spam')))).toEqual([])
    expect(close(100, good)).toEqual([])
  })

  test('is not told of a test that still runs: there the range says more', () => {
    expect(close(85, [...rate84, ...at('Yahoo', ['pending'])])).toEqual([])
  })
})

describe('doubts about the answer itself', () => {
  test('an API that contradicts itself, by its counts or by its list', () => {
    const of = (countedFrom: 'summary' | 'results') =>
      foundOf(good, { disagreements: [{ field: 'inbox_rate', rate: 50, counted: 100, countedFrom }] })
    expect(of('summary')).toContain(
      'The API contradicts itself: inbox_rate is 50.0 %, but its counts come to 100.0 %. The rules follow the rate, as the dashboard does.',
    )
    expect(of('results').join()).toContain('but its seeds come to 100.0 %')
  })

  test('a warning, with what to do', () => {
    expect(foundOf(good, { warnings: [{ message: '404', hint: 'Check `baseline_job_id`.' }] })).toContain(
      'Warning: 404. Check baseline_job_id.',
    )
  })
})
