import { BlockList } from 'node:net'
import fc from 'fast-check'
import type { InboxTest, Placement, Seed } from '../../src/core/inbox-test.ts'
import { type Ending, isTimeUp, type ProviderArrivals } from '../../src/core/waiting.ts'
import { type Baseline, baselineRead } from '../../src/judge/baseline.ts'
import { conclude } from '../../src/result/conclude.ts'
import type { JudgedTest } from '../../src/result/result.ts'
import { judge } from '../../src/rules/judge.ts'
import type { Rules } from '../../src/rules/rules.ts'
import { watchArrivals } from '../../src/wait/arrivals.ts'
import { DEFAULT_RULES } from '../../tools/runner/default-rules.ts'
import { type ConcludedRun, FACTS, inboxTest, seed } from '../builders.ts'
import { type AsShown, asShown, asText } from '../texts.ts'

/** Outlook and Hotmail are one family. */
export const PROVIDERS = ['Gmail', 'Outlook', 'Hotmail', 'GMX'] as const
export const IPS = ['192.0.2.10', '198.51.100.7', '10.0.0.3'] as const
const WORDS = ['Unknown', 'Promotions', 'Junk'] as const

/** One mailbox: what becomes of the mail to it. */
interface Mailbox {
  readonly provider: string | null
  readonly end: Placement
  readonly word: string
  readonly spf: string | null
  readonly senderIp: string | null
  /** The look at which it is there first; null for never. */
  readonly arrivesAt: number | null
  /** Its provider moves it from the inbox to spam before the last look. */
  readonly isMoved: boolean
  readonly before: Placement
}

/**
 * How the API lists what it counts. `whole`: every seed from the beginning. `fills`: each as it arrives, the vendor's documented
 * way. `lags`: every seed, as it was one look ago. `gaps`: some never.
 */
type Listing = 'whole' | 'fills' | 'lags' | 'gaps'

/** A run over one test as the action would have watched it, and all that it was made from. */
export interface Watched {
  readonly run: ConcludedRun
  readonly result: JudgedTest
  /** The same test, its baseline and its arrivals, as a reader sees their texts. */
  readonly test: AsShown<InboxTest>
  readonly baseline: AsShown<InboxTest> | null
  readonly arrivals: readonly AsShown<ProviderArrivals>[]
  /** Milliseconds, and inbox counts, of each look. */
  readonly looks: readonly { readonly atMs: number; readonly inbox: number }[]
}

/** Some of a few, so that tests in which all seeds are alike come often. */
const someOf = <Value>(values: readonly Value[]) =>
  fc.shuffledSubarray([...values], { minLength: 1, maxLength: Math.min(3, values.length) })

const anyMailboxes = fc
  .record({
    providers: fc.shuffledSubarray([...PROVIDERS, null], { minLength: 1 }),
    ends: someOf<Placement>(['inbox', 'inbox', 'spam', 'unknown']),
    spf: someOf(['pass', 'pass', 'fail', 'softfail', 'none', 'temperror', null]),
    ips: someOf([...IPS, null]),
    arrivals: someOf([0, 0, 1, 2, 3, null]),
  })
  .chain(({ providers, ends, spf, ips, arrivals }) =>
    fc.array(
      fc.record<Mailbox>({
        provider: fc.constantFrom(...providers),
        end: fc.constantFrom(...ends),
        word: fc.constantFrom('Unknown', 'Unknown', ...WORDS),
        spf: fc.constantFrom(...spf),
        senderIp: fc.constantFrom(...ips),
        arrivesAt: fc.constantFrom(...arrivals),
        isMoved: fc.constantFrom(false, false, false, true),
        before: fc.constantFrom<Placement>('inbox', 'inbox', 'spam', 'pending'),
      }),
      { minLength: 1, maxLength: 16 },
    ),
  )

function seedAt(box: Mailbox, index: number, look: number, isLast: boolean): Seed {
  const address = `s${index}@x.example`
  const isThere = box.arrivesAt !== null && box.arrivesAt <= look
  if (!isThere) {
    return seed({
      address,
      provider: box.provider,
      placement: 'pending',
      placementText: 'Pending',
      spf: null,
      senderIp: null,
    })
  }
  const placement = isLast && box.isMoved && box.end === 'inbox' ? 'spam' : box.end
  return seed({
    ...{ address, provider: box.provider, placement, spf: box.spf, senderIp: box.senderIp },
    placementText: placement === 'unknown' ? box.word : placement,
  })
}

function answerAt(boxes: readonly Mailbox[], listing: Listing, look: number, last: number): InboxTest {
  const now = boxes.map((box, index) => seedAt(box, index, look, look === last))
  const whole = inboxTest({ seeds: now })
  const isDone = look === last && whole.summary.pending === 0
  const seeds = {
    whole: now,
    fills: now.filter(({ placement }) => placement !== 'pending'),
    lags: isDone ? now : boxes.map((box, index) => seedAt(box, index, look - 1, false)),
    gaps: now.filter((_, index) => index % 4 !== 3),
  }[listing]
  return { ...whole, seeds, completed: isDone, status: asText(isDone ? 'Completed' : 'Processing') }
}

const allowed = new BlockList()
allowed.addAddress(IPS[0])

const anyRules: fc.Arbitrary<Rules> = fc.record({
  ...Object.fromEntries(Object.entries(DEFAULT_RULES).map(([name, value]) => [name, fc.constant(value)])),
  min_inbox_rate: fc.constantFrom(0, 50, 80, 100),
  provider_min_inbox_rate: fc.constantFrom(
    [],
    [],
    [{ provider: null, minimum: 75 }],
    [{ provider: asText('Outlook'), minimum: 75 }],
    [{ provider: asText('Outlok'), minimum: 75 }],
  ),
  max_spam_rate: fc.constantFrom(null, null, 20),
  require_spf: fc.constantFrom(false, false, true),
  allowed_sender_ips: fc.constantFrom(null, null, allowed),
  max_missing_seeds: fc.constantFrom(null, null, 2),
}) as unknown as fc.Arbitrary<Rules>

/** Whatever the mail and the API do, from the first look to the last. */
export const anyWatchedRun: fc.Arbitrary<Watched> = fc
  .record({
    boxes: anyMailboxes,
    listing: fc.constantFrom<Listing>('whole', 'whole', 'fills', 'lags', 'gaps'),
    last: fc.nat({ max: 3 }),
    stepMs: fc.constantFrom(15_000, 400_000),
    rules: anyRules,
    baseline: fc.constantFrom('none', 'none', 'same seeds', 'other seeds'),
    ending: fc.constantFrom<Ending>('deadline', 'quiet', 'cancelled', 'certain'),
    weights: fc.constantFrom(null, null, [
      { provider: asText('Gmail'), weight: 3 },
      { provider: null, weight: 1 },
    ]),
  })
  .map(({ boxes, listing, last, stepMs, rules, baseline: which, ending: wanted, weights }) => {
    const watch = watchArrivals()
    const answers = Array.from({ length: last + 1 }, (_, look) => answerAt(boxes, listing, look, last))
    for (const [look, answer] of answers.entries()) watch.onResults(answer, look * stepMs)
    const test = answers.at(-1) ?? answerAt(boxes, listing, last, last)
    const before = which === 'none' ? null : baselineOf(boxes, which === 'same seeds')
    const reading: Baseline<'read'> = before === null ? { kind: 'none' } : baselineRead(before, true)
    const verdictEarly = judge(rules, test, { timeIsUp: false, baseline: reading }).verdict
    const isCertain = wanted === 'certain' && verdictEarly !== 'undecided'
    const ending = test.completed ? 'completed' : wanted === 'certain' && !isCertain ? 'deadline' : wanted
    const run = conclude(
      {
        ...{ rules, providerWeights: weights, warnOnly: false },
        waiting: { waitFor: 'completed', timeoutMs: 1_800_000, pollIntervalMs: 15_000, quietMs: null },
      },
      [
        {
          job: { id: asText('job-1'), label: null },
          kind: 'answered',
          waited: { ending, polls: answers.length, waitedMs: last * stepMs },
          test,
          judgment: judge(rules, test, { timeIsUp: isTimeUp(ending), baseline: reading }),
          missed: null,
          baseline: reading,
          arrivals: watch.arrivals(),
          halfAfterMs: watch.halfAfterMs(),
          mostInInbox: watch.mostInInbox(),
        },
      ],
      { kind: 'off' },
      FACTS,
    ) as ConcludedRun
    const looks = answers.map(({ summary }, look) => ({ atMs: look * stepMs, inbox: summary.inbox }))
    return {
      ...{ run, looks, result: run.tests[0] as JudgedTest },
      test: asShown(test),
      baseline: before === null ? null : asShown(before),
      arrivals: asShown(watch.arrivals() ?? []),
    }
  })

function baselineOf(boxes: readonly Mailbox[], isOfSameSeeds: boolean): InboxTest {
  return inboxTest({
    jobId: 'job-0',
    submittedDate: '2026-11-12 09:30:00',
    seeds: boxes.map(({ provider, before }, index) =>
      seed({ provider, placement: before, address: `${isOfSameSeeds ? 's' : 'o'}${index}@x.example` }),
    ),
  })
}
