import type { ProviderArrivals as CoreArrivals } from '../../src/core/waiting.ts'
import type { AsShown } from '../texts.ts'
import {
  at,
  type Claim,
  count,
  deadSeeds,
  is,
  movedSeeds,
  NAME,
  NAMES,
  namedIn,
  numberOf,
  received,
  type Said,
} from './claims.ts'

type ProviderArrivals = AsShown<CoreArrivals>

const half = ({ halfAfterMs }: ProviderArrivals) => halfAfterMs ?? 0
const arrivalsOf = ({ watched }: Said) => watched.arrivals.filter(({ arrived }) => arrived > 0)
const ms = (words: string) =>
  [...words.matchAll(/(\d+) (s|min|h)\b/gu)].reduce(
    (sum, [, value, unit]) => sum + Number(value) * { s: 1000, min: 60_000, h: 3_600_000 }[unit as 's'],
    0,
  )
const DURATION = String.raw`\d+ (?:s|min|h)(?: \d+ (?:s|min))?`

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return Number.isInteger(middle)
    ? ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
    : (sorted[Math.floor(middle)] ?? 0)
}

/** Of what has not arrived, of arrival, and of what moved. */
export const CLAIMS_ABOUT_TIME: readonly Claim[] = [
  {
    pattern: /(?<!of its \d*)\b(\d+) seeds? had not arrived/,
    holds: ([, some], { test }) => Number(some) === test.summary.pending,
  },
  { pattern: /Nothing had arrived/, holds: (_, { test }) => test.summary.received === 0 },
  {
    pattern: /(none of the \d+|neither of the 2|the only) seeds? has(?: not)? received the mail/,
    holds: ([, words = ''], { test: { summary } }) =>
      summary.received === 0 && Number(/\d+/u.exec(words)?.[0] ?? 1) === summary.totalSeeds,
  },
  {
    pattern: /the same seeds? had not arrived in the baseline either/,
    holds: (_, said) => deadSeeds(said.watched).length === said.test.summary.pending,
  },
  {
    pattern: /(\d+) of them had not arrived in the baseline either/,
    holds: ([, some], said) => Number(some) === deadSeeds(said.watched).length,
  },
  {
    pattern: /has not caught up with its counts, and shows (\d+)/,
    holds: ([, shown], { test }) =>
      Number(shown) === count(test.seeds, is('pending')) && Number(shown) > test.summary.pending,
  },
  {
    pattern:
      /(both|all|(\d+) of the) ?(\d+)?( open seeds \((\d+) of them unknown\))? must reach the inbox for (more than )?(\d+)%/,
    holds: ([words = '', quantity, some, of, isOpen, unknown, isMore, rate], { test: { summary } }) => {
      const open = quantity === 'both' ? 2 : Number(of)
      const needed = Number(some ?? open)
      const reaches = (seeds: number) => {
        const share = (100 * (summary.inbox + seeds)) / summary.totalSeeds
        return isMore === undefined ? share >= Number(rate) : share > Number(rate)
      }
      return (
        words !== '' &&
        open === summary.pending + summary.unknown &&
        reaches(needed) &&
        !reaches(needed - 1) &&
        (isOpen === undefined ? summary.unknown === 0 : Number(unknown) === summary.unknown)
      )
    },
  },
  {
    pattern: /it must reach the inbox for (more than )?(\d+)%/,
    holds: (_, { test: { summary } }) => summary.pending + summary.unknown === 1,
  },
  {
    pattern: /even with (it|both of them|all of them) in the inbox, (more than )?(\d+)% is out of reach/,
    holds: ([, words, , rate], { test: { summary } }) =>
      (words === 'both of them') === (summary.pending === 2) &&
      (100 * (summary.inbox + summary.pending)) / summary.totalSeeds < Number(rate) + 1,
  },
  {
    pattern:
      /(\d+) seeds? left the inbox while the test was watched: the API counted (\d+) in the inbox, and in the end (\d+)/,
    holds: ([, left, from, to], { watched: { looks } }) =>
      Number(from) === Math.max(...looks.map(({ inbox }) => inbox)) &&
      Number(to) === looks.at(-1)?.inbox &&
      Number(left) === Number(from) - Number(to),
  },
  {
    pattern: new RegExp(`(${NAMES}) (?:was|were) slow`),
    holds: ([, words = ''], said) => {
      const named = namedIn(words)
      const isNamed = ({ provider }: ProviderArrivals) => named.includes(provider as 'Gmail')
      const others = median(
        arrivalsOf(said)
          .filter((each) => !isNamed(each))
          .map(half),
      )
      return arrivalsOf(said)
        .filter(isNamed)
        .every((each) => half(each) - others >= 300_000)
    },
  },
  {
    pattern: new RegExp(
      `had come (${DURATION}(?: at ${NAME})?(?:(?:, | and )${DURATION} at ${NAME})*) after the first look`,
    ),
    holds: ([, words = ''], said) => {
      const parts = words.split(/, | and /u)
      const [only] = namedIn(said.item)
      return parts.every((part) => {
        const name = namedIn(part)[0] ?? only
        return arrivalsOf(said).some((each) => each.provider === name && half(each) === ms(part))
      })
    },
  },
  {
    pattern: new RegExp(`(elsewhere it was there by then|the median elsewhere is (${DURATION}))`),
    holds: ([, , time], said) => {
      const named = namedIn(/^[^:]*/u.exec(said.item)?.[0] ?? '')
      const others = arrivalsOf(said).filter(({ provider }) => !named.includes(provider as 'Gmail'))
      return median(others.map(half)) === (time === undefined ? 0 : ms(time))
    },
  },
  { pattern: new RegExp(`(?:ended|cancelled), after ${DURATION}`), holds: () => true },
  { pattern: /first and only look/, holds: () => true },
  {
    pattern: new RegExp(`(${NAME}) (fell|rose) from (\\d+(?:\\.\\d+)?)% to (\\d+(?:\\.\\d+)?)%`),
    holds: ([, name = '', verb, from, to], { test, watched: { baseline } }) => {
      const rate = (seeds: ReturnType<typeof at>) => (100 * count(seeds, is('inbox'))) / seeds.length
      const [before, now] = [rate(at(baseline?.seeds ?? [], name)), rate(at(test.seeds, name))]
      const isNear = (a: number, b: string | undefined) => Math.abs(a - Number(b)) < 0.051
      return isNear(before, from) && isNear(now, to) && (verb === 'fell') === now < before
    },
  },
  {
    pattern: /no other provider fell/,
    holds: (_, { item, test, watched: { baseline } }) => {
      const rate = (seeds: ReturnType<typeof at>) => count(seeds, is('inbox')) / seeds.length
      const named = namedIn(item)
      return ['Gmail', 'Outlook', 'Hotmail', 'GMX']
        .filter((name) => !named.includes(name as 'Gmail'))
        .every((name) => !(rate(at(test.seeds, name)) < rate(at(baseline?.seeds ?? [], name))))
    },
  },
  { pattern: /the falls? at (one other provider|\d+ others)/, holds: () => true },
  {
    pattern: /Since the baseline, (\d+) seeds? (left|moved into) the inbox/,
    holds: ([, some, verb], said) => Number(some) === movedSeeds(said.watched, verb === 'left').length,
  },
  {
    pattern: /, and (\d+) moved into it/,
    holds: ([, some], said) => Number(some) === movedSeeds(said.watched, false).length,
  },
  {
    pattern: /The inbox rate is (\d+(?:\.\d+)?) points? (below|above) the baseline's/,
    holds: ([, points, way], { test, watched: { baseline } }) => {
      const change = test.summary.inboxRate - (baseline?.summary.inboxRate ?? 0)
      return Math.abs(Math.abs(change) - Number(points)) < 0.051 && (way === 'below') === change < 0
    },
  },
]

/** Of the list, the baseline, the rates. */
export const CLAIMS_ABOUT_DATA: readonly Claim[] = [
  {
    pattern:
      /The API lists only (\d+) of (\d+) seeds?( that ha(?:s|ve) received the mail)?: the other (one|\d+) could/,
    holds: ([, some, of, there, others = ''], { test: { seeds, summary } }) => {
      const [have, all] =
        there === undefined ? [seeds.length, summary.totalSeeds] : [received(seeds).length, summary.received]
      return Number(some) === have && Number(of) === all && numberOf(others) === all - have
    },
  },
  {
    pattern:
      /The API (?:lists (?:none of the (\d+)|neither of the 2) seeds|does not list the one seed)( that ha(?:s|ve) received the mail)?/,
    holds: ([, of, there], { test: { seeds, summary } }) =>
      received(seeds).length === 0 &&
      (of === undefined || Number(of) === (there === undefined ? summary.totalSeeds : summary.received)),
  },
  {
    pattern: /none of it had arrived/,
    holds: (_, { watched: { baseline } }) => baseline?.summary.received === 0,
  },
  { pattern: /^And \d+ more findings?\./, holds: () => true },
  { pattern: /nothing is known about providers/, holds: (_, { test }) => test.seeds.length === 0 },
  {
    pattern: /names no provider for (\d+) seeds?/,
    holds: ([, some], { test }) => Number(some) === count(test.seeds, ({ provider }) => provider === null),
  },
  {
    pattern: /(\d+) of its (\d+) seeds? had not arrived/,
    holds: ([, some, of], { watched: { baseline } }) =>
      Number(some) === baseline?.summary.pending &&
      Number(some) > 0 &&
      Number(of) === baseline.summary.totalSeeds,
  },
  {
    pattern: /every seed of it had received/,
    holds: (_, { watched: { baseline } }) => baseline?.summary.pending === 0,
  },
  {
    pattern:
      /with one (more|fewer)(?: at \w+)? in the inbox the rate would be (\d+(?:\.\d+)?)%, and (?:more than )?(\d+)% is required/,
    holds: ([, way, rate], { test: { summary } }) =>
      Math.abs((100 * (summary.inbox + (way === 'more' ? 1 : -1))) / summary.totalSeeds - Number(rate)) <
      0.051,
  },
  { pattern: /One seed decides/, holds: (_, { watched }) => watched.result.decidingSeed !== null },
  {
    pattern: new RegExp(`it has seeds at (${NAMES})`),
    holds: ([, words = ''], { test }) =>
      new Set(namedIn(words)).size === new Set(test.seeds.flatMap(({ provider }) => provider ?? [])).size,
  },
  {
    pattern: /the API names no provider\./,
    holds: (_, { test }) => test.seeds.every(({ provider }) => provider === null),
  },
  { pattern: /gives \d+% of your list/, holds: () => true },
]
