import { DEFAULT_RULES } from '../runner/default-rules.ts'
import { type Arrivals, drawMailboxes, INBOX_CHANCE, SEEDS } from './mailboxes.ts'
import { seededRandom } from './random.ts'
import { MINUTE_MS, type SimulatedWait, simulatedWait, TIME_LIMIT_MS } from './simulated-wait.ts'
import { mean } from './statistics.ts'
import { type Bench, type Effort, figure, measured, table, times } from './table.ts'

const RANDOM_SEED = 20_261_125
const PACE = { medianMs: 90_000, spread: 0.8 }
const SLOW = { medianMs: 240_000, spread: 1 }
const QUIET_MINUTES = [null, 2, 5, 10]
const LOST = [0, 3, 15]

/** What `quiet_minutes` saves, and what it costs in verdicts. Simulated: nothing is timed. */
export const quietWait: Bench = {
  title: 'Waits that end when nothing more arrives',

  async run({ quick }: Effort) {
    const tests = quick ? 100 : 1000
    const rows: string[][] = []
    for (const pace of [PACE, SLOW]) {
      for (const lost of LOST) {
        for (const maxMissing of [null, 20]) {
          rows.push(...(await simulate({ ...pace, lost }, maxMissing, tests)))
        }
      }
    }
    const what = `The action's own wait (\`wait_for: completed\`) on a simulated clock: ${SEEDS} seeds with log-normal arrivals, each test with a chance of the inbox from ${100 * INBOX_CHANCE.from} to ${100 * INBOX_CHANCE.to}%, \`min_inbox_rate: ${DEFAULT_RULES.min_inbox_rate}\`, a limit of ${TIME_LIMIT_MS / MINUTE_MS} minutes;`
    return [
      measured(what, `${figure(tests)} tests for each setting, random seed ${RANDOM_SEED}`),
      table(
        [
          'arrivals',
          '`max_missing_seeds`',
          '`quiet_minutes`',
          'runner minutes',
          'against the full wait',
          'other verdict',
          'no verdict',
        ],
        rows,
        3,
      ),
      'Other verdict: passed or failed where the full wait says something else, because seeds came later. No verdict: the wait ended before one could be reached, so the step fails without; the full wait has a share of its own.',
    ].join('\n\n')
  },
}

async function simulate(arrivals: Arrivals, maxMissing: number | null, tests: number): Promise<string[][]> {
  const random = seededRandom(RANDOM_SEED)
  const rules = { ...DEFAULT_RULES, max_missing_seeds: maxMissing }
  const results: Tally[] = QUIET_MINUTES.map(() => ({ minutes: [], differing: 0, undecided: 0 }))
  for (let test = 0; test < tests; test += 1) {
    const mailboxes = drawMailboxes(random, arrivals)
    const full = await simulatedWait(mailboxes, rules)
    for (const [index, quiet] of QUIET_MINUTES.entries()) {
      const quietMs = quiet === null ? null : quiet * MINUTE_MS
      count(results[index], await simulatedWait(mailboxes, rules, { quietMs }), full)
    }
  }
  const fullMinutes = mean(results[0]?.minutes ?? [])
  const share = (some: number) => `${((100 * some) / tests).toFixed(1)}%`
  const lost = arrivals.lost === 0 ? 'none' : arrivals.lost
  return results.map(({ minutes, differing, undecided }, index) => [
    index === 0 ? `median ${arrivals.medianMs / 1000} s, ${lost} lost` : '',
    index === 0 ? String(maxMissing ?? 'off') : '',
    String(QUIET_MINUTES[index] ?? 'off'),
    mean(minutes).toFixed(2),
    times(mean(minutes) / fullMinutes),
    share(differing),
    share(undecided),
  ])
}

/** How the waits of one setting went. */
interface Tally {
  readonly minutes: number[]
  differing: number
  undecided: number
}

function count(tally: Tally | undefined, wait: SimulatedWait, full: SimulatedWait): void {
  if (tally === undefined) return
  tally.minutes.push(wait.ms / MINUTE_MS)
  if (wait.verdict === 'undecided') tally.undecided += 1
  else if (wait.verdict !== full.verdict) tally.differing += 1
}
