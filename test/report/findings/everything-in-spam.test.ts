import { describe, expect, test } from 'vitest'
import { inboxTest } from '../../builders.ts'
import { at, reported, theOne } from './situations.ts'

const SNDS = 'https://substrate.office.com/ip-domain-management-snds/snds'
const POSTMASTER_TOOLS = 'https://postmaster.google.com/'
const GMX = 'https://postmaster.gmx.com/'

describe('everything in spam', () => {
  const everywhere = (spf: string | null) => [
    ...at('Gmail', { spam: 20 }, { spf }),
    ...at('Outlook', { spam: 10 }, { spf }),
    ...at('GMX', { spam: 5 }, { spf }),
  ]

  test('with SPF passing tells what the test cannot see', () => {
    const found = theOne(reported(everywhere('pass')), /Everything is in spam/u)
    expect(found.evidence).toBe('all 35 seeds, at 3 providers; SPF passed for every one.')
    expect(found.action).toMatch(/DKIM and DMARC/u)
    expect(found.links).toEqual([POSTMASTER_TOOLS, SNDS, GMX])
    expect(reported(everywhere('pass'))).toHaveLength(1)
  })

  test('may be at more providers than those that the API names', () => {
    const nameless = [...everywhere('pass'), ...at(null, { spam: 1 }, { spf: 'pass' })]
    const found = theOne(reported(nameless), /Everything is in spam/u)
    expect(found.evidence).toBe('all 36 seeds, at 3 or more providers; SPF passed for every one.')
  })

  test('without it is reported after its cause, and what to do about it once that is gone', () => {
    const found = reported(everywhere('fail'))
    expect(found.map(({ fact }) => fact)).toEqual([
      'SPF fails for everything from 192.0.2.10',
      'Everything is in spam',
    ])
    expect(found[1]?.action).toMatch(/^Once SPF passes, /u)
    expect(reported(everywhere(null))[0]?.evidence).toMatch(/no SPF results/u)
  })

  test('is not put down to SPF where it passed for nine of ten', () => {
    const seeds = [...everywhere('pass'), ...at('AOL', { spam: 4 }, { spf: 'fail', senderIp: '203.0.113.9' })]
    const found = theOne(reported(seeds), /Everything is in spam/u)
    expect(found.evidence).toMatch(/SPF passed for 35 of the 39 seeds/u)
    expect(found.action).not.toMatch(/Once SPF passes|Fix/u)
  })

  test('at one provider or family alone is that provider’s', () => {
    expect(reported(at('Gmail', { spam: 9 }))[0]?.fact).toBe('All 9 seeds not in the inbox are at Gmail')
    const microsoft = [...at('Outlook', { spam: 5 }), ...at('Microsoft 365', { spam: 5 })]
    expect(reported(microsoft)[0]?.fact).toBe('All 10 seeds not in the inbox are at Microsoft')
  })

  test('is said without a list of seeds too, but then of no provider', () => {
    const { summary, ...test } = inboxTest({ seeds: at('Gmail', { spam: 9 }) })
    const found = theOne(
      reported([], 80, { test: { ...test, summary, seeds: [] } }),
      /Everything is in spam/u,
    )
    expect(found.evidence).not.toMatch(/provider/u)
    expect(found.evidence).toMatch(/^all 9 seeds; /u)
  })
})
