import {
  allToSpam,
  fiftySeeds,
  gmailToPromotions,
  gmailToSpam,
  halfToSpam,
  manySeeds,
  neverArriving,
  nineProviders,
  nineProvidersBaseline,
  nothingAnywhere,
  nothingAtIcloud,
  outlookToSpam,
  outlookToSpamBaseline,
  spfEverywhere,
  spfSoftfail,
  spfTemperrorAtYahoo,
  subjectQuestion,
  subjectShort,
  subjectShouting,
} from './campaigns.ts'
import { hostileTexts } from './hostile-text.ts'
import { type BodyOverrides, type SeedSpec, testBody } from './inbox-test-body.ts'
import { alreadyOver, arrived, inSteps, overTime, type Pace } from './pace.ts'
import type { Reply, Scenario } from './scenario.ts'
import { hostileTest, inStrings, listedOnArrival, pausedUntilOver, slowOutlook } from './unusual-tests.ts'

/** How long the seeds of a scenario take to arrive, at speed 1. */
const ARRIVAL_MS = 8_000
/** A stepped scenario shows nothing, then about half, then everything. */
const ARRIVAL_STEPS = 2

/** Names of tests whose seeds arrive bit by bit. */
type UnfoldingName = keyof typeof unfolding
/** Names of scenarios that are what they are from the first poll on. */
type FixedName = keyof typeof fixed

/**
 * A plain name plays in real time, `-stepped` moves with each poll (nothing, about half, everything), and `-completed` is over
 * before the first poll.
 */
export type ScenarioName =
  | FixedName
  | UnfoldingName
  | `${UnfoldingName}-stepped`
  | `${UnfoldingName}-completed`

/** Every scenario by the job id it is usually played under. `speed` 2 halves the time seeds take to arrive. */
export function scenarios({ speed = 1 }: { speed?: number } = {}): Readonly<Record<ScenarioName, Scenario>> {
  const paces: [suffix: string, pace: Pace][] = [
    ['', overTime(ARRIVAL_MS / speed)],
    ['-stepped', inSteps(ARRIVAL_STEPS)],
    ['-completed', alreadyOver],
  ]
  const paced = Object.entries(unfolding).flatMap(([name, scenario]) =>
    paces.map(([suffix, pace]) => [`${name}${suffix}`, scenario(pace)] as const),
  )
  return { ...Object.fromEntries(paced), ...fixed } as Record<ScenarioName, Scenario>
}

/** A test whose seeds arrive at a pace; each seed is given as it is in the end, and one given as `Pending` never arrives. */
function unfold(title: string, specs: readonly SeedSpec[], pace: Pace, over: BodyOverrides = {}): Scenario {
  return { title, reply: (poll) => ({ body: testBody(arrived(specs, pace(poll)), over) }) }
}

/** A test whose seeds arrive at the pace given. */
function unfolds(
  title: string,
  specs: readonly SeedSpec[],
  over: BodyOverrides = {},
): (pace: Pace) => Scenario {
  return (pace) => unfold(title, specs, pace, over)
}

const unfolding = {
  'all-inbox': unfolds('50 of 50 seeds to the inbox', fiftySeeds()),
  'all-spam': unfolds('50 of 50 seeds to spam, SPF passing', allToSpam),
  'half-and-half': unfolds('every other seed of each provider to spam', halfToSpam),
  'outlook-to-spam': unfolds(
    '7 of 10 Outlook seeds to spam, SPF failing; 42 of 50 to the inbox',
    outlookToSpam,
  ),
  'gmail-to-spam': unfolds('8 of 20 Gmail seeds to spam: 84% of the seeds, less of most lists', gmailToSpam),
  'nine-providers': unfolds('64 seeds; those of Microsoft worst, those of Yahoo bad', nineProviders),
  'subject-short': unfolds('a subject line: 48 of 50 seeds to the inbox', subjectShort, {
    testName: 'Spring newsletter, short subject',
  }),
  'subject-question': unfolds('another: 45 of 50; chance alone could explain that', subjectQuestion, {
    testName: 'Spring newsletter, question',
  }),
  'subject-shouting': unfolds('another: 30 of 50; chance alone could not', subjectShouting, {
    testName: 'Spring newsletter, SHOUTING',
  }),
  promotions: unfolds('12 of 20 Gmail seeds placed with a word that is not documented', gmailToPromotions),
  'spf-fails': unfolds('all in the inbox, SPF softfail from one of three sender IPs', spfSoftfail),
  'spf-none': unfolds('SPF none everywhere; 12 of 50 seeds to spam', spfEverywhere('none')),
  'spf-permerror': unfolds('SPF permerror everywhere; 12 of 50 seeds to spam', spfEverywhere('permerror')),
  'spf-temperror': unfolds('all in the inbox, SPF temperror at Yahoo only', spfTemperrorAtYahoo),
  'lost-seeds': unfolds('3 of 50 seeds never arrive: never Completed', neverArriving(3)),
  'lost-many': unfolds('20 of 50 seeds never arrive: never Completed', neverArriving(20)),
  'lost-provider': unfolds('no seed at iCloud ever arrives: never Completed', nothingAtIcloud),
  'lost-all': unfolds('nothing ever arrives, as if it had not been sent', nothingAnywhere),
  'slow-provider': slowOutlook,
  thousands: unfolds('5,000 seeds at eight providers', manySeeds(5_000)),
  paused: pausedUntilOver,
  'growing-list': listedOnArrival,
  'numeric-strings': inStrings,
  hostile: hostileTest,
} satisfies Record<string, (pace: Pace) => Scenario>

const fixed = {
  'outlook-to-spam-baseline': unfold(
    'the same 50 addresses earlier: Outlook all inbox, one iCloud seed in spam',
    outlookToSpamBaseline,
    alreadyOver,
    { testName: 'Winter newsletter', submittedDate: '2026-11-13 09:30:00' },
  ),
  'nine-providers-baseline': unfold(
    'the same 64 addresses earlier: four in spam',
    nineProvidersBaseline,
    alreadyOver,
    { testName: 'Winter newsletter', submittedDate: '2026-11-13 09:30:00' },
  ),
  'api-error': always('200 with an error in the body', {
    body: { error: 'Results are not available at the moment' },
  }),
  'job-error': always('200 with an error about the job in the body', { body: { error: 'Invalid job_id' } }),
  'hostile-error': always('200 with an error full of hostile text', {
    body: { error: hostileTexts.join(' ') },
  }),
  'wrong-key': always('403: the key may not read this test', {
    status: 403,
    body: { error: 'This API key has no access to inbox tests' },
  }),
  'unknown-job': always('404: no such job', { status: 404, body: { error: 'Job unknown-job not found' } }),
  'rate-limited': inTurn('429 with Retry-After: 2, then completed', [
    { status: 429, headers: { 'Retry-After': '2' }, body: { error: 'Too many requests' } },
    { body: testBody(fiftySeeds()) },
  ]),
  flaky: inTurn('503, a reset, a body cut short, then completed', [
    { status: 503, body: { error: 'Service unavailable' } },
    { fault: 'refuse-and-reset' },
    { fault: 'cut-body', body: testBody(fiftySeeds()) },
    { body: testBody(fiftySeeds()) },
  ]),
  outage: inTurn('two good polls, then 503 from then on', [
    { body: testBody(arrived(fiftySeeds(), 0.25)) },
    { body: testBody(arrived(fiftySeeds(), 0.5)) },
    { status: 503, body: { error: 'Service unavailable' } },
  ]),
  redirect: redirectTo('https://elsewhere.example/v1/get_inbox_test_results'),
  'not-json': always("200 with a gateway's HTML page", {
    headers: { 'Content-Type': 'text/html' },
    body: '<!doctype html><title>Just a moment...</title>',
  }),
  'wrong-shape': always('completed, but inbox_rate is null', {
    body: testBody(fiftySeeds(), { summary: { inbox_rate: null } }),
  }),
} satisfies Record<string, Scenario>

/** The same answer at every poll. */
export function always(title: string, reply: Reply): Scenario {
  return { title, reply: () => reply }
}

/** One reply per poll; the last one stays. */
function inTurn(title: string, replies: readonly [Reply, ...Reply[]]): Scenario {
  return { title, reply: ({ number }) => replies[Math.min(number, replies.length) - 1] ?? replies[0] }
}

/** Sends the client elsewhere. A second sandbox there tells whether the API key travelled. */
export function redirectTo(url: string): Scenario {
  return always(`302 to ${url}`, { status: 302, headers: { Location: url }, body: '' })
}
