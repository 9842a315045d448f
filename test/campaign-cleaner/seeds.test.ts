import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readInboxTest } from '../../src/campaign-cleaner/response.ts'
import type { InboxTest, Seed, SeedField } from '../../src/core/inbox-test.ts'
import { textsOf } from '../../src/core/texts.ts'
import { secretsOf } from '../../src/privacy/secrets.ts'
import { type SeedBody, testBody } from '../../tools/sandbox/inbox-test-body.ts'
import { type AsShown, asShown, asText } from '../texts.ts'

const ALL = {
  needs: new Set<SeedField>(['provider', 'placement', 'spf', 'senderIp']),
  texts: textsOf(secretsOf([]), 'masked'),
} as const

/** A test with these lines in its list, as it is read. */
function read(lines: readonly object[], totalSeeds = Math.max(1, lines.length)): AsShown<InboxTest> {
  const body = testBody([], { jobId: 'job-1', status: 'Processing', summary: { total_seeds: totalSeeds } })
  return asShown(readInboxTest({ ...body, results: lines }, asText('job-1'), ALL))
}

const LINE: SeedBody = {
  provider: 'Gmail',
  seed_address: 'anna@gmail.example',
  email_found: true,
  placement: 'Inbox',
  spf_status: 'pass',
  sender_ip: '192.0.2.10',
  submission_result: '250 OK',
}

describe('a seed is an address, not a line', () => {
  test('a line that stands twice is one seed, and nothing about it is open', () => {
    expect(read([LINE, LINE], 2)).toEqual({ ...read([LINE], 2) })
    expect(read([LINE, LINE])).toMatchObject({ seeds: [{ provider: 'Gmail' }], differingSeeds: 0 })
  })

  test.each([' Anna@Gmail.Example', 'ANNA@GMAIL.EXAMPLE\n'])(
    '%j is the same as anna@gmail.example',
    (address) => {
      expect(read([LINE, { ...LINE, seed_address: address }]).seeds).toHaveLength(1)
    },
  )

  test.each([
    null,
    undefined,
    '',
    ' ',
    'a***@gmail.example',
    'a•••@gmail.example',
    'ann\ufffd@gmail.example',
  ])('lines with the address %j are a seed each, for nothing says which are the same', (address) => {
    const line = { ...LINE, seed_address: address }
    expect(read([line, line, line]).seeds).toHaveLength(3)
  })

  test.each<[string, Partial<SeedBody>, Partial<AsShown<Seed>>]>([
    ['provider', { provider: 'Outlook' }, { provider: 'Gmail', open: { provider: ['Gmail', 'Outlook'] } }],
    ['placement', { placement: 'Spam' }, { placement: 'unknown', open: { placement: ['inbox', 'spam'] } }],
    [
      'placement',
      { email_found: false },
      { placement: 'pending', open: { placement: ['inbox', 'pending'] } },
    ],
    ['SPF', { spf_status: 'fail' }, { spf: 'fail', open: { spf: ['fail', 'pass'] } }],
    ['SPF', { spf_status: null }, { spf: 'pass', open: { spf: ['pass', null] } }],
    [
      'sender IP',
      { sender_ip: '198.51.100.7' },
      { senderIp: '192.0.2.10', open: { senderIp: ['192.0.2.10', '198.51.100.7'] } },
    ],
  ])('lines that differ in %s leave it open among their values, and nothing else', (_, over, expected) => {
    const one = read([LINE, { ...LINE, ...over }])
    expect(one.seeds).toMatchObject([expected])
    expect(one.seeds[0]?.open).toEqual(expected.open)
    expect(one.differingSeeds).toBe(1)
  })

  test.each<[string, Partial<SeedBody>]>([
    ['a spelling of the provider', { provider: ' GMAIL ' }],
    ['a spelling of the placement', { placement: 'INBOX' }],
    ['a spelling of the SPF result', { spf_status: 'Pass ' }],
    ['what no rule reads', { submission_result: 'queued' }],
  ])('%s is no difference', (_, over) => {
    const { seeds, differingSeeds } = read([LINE, { ...LINE, ...over }])
    expect(seeds).toHaveLength(1)
    expect(seeds[0]).not.toHaveProperty('open')
    expect(differingSeeds).toBe(0)
  })

  test('more seeds than the test has are all there, for the report to doubt', () => {
    const lines = ['a', 'b', 'c'].map((name) => ({ ...LINE, seed_address: `${name}@gmail.example` }))
    expect(read(lines, 2)).toMatchObject({ seeds: { length: 3 }, summary: { totalSeeds: 2 } })
  })
})

describe('however a list is written', () => {
  const line: fc.Arbitrary<SeedBody> = fc.record({
    provider: fc.constantFrom('Gmail', 'gmail', 'Outlook', 'Yahoo'),
    seed_address: fc.constantFrom(
      'a@x.example',
      'b@x.example',
      'c@x.example',
      'd@x.example',
      's***@x.example',
      '',
    ),
    email_found: fc.boolean(),
    placement: fc.constantFrom('Inbox', 'Spam', 'Pending', 'Moved', 'Promotions', null),
    spf_status: fc.constantFrom('pass', 'fail', 'Pass', null),
    sender_ip: fc.constantFrom('192.0.2.10', '198.51.100.7', null),
    submission_result: fc.constantFrom('250 OK', 'to a@x.example: ok'),
  })
  const hasAddress = ({ seed_address: address }: SeedBody) => address !== '' && !address.includes('*')

  /** What a list means, whatever the order of its lines. */
  const meaning = (lines: readonly SeedBody[]) => {
    const { seeds, differingSeeds } = read(lines, 20)
    const texts = seeds.map((seed) =>
      JSON.stringify({ ...seed, address: seed.address?.key(), key: seed.address?.shown }),
    )
    return { seeds: texts.toSorted(), differingSeeds }
  }

  test('the order of its lines, doubled lines and the case of an address change nothing', () => {
    const spelled = fc.array(line, { maxLength: 12 }).chain((lines) =>
      fc.record({
        lines: fc.constant(lines),
        order: fc.shuffledSubarray([...lines.keys()], { minLength: lines.length }),
        doubled: fc.subarray([...lines.keys()].filter((nth) => hasAddress(lines[nth] as SeedBody))),
      }),
    )
    fc.assert(
      fc.property(spelled, ({ lines, order, doubled }) => {
        const written = [...order, ...doubled].map((nth) => lines[nth] as SeedBody)
        expect(meaning(written)).toEqual(meaning(lines))
        const upper = doubled.map((nth) => lines[nth] as SeedBody)
        const shouted = upper.map((each) => ({
          ...each,
          seed_address: ` ${each.seed_address.toUpperCase()} `,
        }))
        const keys = (all: readonly SeedBody[]) =>
          read(all, 20).seeds.map(({ address, ...rest }) => [address?.key(), rest.open, rest.placement])
        expect(keys([...lines, ...shouted])).toEqual(keys(lines))
      }),
      { numRuns: 1000 },
    )
  })

  test('it never lists more seeds than it has addresses, and each line without one', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const addresses = new Set(lines.filter(hasAddress).map((each) => each.seed_address))
        const others = lines.filter((each) => !hasAddress(each)).length
        expect(read(lines, 30).seeds).toHaveLength(addresses.size + others)
      }),
    )
  })

  test('every value that a line gives is among those of its seed, and every value of a seed is from a line', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        for (const seed of read(lines, 20).seeds) {
          if (seed.address === null || seed.address.key() === null) continue
          const own = lines.filter((each) => each.seed_address === seed.address?.key())
          const values = (open: readonly unknown[] | undefined, single: unknown) => new Set(open ?? [single])
          expect(values(seed.open?.senderIp, seed.senderIp)).toEqual(
            new Set(own.map((each) => each.sender_ip)),
          )
          expect(values(seed.open?.spf, seed.spf)).toEqual(
            new Set(own.map((each) => each.spf_status?.toLowerCase() ?? null)),
          )
          expect(
            new Set((seed.open?.provider ?? [seed.provider]).map((name) => name?.toLowerCase())),
          ).toEqual(new Set(own.map((each) => each.provider.toLowerCase())))
        }
      }),
    )
  })
})
