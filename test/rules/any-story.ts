import { BlockList } from 'node:net'
import fc from 'fast-check'
import { ApiError } from '../../src/core/api-error.ts'
import type { InboxTest, Placement, Seed } from '../../src/core/inbox-test.ts'
import type { ProviderRate, ProviderWeight } from '../../src/core/provider-lines.ts'
import type { Baseline } from '../../src/judge/baseline.ts'
import type { Rules } from '../../src/rules/rules.ts'
import { DEFAULT_RULES } from '../../tools/runner/default-rules.ts'
import { inboxTest, RULE_NAMES, seed } from '../builders.ts'
import { read } from '../judge/examples.ts'
import { asText, withTexts } from '../texts.ts'

const MAX_SEEDS = 12

/** Percent with one decimal, often on or beside a rate that a test of a few seeds can have. */
const anyRate = fc.oneof(
  fc.nat({ max: 1000 }).map((tenths) => tenths / 10),
  fc
    .record({
      part: fc.nat({ max: MAX_SEEDS }),
      whole: fc.integer({ min: 1, max: MAX_SEEDS }),
      off: fc.integer({ min: -6, max: 6 }),
    })
    .map(({ part, whole, off }) => (Math.round((1000 * Math.min(part, whole)) / whole) + off) / 10)
    .filter((rate) => rate >= 0 && rate <= 100),
)

/** The provider of a line; null is the line `*`. */
const anyLine = fc.constantFrom('gmail', 'Outlook', 'GMX', null)

const anyMinimums = fc
  .uniqueArray(fc.record({ provider: anyLine, minimum: anyRate }), {
    selector: ({ provider }) => provider,
    maxLength: 3,
  })
  .map((lines) => withTexts<ProviderRate[]>(lines))

const anyWeights = fc
  .uniqueArray(fc.record({ provider: anyLine, weight: fc.nat({ max: 5 }) }), {
    selector: ({ provider }) => provider,
    maxLength: 3,
  })
  .filter((lines) => lines.some(({ weight }) => weight > 0))
  .map((lines) => withTexts<ProviderWeight[]>(lines))

/** On every list of allowed addresses. */
export const ALLOWED_SENDER = '192.0.2.1'

const anyAllowList = fc.subarray(['192.0.2.2', '192.0.2.3']).map((allowed) => {
  const list = new BlockList()
  list.addAddress(ALLOWED_SENDER)
  for (const address of allowed) list.addAddress(address)
  return list
})

/** Any settings of every rule there is: a rule that is missing here does not compile. */
const allRules: fc.Arbitrary<Rules> = fc.record({
  min_inbox_rate: fc.oneof(fc.constant(0), anyRate),
  provider_min_inbox_rate: anyMinimums,
  min_weighted_inbox_rate: fc.option(fc.record({ minimum: anyRate, weights: anyWeights }), { freq: 2 }),
  max_spam_rate: fc.option(anyRate, { freq: 2 }),
  max_inbox_rate_drop: fc.option(anyRate, { freq: 4 }),
  require_spf: fc.boolean(),
  allowed_sender_ips: fc.option(anyAllowList, { freq: 2 }),
  max_unknown_rate: fc.option(anyRate, { freq: 2 }),
  max_missing_seeds: fc.option(fc.nat({ max: 4 }), { freq: 2 }),
  on_timeout: fc.constantFrom('decide', 'warn', 'fail'),
} satisfies { [Name in keyof Rules]: fc.Arbitrary<Rules[Name]> })

/** Now all rules, now only a few: the more there are, the seldomer all of them pass. */
const anyRules: fc.Arbitrary<Rules> = fc
  .tuple(allRules, fc.option(fc.subarray(RULE_NAMES.slice(), { maxLength: 2 }), { freq: 2 }))
  .map(([rules, few]) => {
    if (few === null) return rules
    const kept = Object.fromEntries(few.map((name) => [name, rules[name]]))
    return { ...DEFAULT_RULES, min_inbox_rate: 0, ...kept }
  })

type When = 'early' | 'later'

/** One seed: as it ends, and what is known of it early. */
interface SeedStory {
  /** Pending for one that never gets the mail. */
  readonly end: Seed
  /** What the API says of its placement early. */
  readonly placement: 'as_it_ends' | 'unknown' | 'pending'
  readonly listedFrom: When | 'never'
  readonly providerFrom: When
  readonly spfFrom: When
  readonly senderFrom: When
  /** What its lines, or the tab that it is in, leave open early; null for nothing. */
  readonly open: Seed['open'] | null
}

/** One test: as it is early, and later. */
export interface TestStory {
  readonly seeds: readonly SeedStory[]
  /** What the API does to its rates. */
  readonly round: (rate: number) => number
}

/** What stays hidden early is chosen for the whole test first, or hardly any would show enough to be decided. */
const anyHidden = fc.record({
  placements: fc.boolean(),
  list: fc.boolean(),
  gaps: fc.boolean(),
  providers: fc.boolean(),
  results: fc.boolean(),
  fields: fc.boolean(),
})

/** What else the early answer gives for a field, beside the value that will turn out to be right. */
const anyOtherValues = fc.record(
  {
    provider: fc.constantFrom<(string | null)[]>(['Outlook'], ['GMX'], [null]),
    placement: fc.constantFrom<Placement[]>(['inbox'], ['spam'], ['unknown'], ['pending', 'inbox']),
    spf: fc.constantFrom<(string | null)[]>(['pass'], ['fail'], [null]),
    senderIp: fc.constantFrom<(string | null)[]>([ALLOWED_SENDER], ['192.0.2.3'], [null]),
  },
  { requiredKeys: [] },
)

const anyEnd = fc
  .record({
    provider: fc.constantFrom('Gmail', ' GMAIL', 'Outlook', 'Outlook', '*', null),
    placement: fc.constantFrom<Placement>('inbox', 'inbox', 'inbox', 'spam', 'spam', 'unknown', 'pending'),
    spf: fc.constantFrom('pass', 'pass', 'pass', 'pass', 'pass', 'fail', null),
    senderIp: fc.constantFrom(
      ALLOWED_SENDER,
      ALLOWED_SENDER,
      ALLOWED_SENDER,
      '192.0.2.2',
      'mail.example',
      null,
    ),
  })
  .map((end) => seed(end.placement === 'pending' ? { ...end, spf: null, senderIp: null } : end))

const anyTestStory: fc.Arbitrary<TestStory> = anyHidden.chain((hidden) => {
  const from = (isHidden: boolean): fc.Arbitrary<When> =>
    isHidden ? fc.constantFrom('early', 'early', 'later') : fc.constant('early')
  return fc.record({
    seeds: fc.array(
      fc.record({
        end: anyEnd,
        placement: hidden.placements
          ? fc.constantFrom('as_it_ends', 'as_it_ends', 'as_it_ends', 'unknown', 'pending')
          : fc.constant('as_it_ends'),
        listedFrom: hidden.gaps
          ? fc.oneof({ weight: 4, arbitrary: from(hidden.list) }, fc.constant('never'))
          : from(hidden.list),
        providerFrom: from(hidden.providers),
        spfFrom: from(hidden.results),
        senderFrom: from(hidden.results),
        open: hidden.fields ? fc.option(anyOtherValues) : fc.constant(null),
      }),
      { minLength: 1, maxLength: MAX_SEEDS },
    ),
    round: fc.constantFrom(
      (rate: number) => rate,
      (rate: number) => Math.round(rate),
      (rate: number) => Math.round(rate),
      (rate: number) => Math.round(2 * rate) / 2,
    ),
  }) as fc.Arbitrary<TestStory>
})

/** Tests whose every seed is listed under its provider from the beginning. */
const anyFullStory = anyTestStory.map(
  (story): TestStory => ({
    ...story,
    seeds: story.seeds.map((each) => ({
      ...each,
      end: { ...each.end, provider: each.end.provider ?? asText('Yahoo') },
      listedFrom: 'early',
      providerFrom: 'early',
      open: null,
    })),
  }),
)

/** The API's answer at one time: its summary counts every seed, its list those that it lists by then. */
export function answer({ seeds, round }: TestStory, when: When, completed: boolean): InboxTest {
  const views = seeds.map((story) => ({ story, shown: shownSeed(story, when) }))
  const { summary } = inboxTest({ seeds: views.map(({ shown }) => shown) })
  return inboxTest({
    seeds: views.filter(({ story }) => isThere(story.listedFrom, when)).map(({ shown }) => shown),
    summary: { ...summary, inboxRate: round(summary.inboxRate), spamRate: round(summary.spamRate) },
    completed,
  })
}

function isThere(from: When | 'never', when: When): boolean {
  return from === 'early' || from === when
}

function shownSeed(story: SeedStory, when: When): Seed {
  const { end, placement, providerFrom, spfFrom, senderFrom } = story
  const shown =
    when === 'later' || placement === 'as_it_ends' || end.placement === 'pending' ? end.placement : placement
  const isPending = shown === 'pending'
  const seedThen = {
    ...end,
    placement: shown,
    provider: isThere(providerFrom, when) ? end.provider : null,
    spf: !isPending && isThere(spfFrom, when) ? end.spf : null,
    senderIp: !isPending && isThere(senderFrom, when) ? end.senderIp : null,
  }
  return when === 'early' && story.open ? { ...seedThen, open: withTruth(seedThen, story.open) } : seedThen
}

/** The other values of each field beside the true one, in any order. */
function withTruth(truth: Seed, others: NonNullable<Seed['open']>): NonNullable<Seed['open']> {
  const { provider, placement, spf, senderIp } = others
  return {
    ...(provider === undefined ? {} : { provider: [truth.provider, ...provider] }),
    ...(placement === undefined ? {} : { placement: [...placement, truth.placement] }),
    ...(spf === undefined ? {} : { spf: [truth.spf, ...spf] }),
    ...(senderIp === undefined ? {} : { senderIp: [...senderIp, truth.senderIp] }),
  }
}

/** The earlier test as a run first knows it, and as it knows it in the end. */
interface BaselineStory {
  readonly first: Baseline<'read'>
  readonly last: Baseline<'read'>
}

const FAULT = { message: 'cannot be read', hint: 'Wait.' }

/** Readings that stay what they are. */
const anyFixedReading = fc.constantFrom<Baseline<'read'>>(
  { kind: 'none' },
  { kind: 'unreadable', error: new ApiError('job', FAULT.message, FAULT.hint) },
  { kind: 'no_history', problem: FAULT },
  { kind: 'not_compared', cause: 'There is no earlier test.' },
)

/** Read at the start, Completed or not, or not read yet; read again when the wait ends. */
const anyReadBaseline = fc
  .tuple(anyTestStory, fc.constantFrom('early', 'early', 'early', 'completed', 'not_read'), fc.boolean())
  .map(([story, start, completed]): BaselineStory => {
    const early = read(answer(story, 'early', false))
    const last = read(answer(story, 'later', completed), true)
    const done = read(answer(story, 'later', true), true)
    if (start === 'completed') return { first: done, last: done }
    return { first: start === 'not_read' ? { kind: 'not_read' } : early, last }
  })

const anyBaselineStory = fc.oneof(
  anyFixedReading.map((reading): BaselineStory => ({ first: reading, last: reading })),
  { weight: 6, arbitrary: anyReadBaseline },
)

/** What a run is reported, and all that it will see. */
export interface RunStory {
  readonly rules: Rules
  readonly test: TestStory
  readonly baseline: BaselineStory
}

export const anyRun = fc
  .record({
    rules: anyRules,
    test: anyTestStory,
    baseline: anyBaselineStory,
    // How far the bound of the drop lies from the drop that shows in the end. Points times ten.
    off: fc.oneof(
      { weight: 3, arbitrary: fc.integer({ min: -6, max: 6 }) },
      fc.integer({ min: -500, max: 500 }),
    ),
  })
  .map(({ rules, test, baseline, off }): RunStory => {
    if (rules.max_inbox_rate_drop === null || baseline.last.kind !== 'read') return { rules, test, baseline }
    const later = answer(test, 'later', true).summary.inboxRate
    const drop = baseline.last.test.summary.inboxRate - later
    const bound = Math.min(100, Math.max(0, (Math.round(10 * drop) + off) / 10))
    return { rules: { ...rules, max_inbox_rate_drop: bound }, test, baseline }
  })

/** A run whose tests list every seed under its provider from the beginning. The baseline is a test of its own. */
export const anyFullRun = fc.record({ rules: anyRules, test: anyFullStory, baseline: anyFullStory })
