import type { InboxTest } from '../../src/core/inbox-test.ts'
import type { Outcome } from '../../src/core/measure.ts'
import type { Ending } from '../../src/core/waiting.ts'
import { judge } from '../../src/rules/judge.ts'
import type { Rules } from '../../src/rules/rules.ts'
import { pacing } from '../../src/wait/pacing.ts'
import { waitForTest } from '../../src/wait/wait.ts'
import { fakeClock } from '../clock/fake-clock.ts'
import { type Mailbox, testAt } from './mailboxes.ts'

export const MINUTE_MS = 60_000
export const TIME_LIMIT_MS = 30 * MINUTE_MS
export const INTERVAL_MS = 15_000
/** What one request takes. */
export const LATENCY_MS = 300

/** How one wait for one test went. */
export interface SimulatedWait {
  readonly ms: number
  readonly requests: number
  /** `undecided`: it timed out without a verdict. */
  readonly verdict: Outcome
  readonly ending: Ending
}

export interface Patience {
  readonly waitFor?: 'completed' | 'verdict'
  readonly quietMs?: number | null
  readonly intervalMs?: number
}

/** The action's own wait and verdict on a clock that takes no time. */
export async function simulatedWait(
  mailboxes: readonly Mailbox[],
  rules: Rules,
  { waitFor = 'completed', quietMs = null, intervalMs = INTERVAL_MS }: Patience = {},
): Promise<SimulatedWait> {
  const clock = fakeClock(0)
  const verdictOn = (test: InboxTest, timeIsUp: boolean) =>
    judge(rules, test, { timeIsUp, baseline: { kind: 'none' } }).verdict
  const result = await waitForTest({
    schedule: {
      timeoutMs: TIME_LIMIT_MS,
      pollIntervalMs: intervalMs,
      offsetMs: 0,
      quietMs,
      unknownJobMs: 0,
    },
    poll() {
      clock.pass(LATENCY_MS)
      return Promise.resolve(testAt(mailboxes, clock.now()))
    },
    known: null,
    isCertain: (seen) => waitFor === 'verdict' && verdictOn(seen, false) !== 'undecided',
    progress: { onResults: () => {}, onRetry: () => {}, onWake: () => {} },
    onWaiting: () => {},
    clock,
    pacing: pacing(clock),
    signal: new AbortController().signal,
  })
  if (result.kind !== 'answered') throw new Error('a simulated API always answers')
  const { ending, test, polls, waitedMs } = result
  const verdict = verdictOn(test, ending === 'deadline' || ending === 'quiet')
  return { ms: waitedMs, requests: polls, verdict, ending }
}
