import fc from 'fast-check'
import type { InboxTest, Placement, Seed } from '../../src/core/inbox-test.ts'
import { inboxTest, seed } from '../builders.ts'
import { asShown, type Loose, withTexts } from '../texts.ts'

export const GOOD_IP = '192.0.2.1'
const BAD_IP = '192.0.2.9'

/** Where a seed of unknown provider may turn out to be. No seed of these tests is listed at GMX. */
const PROVIDERS = ['Gmail', 'Outlook', 'GMX']

type Open = Loose<NonNullable<Seed['open']>>

const anyPlacement = fc.constantFrom<Placement>('inbox', 'inbox', 'spam', 'unknown', 'pending')

/** Mostly nothing; else the values of lines that differ, or of a tab that the summary does not settle. */
const anyOpen: fc.Arbitrary<Open> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  fc.record(
    {
      provider: fc.constantFrom(['Gmail', 'Outlook'], ['Outlook', null], [' GMAIL', 'Gmail']),
      placement: fc.constantFrom<Placement[]>(
        ['inbox', 'unknown'],
        ['inbox', 'spam'],
        ['inbox', 'pending'],
        ['unknown', 'pending'],
        ['spam', 'unknown'],
      ),
      spf: fc.constantFrom(['pass', 'fail'], ['pass', null], ['fail', null], ['fail', 'softfail']),
      senderIp: fc.constantFrom([GOOD_IP, BAD_IP], [GOOD_IP, null], [BAD_IP, null]),
    },
    { requiredKeys: [] },
  ),
)

const anySeed = fc
  .record({
    provider: fc.constantFrom('Gmail', 'Gmail', 'Outlook', null),
    placement: anyPlacement,
    spf: fc.constantFrom('pass', 'pass', 'fail', null),
    senderIp: fc.constantFrom(GOOD_IP, GOOD_IP, BAD_IP, null),
    open: anyOpen,
  })
  .map(({ open, ...rest }): Seed => {
    const isPending = (open.placement?.[0] ?? rest.placement) === 'pending'
    return withTexts<Seed>({
      ...seed({ address: null }),
      provider: open.provider === undefined ? rest.provider : (open.provider[0] ?? null),
      placement: open.placement?.[0] ?? rest.placement,
      spf: isPending ? null : open.spf === undefined ? rest.spf : (open.spf[0] ?? null),
      senderIp: isPending ? null : open.senderIp === undefined ? rest.senderIp : (open.senderIp[0] ?? null),
      open,
    })
  })

/**
 * Small tests in which much is open: fields with several values, seeds without a provider, pending and unknown ones, and up to
 * two that are not listed. The summary agrees with itself, but not always with the list.
 */
export const anyOpenTest: fc.Arbitrary<InboxTest> = fc
  .record({
    seeds: fc.array(anySeed, { maxLength: 3 }),
    more: fc.array(anyPlacement, { maxLength: 2 }),
    completed: fc.boolean(),
  })
  .filter(({ seeds, more }) => seeds.length + more.length > 0)
  .map(({ seeds, more, completed }) => {
    const all = [...seeds, ...more.map((placement) => seed({ placement }))]
    const { summary } = inboxTest({ seeds: all })
    return inboxTest({ seeds, summary, completed })
  })

/** One way in which everything that is open about a seed may turn out. */
export interface World {
  readonly provider: string
  readonly placement: Placement
  readonly spf: string | null
  readonly senderIp: string | null
}

type Field = keyof World

/** Every way in which a listed seed may turn out, in the fields that matter to a rule. */
export function waysOf(one: Seed, settled: boolean, fields: readonly Field[]): World[] {
  const each = asShown(one)
  const matters = (field: Field) => fields.includes(field)
  const placements = (each.open?.placement ?? [each.placement]).flatMap((placement): Placement[] =>
    !settled && (placement === 'pending' || placement === 'unknown')
      ? ['inbox', 'spam', placement]
      : [placement],
  )
  const providers = [...(each.open?.provider ?? [each.provider])].flatMap((name) =>
    name === null ? PROVIDERS : [String(name)],
  )
  const isPending = (each.open?.placement ?? [each.placement]).includes('pending')
  const values = (given: readonly (string | null)[], good: string, bad: string) =>
    settled ? given : given.flatMap((value) => (value === null || isPending ? [good, bad] : [value]))
  const spfs = values(each.open?.spf ?? [each.spf], 'pass', 'fail')
  const senderIps = values(each.open?.senderIp ?? [each.senderIp], GOOD_IP, BAD_IP)
  return product(
    matters('provider') ? providers : ['-'],
    placements,
    matters('spf') ? spfs : [null],
    matters('senderIp') ? senderIps : [null],
  )
}

/** Every way in which a seed may turn out that is not listed. */
export function waysUnlisted(placements: readonly Placement[], fields: readonly Field[]): World[] {
  const matters = (field: Field) => fields.includes(field)
  return product(
    matters('provider') ? PROVIDERS : ['-'],
    placements,
    matters('spf') ? ['pass', 'fail'] : [null],
    matters('senderIp') ? [GOOD_IP, BAD_IP] : [null],
  )
}

function product(
  providers: readonly string[],
  placements: readonly Placement[],
  spfs: readonly (string | null)[],
  senderIps: readonly (string | null)[],
): World[] {
  const ways = providers.flatMap((provider) =>
    placements.flatMap((placement) =>
      spfs.flatMap((spf) => senderIps.map((senderIp) => ({ provider, placement, spf, senderIp }))),
    ),
  )
  return [...new Map(ways.map((way) => [JSON.stringify(way), way])).values()]
}

/** Every choice of one value from each list. */
export function* choices<Value>(lists: readonly (readonly Value[])[]): Iterable<Value[]> {
  const [first, ...rest] = lists
  if (first === undefined) return yield []
  for (const value of first) for (const others of choices(rest)) yield [value, ...others]
}
