import { hostileTexts } from './hostile-text.ts'
import { type BodyOverrides, type SeedSpec, seeds, testBody } from './inbox-test-body.ts'
import { alreadyOver, arrived, inSteps, overTime, type Pace } from './pace.ts'
import type { Poll, Reply, Scenario } from './scenario.ts'

/** How long the seeds of a scenario take to arrive, at speed 1. */
const ARRIVAL_MS = 8_000
/** A stepped scenario shows nothing, then about half, then everything. */
const ARRIVAL_STEPS = 2

const PROVIDERS = [
  { provider: 'Gmail', seeds: 20 },
  { provider: 'Yahoo', seeds: 12 },
  { provider: 'Outlook', seeds: 10 },
  { provider: 'iCloud', seeds: 8 },
]

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

/** Any number of seeds: some nine in ten in the inbox, each provider a little worse than the one before. */
export function manySeeds(count: number): SeedSpec[] {
  const providers = ['Gmail', 'iCloud', 'Yahoo', 'Fastmail', 'GMX', 'Zoho', 'AOL', 'Outlook']
  return seeds(count, (index) => {
    const turn = index % providers.length
    // 37 and 100 share no factor: each provider's percentage is met within 100 of its seeds, and spread among them.
    const toSpam = (Math.floor(index / providers.length) * 37 + 50) % 100 < 3 + 2 * turn
    return {
      provider: providers[turn] as string,
      placement: toSpam ? 'Spam' : 'Inbox',
      senderIp: `192.0.2.${10 + (index % 5)}`,
    }
  })
}

/** 50 seeds at four providers, in the inbox unless `place` says otherwise. `nth` counts from 0 within the provider. */
function fiftySeeds(place: (provider: string, nth: number) => Partial<SeedSpec> = () => ({})): SeedSpec[] {
  return PROVIDERS.flatMap(({ provider, seeds: count }) =>
    seeds(count, (nth) => ({ provider, placement: 'Inbox', ...place(provider, nth) })),
  )
}

const outlookToSpam = fiftySeeds((provider, nth) => {
  if (provider !== 'Outlook') return {}
  if (nth < 7) return { placement: 'Spam', spf: 'fail', senderIp: '198.51.100.7' }
  return nth === 7 ? { placement: 'Promotions' } : {}
})

const outlookToSpamBaseline = fiftySeeds((provider, nth) =>
  provider === 'iCloud' && nth === 0 ? { placement: 'Spam' } : {},
)

const unfolding = {
  'all-inbox': (pace: Pace) => unfold('50 of 50 seeds to the inbox', fiftySeeds(), pace),
  'outlook-to-spam': (pace: Pace) =>
    unfold('7 of 10 Outlook seeds to spam, SPF failing; 42 of 50 to the inbox', outlookToSpam, pace),
  'spf-fails': (pace: Pace) =>
    unfold('all in the inbox, SPF failing from one of three sender IPs', spfFailing(), pace),
  'lost-seeds': (pace: Pace) =>
    unfold('3 of 50 seeds never arrive: Processing for ever', neverArriving(3), pace),
  'lost-many': (pace: Pace) =>
    unfold('20 of 50 seeds never arrive: Processing for ever', neverArriving(20), pace),
  thousands: (pace: Pace) => unfold('5,000 seeds at eight providers', manySeeds(5_000), pace),
  'all-spam': (pace: Pace) =>
    unfold(
      '50 of 50 seeds to spam',
      fiftySeeds(() => ({ placement: 'Spam' })),
      pace,
    ),
  'half-and-half': (pace: Pace) =>
    unfold(
      'every other seed of each provider to spam',
      fiftySeeds((_, nth) => (nth % 2 === 0 ? {} : { placement: 'Spam' })),
      pace,
    ),
  paused: pausedUntilOver,
  'growing-list': listedOnArrival,
  'numeric-strings': (pace: Pace) => ({
    title: 'numbers, rates and booleans as strings; words in odd case and spacing',
    reply: (poll: Poll) => ({ body: stringly(arrived(outlookToSpam, pace(poll))) }),
  }),
  hostile: hostileTest,
} satisfies Record<string, (pace: Pace) => Scenario>

const fixed = {
  'outlook-to-spam-baseline': unfold(
    'the same 50 addresses earlier: Outlook all inbox, one iCloud seed in spam',
    outlookToSpamBaseline,
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
  outage: inTurn('two good polls, then 503 for ever', [
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

function spfFailing(): SeedSpec[] {
  const senderIps = ['192.0.2.10', '192.0.2.11', '203.0.113.9']
  return fiftySeeds((_, nth) => {
    const senderIp = senderIps[nth % senderIps.length] as string
    return { senderIp, spf: senderIp === '203.0.113.9' ? 'softfail' : 'pass' }
  })
}

/** Evenly spread over the list, so that several providers miss seeds. */
function neverArriving(count: number): SeedSpec[] {
  const specs = fiftySeeds()
  const every = Math.floor(specs.length / count)
  return specs.map((spec, index) =>
    index % every === 0 && index / every < count ? { provider: spec.provider, placement: 'Pending' } : spec,
  )
}

function pausedUntilOver(pace: Pace): Scenario {
  return {
    title: 'status paused until all seeds are in, then completed, in lower case',
    reply(poll) {
      const share = pace(poll)
      const status = share < 1 ? 'paused' : 'completed'
      return { body: testBody(arrived(fiftySeeds(), Math.min(share, 1)), { status }) }
    },
  }
}

function listedOnArrival(pace: Pace): Scenario {
  return {
    title: 'pending seeds are counted but not listed in results',
    reply(poll) {
      const body = testBody(arrived(fiftySeeds(), pace(poll)))
      return { body: { ...body, results: body.results.filter((seed) => seed.email_found) } }
    },
  }
}

/** The outlook-to-spam answer with every number and boolean as text, and words in another case. */
function stringly(specs: readonly SeedSpec[]): Record<string, unknown> {
  const { status, summary, results, ...rest } = testBody(specs)
  const text = ([field, value]: [string, unknown]) => [
    field,
    field.endsWith('_rate') ? `${value}%` : `${value}`,
  ]
  return {
    ...rest,
    status: ` ${status.toUpperCase()} `,
    summary: Object.fromEntries(Object.entries(summary).map(text)),
    results: results.map((seed) => ({
      ...seed,
      email_found: String(seed.email_found),
      placement: ` ${seed.placement?.toLowerCase()} `,
      spf_status: seed.spf_status?.toUpperCase() ?? null,
    })),
  }
}

/** Every hostile text in every field of a seed, and in the fields of the test; the status too, until all is in. */
function hostileTest(pace: Pace): Scenario {
  const textAt = (position: number) => hostileTexts[position % hostileTexts.length] as string
  const specs = seeds(3 * hostileTexts.length, (index) => ({
    provider: textAt(index),
    address: `${textAt(index + 1)}@${textAt(index + 2)}`,
    placement: ['Inbox', 'Spam', textAt(index + 3)][index % 3] as string,
    spf: textAt(index + 4),
    senderIp: textAt(index + 5),
    submissionResult: textAt(index + 6),
    found: true,
  }))
  return {
    title: 'every string full of Markdown, HTML, mentions, workflow commands and terminal escapes',
    reply(poll) {
      const share = pace(poll)
      const body = testBody(arrived(specs, share), {
        testName: hostileTexts.join(' '),
        submittedDate: hostileTexts.join(' '),
        status: share < 1 ? hostileTexts.join(' ') : 'Completed',
      })
      return { body: { ...body, submitted_by: hostileTexts.join(' ') } }
    },
  }
}
