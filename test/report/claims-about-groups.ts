import type { Watched } from './any-watched-run.ts'
import {
  at,
  type Claim,
  count,
  deadSeeds,
  IP_LIST,
  is,
  isWhole,
  movedSeeds,
  NAME,
  NAMES,
  namedIn,
  received,
  type Seed,
} from './claims.ts'

/** The seeds that an item about SPF, sending IPs or words is about. */
export function groupOf(item: string, watched: Watched): readonly Seed[] {
  const { seeds } = watched.test
  const there = received(seeds)
  const fact = item.split(': ')[0] ?? ''
  const isWorded = ({ placement, placementText }: Seed) =>
    placement === 'unknown' && placementText !== 'Unknown'
  if (/The API reports \d/u.test(fact)) return seeds.filter(isWorded)
  if (/Placement unknown/u.test(fact)) return seeds.filter((each) => is('unknown')(each) && !isWorded(each))
  if (/arrived/u.test(fact)) return seeds.filter(is('pending'))
  if (/Since the baseline/u.test(fact)) return movedSeeds(watched, /left the inbox/u.test(fact))
  const ips = new RegExp(IP_LIST, 'u').exec(fact)?.[0]
  const words = [...item.matchAll(/(?<!passed )\b(\w+) for \d+/gu)].map(([, word]) => word)
  if (/No SPF result for/u.test(fact)) return there.filter(({ spf }) => spf === null)
  if (/no sending IP/u.test(fact)) return there.filter(({ senderIp }) => senderIp === null)
  const sent = /which sending IP/u.test(fact)
    ? there.filter(({ senderIp }) => senderIp === null)
    : there.filter(({ senderIp }) => senderIp !== null && (ips?.includes(senderIp) ?? false))
  if (!/SPF/u.test(fact)) return sent
  const known = ['softfail', 'none', 'temperror', 'fail'].filter((word) => words.includes(word))
  const failing = sent.filter(({ spf }) => (known.length > 0 ? known : ['fail']).includes(spf ?? ''))
  // A forwarding is a matter of the one provider that it names.
  const [place] = namedIn(/seen at \w+ only/u.exec(fact)?.[0] ?? '')
  return place === undefined ? failing : at(failing, place)
}

const PLACED = [
  ['in the inbox', 'inbox'],
  ['in spam', 'spam'],
] as const

/** Of groups of seeds: what they have in common, and where they are. */
export const CLAIMS_ABOUT_GROUPS: readonly Claim[] = [
  {
    pattern: new RegExp(`SPF fails for everything from (${IP_LIST})`),
    holds: ([, ips = ''], said) =>
      isWhole(said) &&
      received(said.test.seeds).every(
        ({ senderIp, spf }) => senderIp === null || !ips.includes(senderIp) || spf !== 'pass',
      ),
  },
  {
    pattern: new RegExp(`(?:for|about) everything from (${IP_LIST})`),
    holds: (_, said) => isWhole(said),
  },
  {
    pattern: new RegExp(`(?:for|about) (\\d+) of (\\d+) seeds? from (${IP_LIST})`),
    holds: ([, some, of, ips = ''], said) =>
      Number(some) === said.group.length &&
      Number(of) ===
        count(received(said.test.seeds), ({ senderIp }) => senderIp !== null && ips.includes(senderIp)),
  },
  {
    pattern: new RegExp(`seen at (${NAMES}) only`),
    holds: ([, name = ''], { test, item }) => {
      const ip = new RegExp(IP_LIST, 'u').exec(item)?.[0]
      return received(test.seeds).every(({ senderIp, provider }) => senderIp !== ip || provider === name)
    },
  },
  {
    pattern: /(?<=: |and |, )(\w+) for (\d+)( listed)?(?: seeds?)?/,
    holds: ([, word, some], { group }) => Number(some) === count(group, ({ spf }) => spf === word),
  },
  {
    pattern: /(?<=: )(\d+)( listed)? seeds?(?=, )/,
    holds: ([, some, listed], said) =>
      Number(some) === said.group.length && (listed === undefined || !isWhole(said)),
  },
  {
    pattern: /(?:No SPF result|The API reports no sending IP) for (\d+) seeds?/,
    holds: ([, some], { group }) => Number(some) === group.length,
  },
  {
    pattern: /, everywhere(?=, )/,
    holds: (_, said) => isWhole(said) && said.group.length === received(said.test.seeds).length,
  },
  {
    pattern: new RegExp(`(all|both) at (${NAME}|unnamed providers)`),
    holds: ([, quantity, name = ''], said) => {
      const isSo = (there: readonly Seed[]) =>
        (quantity === 'both') === (there.length === 2) &&
        (name === 'unnamed providers'
          ? there.every(({ provider }) => provider === null)
          : at(there, name).length === there.length)
      return isSo(said.group) || (/baseline either/u.test(said.item) && isSo(deadSeeds(said.watched)))
    },
  },
  {
    pattern: /(\d+) at \d+ others/,
    holds: (_, { group, item, test }) => {
      const named = [...item.matchAll(/(\d+) at /gu)].reduce((sum, [, some]) => sum + Number(some), 0)
      return named === group.length || (/arrived/u.test(item) && named >= test.summary.pending)
    },
  },
  {
    // Seeds that are not listed are at no known provider either.
    pattern: /(\d+) at (?:an unnamed provider|unnamed providers)/,
    holds: ([, some], { group, item, test }) =>
      Number(some) === count(group, ({ provider }) => provider === null) ||
      (/arrived/u.test(item) && Number(some) <= test.summary.pending),
  },
  {
    pattern: /(all|both) (in the inbox|in spam)/,
    holds: ([, quantity, place], { group }) =>
      PLACED.some(([words, placement]) => words === place && group.every(is(placement))) &&
      (quantity === 'both') === (group.length === 2),
  },
  {
    pattern: /not for every seed/,
    holds: (_, { group, test }) =>
      group.some(({ senderIp }) =>
        received(test.seeds).some((each) => each.senderIp === senderIp && each.spf === 'pass'),
      ),
  },
  { pattern: /(none|neither) in the inbox/, holds: (_, { group }) => !group.some(is('inbox')) },
  {
    pattern: /(\d+) of them in the inbox/,
    holds: ([, some], { group }) => Number(some) === count(group, is('inbox')),
  },
  {
    pattern: /it passed for (\d+) more/,
    holds: ([, some], { test, item }) => {
      const ips = new RegExp(IP_LIST, 'u').exec(item)?.[0] ?? ''
      return (
        Number(some) ===
        count(
          received(test.seeds),
          ({ spf, senderIp }) => spf === 'pass' && senderIp !== null && ips.includes(senderIp),
        )
      )
    },
  },
  {
    pattern: /The API reports (\d+) seeds? as ([^:]+)(?=: )/,
    holds: ([, some, words = ''], { test }) =>
      Number(some) ===
      count(
        test.seeds,
        ({ placement, placementText }) =>
          placement === 'unknown' && placementText !== null && words.includes(placementText),
      ),
  },
  {
    pattern: /Placement unknown for (\d+) seeds?/,
    holds: ([, some], { test: { seeds, summary } }) =>
      Number(some) ===
      count(seeds, ({ placement, placementText }) => placement === 'unknown' && placementText === 'Unknown') +
        Math.max(0, summary.unknown - count(seeds, is('unknown'))),
  },
  { pattern: new RegExp(`(?<![\\d.])${IP_LIST}`), holds: () => true },
]
