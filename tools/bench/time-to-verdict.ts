import type { Outcome } from '../../src/core/measure.ts'
import type { Rules } from '../../src/rules/rules.ts'
import { DEFAULT_RULES } from '../runner/default-rules.ts'
import {
  type Arrivals,
  certainFromMs,
  drawMailboxes,
  INBOX_CHANCE,
  lastArrivalMs,
  type Mailbox,
  SEEDS,
  verdictInTheEnd,
} from './mailboxes.ts'
import { seededRandom } from './random.ts'
import { INTERVAL_MS, LATENCY_MS, MINUTE_MS, simulatedWait, TIME_LIMIT_MS } from './simulated-wait.ts'
import { mean, percentile } from './statistics.ts'
import { type Bench, type Effort, figure, measured, table, times } from './table.ts'

const RANDOM_SEED = 20_261_120

interface Setting {
  readonly title: string
  readonly arrivals: Arrivals
  readonly rules: Rules
}

const QUICK = { medianMs: 40_000, spread: 0.5 }
const USUAL = { medianMs: 90_000, spread: 0.8 }
const SLOW = { medianMs: 240_000, spread: 1 }
const SETTINGS: readonly Setting[] = [
  ...[QUICK, USUAL, SLOW].flatMap((pace) => [0, 3].map((lost) => setting({ ...pace, lost }))),
  setting({ ...USUAL, lost: 0 }, "`provider_min_inbox_rate: '*: 60'`", {
    provider_min_inbox_rate: [{ provider: null, minimum: 60 }],
  }),
  // The last seed could still break this rule, so that only a failure is settled early.
  setting({ ...USUAL, lost: 0 }, '`require_spf: true`', { require_spf: true }),
]

/** How one wait for one test went. */
interface Waited {
  readonly ms: number
  /** Null for an observer that makes none. */
  readonly requests: number | null
  /** `undecided`: it timed out without a verdict. */
  readonly verdict: Outcome
}

interface Waiter {
  readonly name: string
  readonly wait: (mailboxes: readonly Mailbox[], rules: Rules) => Waited | Promise<Waited>
}

/** The default, and what the others are measured against. */
const COMPLETED: Waiter = {
  name: '`wait_for: completed`',
  wait: (mailboxes, rules) => simulatedWait(mailboxes, rules),
}
const WAITERS: readonly Waiter[] = [
  { name: 'a loop, every 15 s until Completed', wait: loop },
  COMPLETED,
  {
    name: '`wait_for: verdict`',
    wait: (mailboxes, rules) => simulatedWait(mailboxes, rules, { waitFor: 'verdict' }),
  },
  { name: 'the earliest a verdict is certain', wait: earliest },
]

/** How long a step keeps its runner busy until the verdict, and whether that verdict holds. Simulated: nothing is timed. */
export const timeToVerdict: Bench = {
  title: 'Time to a verdict',

  async run({ quick }: Effort) {
    const tests = quick ? 200 : 4000
    const rows: string[][] = []
    for (const each of SETTINGS) rows.push(...(await simulate(each, tests)))
    const what = `The action's own wait and verdict on a simulated clock: ${SEEDS} seeds with log-normal arrivals, each test with a chance of the inbox from ${100 * INBOX_CHANCE.from} to ${100 * INBOX_CHANCE.to} %, \`min_inbox_rate: ${DEFAULT_RULES.min_inbox_rate}\`, requests of ${LATENCY_MS} ms, a limit of ${TIME_LIMIT_MS / MINUTE_MS} minutes;`
    return [
      measured(what, `${figure(tests)} tests for each setting, random seed ${RANDOM_SEED}`),
      table(
        [
          'arrivals',
          'wait',
          'runner minutes',
          '95th percentile',
          'against `completed`',
          'requests',
          'no verdict',
          'wrong verdicts',
        ],
        rows,
        2,
      ),
      'Minutes and requests are means for one test. No verdict: the wait timed out before one could be reached, so the step fails without. Wrong: not what the placements say in the end, when every seed that ever arrives has arrived.',
      'The earliest a verdict is certain: the wait of an observer who looks all the time, without a request to make or a rounded rate to allow for, until no pending seed can change the verdict, or the wait times out. No wait that never guesses can be shorter.',
    ].join('\n\n')
  },
}

function setting(arrivals: Arrivals, rule = '', rules: Partial<Rules> = {}): Setting {
  const { medianMs, spread, lost } = arrivals
  const parts = [
    `median ${medianMs / 1000} s, spread ${spread}`,
    lost === 0 ? 'none lost' : `${lost} lost`,
    rule,
  ]
  return {
    title: parts.filter((part) => part !== '').join(', '),
    arrivals,
    rules: { ...DEFAULT_RULES, ...rules },
  }
}

/**
 * Every waiter on the same tests; one row each.
 * @throws when one of them has a verdict before it is certain: it would be a guess, even where it turns out right
 */
async function simulate({ title, arrivals, rules }: Setting, tests: number): Promise<string[][]> {
  const random = seededRandom(RANDOM_SEED)
  const results = WAITERS.map((): (Waited & { wrong: boolean })[] => [])
  for (let test = 0; test < tests; test += 1) {
    const mailboxes = drawMailboxes(random, arrivals)
    const truth = verdictInTheEnd(mailboxes, rules)
    const certainMs = certainFromMs(mailboxes, rules)
    for (const [index, { name, wait }] of WAITERS.entries()) {
      const waited = await wait(mailboxes, rules)
      const decided = waited.verdict !== 'undecided'
      if (decided && waited.ms < certainMs) {
        throw new Error(
          `${title}: ${name} says ${waited.verdict} after ${waited.ms} ms, certain after ${certainMs} ms`,
        )
      }
      const wrong = decided && waited.verdict !== truth
      results[index]?.push({ ...waited, wrong })
    }
  }
  const minutes = results.map((waits) => waits.map(({ ms }) => ms / MINUTE_MS))
  const completedMinutes = minutes[WAITERS.indexOf(COMPLETED)] ?? []
  return WAITERS.map(({ name }, index) => {
    const waits = results[index] ?? []
    const mine = minutes[index] ?? []
    const requests = waits.flatMap((wait) => wait.requests ?? [])
    const isObserver = requests.length === 0
    const undecided = waits.filter(({ verdict }) => verdict === 'undecided').length
    return [
      index === 0 ? title : '',
      name,
      mean(mine).toFixed(2),
      percentile(mine, 95).toFixed(2),
      times(mean(mine) / mean(completedMinutes)),
      isObserver ? '–' : mean(requests).toFixed(1),
      `${((100 * undecided) / tests).toFixed(1)}%`,
      isObserver ? '–' : figure(waits.filter(({ wrong }) => wrong).length),
    ]
  })
}

/** An observer who looks all the time, at no cost: no wait that never guesses can be shorter. */
function earliest(mailboxes: readonly Mailbox[], rules: Rules): Waited {
  const certainMs = certainFromMs(mailboxes, rules)
  if (certainMs > TIME_LIMIT_MS) return { ms: TIME_LIMIT_MS, requests: null, verdict: 'undecided' }
  return { ms: certainMs, requests: null, verdict: verdictInTheEnd(mailboxes, rules) }
}

/** The loop people write: it knows no verdict before Completed, and none after the limit. */
function loop(mailboxes: readonly Mailbox[], rules: Rules): Waited {
  const completedAtMs = lastArrivalMs(mailboxes)
  let requests = 0
  let ms = 0
  while (ms < TIME_LIMIT_MS) {
    ms += LATENCY_MS
    requests += 1
    if (completedAtMs <= ms) return { ms, requests, verdict: verdictInTheEnd(mailboxes, rules) }
    ms += INTERVAL_MS
  }
  return { ms, requests, verdict: 'undecided' }
}
