import { type FetchInboxTest, inboxTestClient } from './campaign-cleaner/client.ts'
import { ApiError } from './core/api-error.ts'
import type { InboxTest } from './core/inbox-test.ts'
import type { Effects } from './effects.ts'
import type { GateResult, Problem } from './gate-result.ts'
import { type CommentInputs, type Inputs, InvalidInputs, readInputs } from './inputs/inputs.ts'
import { compare } from './judge/comparison.ts'
import { disagreements } from './judge/consistency.ts'
import { judge } from './judge/verdict.ts'
import { addressesToMask, showTest, withoutMailboxes } from './privacy/seed-addresses.ts'
import { secretRemover } from './privacy/untrusted-text.ts'
import type { Runner } from './runner/runner.ts'
import { VERSION } from './version.ts'
import { progressLog } from './wait/progress.ts'
import { type WaitResult, waitForTest } from './wait/wait.ts'
import { formatDuration, plural } from './wording/numbers.ts'

/** A transient fault while reading the baseline is tried again this long, beside the wait for the test. Milliseconds. */
const BASELINE_TIMEOUT_MS = 60_000

export interface Gated {
  readonly result: GateResult
  /** Whether and where to comment; null when the inputs do not even say that. */
  readonly comment: CommentInputs | null
  /** Removes the run's secrets from a text. */
  readonly clean: (text: string) => string
}

/** Inputs → wait → judge. Whatever goes wrong becomes a result with verdict `error`; this never throws. */
export async function gate(effects: Effects): Promise<Gated> {
  const { runner } = effects
  const secrets = [runner.getInput('api_key'), runner.getInput('github_token')]
  // Before anything else happens, so that nothing that happens can print them.
  for (const secret of secrets) if (secret !== '') runner.mask(secret)
  const clean = secretRemover(secrets)
  let comment: CommentInputs | null = null
  try {
    const inputs = readInputs((name) => runner.getInput(name))
    comment = inputs.comment
    return { result: await judgeTest(inputs, effects, clean), comment, clean }
  } catch (error) {
    if (error instanceof InvalidInputs)
      return { result: invalidInputs(error, runner, clean), comment: error.comment, clean }
    runner.debug(clean(error instanceof Error ? String(error.stack) : String(error)))
    return { result: { ...nothingKnown(runner), error: unexpected(error, clean) }, comment, clean }
  }
}

async function judgeTest(
  inputs: Inputs,
  effects: Effects,
  clean: (text: string) => string,
): Promise<GateResult> {
  const { runner, clock, signal } = effects
  // The inputs may be shown too, and a secret may have been pasted into the wrong one.
  const show = (text: string) => withoutMailboxes(clean(text), inputs.seedAddresses)
  const fetchTest = inboxTestClient({
    apiUrl: inputs.apiUrl,
    apiKey: inputs.apiKey,
    userAgent: `inbox-placement-gate/${VERSION}`,
    clean,
    send: effects.send,
    wallClock: effects.wallClock,
  })
  runner.info(show(announcement(inputs)))

  let baseline: Baseline = { test: null, error: null }
  const readingBaseline = readBaseline(inputs, fetchTest, effects)
  // What it throws is thrown where it is waited for; until then it must not end the process.
  readingBaseline.catch(() => {})
  const standing = (test: InboxTest, timeIsUp: boolean) =>
    judge(inputs.rules, test, { timeIsUp, baselineInboxRate: baseline.test?.summary.inboxRate ?? null })
  const maskAddresses = addressesToMask(inputs.seedAddresses)
  const progress = progressLog(
    (line) => runner.info(show(line)),
    (test) => standing(test, false).verdict,
  )
  const waited = await waitForTest({
    ...progress,
    onResults: (test, elapsedMs) => {
      for (const address of maskAddresses(test)) runner.mask(address)
      progress.onResults(test, elapsedMs)
    },
    poll: async (limitMs, cancelled) => {
      const test = await fetchTest(inputs.jobId, limitMs, cancelled)
      baseline = await readingBaseline
      if (baseline.error !== null && inputs.rules.maxInboxRateDrop !== null)
        throw baselineNeeded(baseline.error)
      return test
    },
    isSettled: (test) => inputs.waitFor === 'verdict' && standing(test, false).verdict !== 'undecided',
    timeoutMs: inputs.timeoutMs,
    pollIntervalMs: inputs.pollIntervalMs,
    clock,
    signal,
  })
  return summarize(inputs, waited, baseline, runner, { standing, show })
}

interface Baseline {
  readonly test: InboxTest | null
  readonly error: ApiError | null
}

async function readBaseline(
  inputs: Inputs,
  fetchTest: FetchInboxTest,
  { clock, signal }: Effects,
): Promise<Baseline> {
  const jobId = inputs.baselineJobId
  if (jobId === null) return { test: null, error: null }
  const { test, error } = await waitForTest({
    poll: (limitMs, cancelled) => fetchTest(jobId, limitMs, cancelled),
    // One good look is all that is wanted; the loop is for transient faults.
    isSettled: () => true,
    timeoutMs: Math.min(inputs.timeoutMs, BASELINE_TIMEOUT_MS),
    pollIntervalMs: inputs.pollIntervalMs,
    onResults: () => {},
    onRetry: () => {},
    onWake: () => {},
    clock,
    signal,
  })
  return { test, error }
}

function baselineNeeded(error: ApiError): ApiError {
  const kind = error.retryable ? 'request' : error.kind
  return new ApiError(
    kind,
    `the baseline test, which max_inbox_rate_drop needs, could not be read: ${error.message}`,
    baselineHint(error),
  )
}

/** The client's hint for an unknown test names the wrong input. */
function baselineHint({ kind, hint }: ApiError): string {
  return kind === 'job'
    ? 'Check baseline_job_id: it must be one that create_inbox_test returned, for the account this api_key belongs to.'
    : hint
}

interface Judging {
  readonly standing: (test: InboxTest, timeIsUp: boolean) => ReturnType<typeof judge>
  readonly show: (text: string) => string
}

function summarize(
  inputs: Inputs,
  waited: WaitResult,
  baseline: Baseline,
  runner: Runner,
  { standing, show }: Judging,
): GateResult {
  const { ending, test, error } = waited
  const problem = (fault: ApiError): Problem => ({ message: show(fault.message), hint: fault.hint })
  const base: GateResult = {
    ...nothingKnown(runner),
    jobId: show(inputs.jobId),
    ending,
    timedOut: ending === 'deadline',
    test: test === null ? null : showTest(test, inputs.seedAddresses),
    baseline: baseline.test === null ? null : showTest(baseline.test, inputs.seedAddresses),
    polls: waited.polls,
    waitedMs: waited.waitedMs,
    warnOnly: inputs.warnOnly,
    warnOnTimeout: inputs.rules.onTimeout === 'warn',
    minInboxRate: inputs.rules.minInboxRate,
  }
  if (ending === 'cancelled' && test === null) return { ...base, verdict: 'undecided' }
  if (error !== null && (ending === 'refused' || test === null)) return { ...base, error: problem(error) }
  if (test === null) return base

  const warnings: Problem[] = []
  if (error !== null) {
    warnings.push({
      message: `The last poll failed, the results are those of the poll before: ${show(error.message)}`,
      hint: error.hint,
    })
  }
  if (baseline.error !== null) {
    warnings.push({
      message: `The baseline test could not be read, so nothing is compared: ${show(baseline.error.message)}`,
      hint: baselineHint(baseline.error),
    })
  }
  const pendingMayArrive = !test.completed && ending !== 'deadline'
  const { verdict, rules } = standing(test, ending === 'deadline')
  return {
    ...base,
    verdict,
    // A rule names its provider as the API or the input spelled it.
    rules: rules.map((rule) => ({ ...rule, provider: rule.provider === null ? null : show(rule.provider) })),
    comparison: baseline.test === null ? null : compare(test, baseline.test, pendingMayArrive),
    disagreements: disagreements(test),
    warnings,
  }
}

/** A result before anything is known: an error, until something better is. */
function nothingKnown(runner: Runner): GateResult {
  return {
    verdict: 'error',
    jobId: '',
    ending: null,
    timedOut: false,
    test: null,
    rules: [],
    disagreements: [],
    baseline: null,
    comparison: null,
    error: null,
    warnings: [],
    polls: 0,
    waitedMs: 0,
    warnOnly: false,
    warnOnTimeout: false,
    minInboxRate: 0,
    runUrl: runner.runUrl,
  }
}

function invalidInputs(
  { problems }: InvalidInputs,
  runner: Runner,
  clean: (text: string) => string,
): GateResult {
  return {
    ...nothingKnown(runner),
    error: {
      message: `${plural(problems.length, 'input')} ${problems.length === 1 ? 'is' : 'are'} invalid`,
      details: problems.map((problem) => clean(problem.message)),
      hint: 'Mend the `with:` block of this step; the README lists every input.',
    },
  }
}

function unexpected(error: unknown, clean: (text: string) => string): Problem {
  return {
    message: `unexpected error: ${clean(error instanceof Error ? error.message : String(error))}`,
    hint: 'This is a fault of the action. Run the job again with debug logging, and report what it prints.',
  }
}

function announcement({ jobId, timeoutMs, pollIntervalMs, waitFor }: Inputs): string {
  if (timeoutMs === 0) return `Looking once at inbox test ${jobId}.`
  const until = waitFor === 'completed' ? 'it is Completed' : 'its verdict is settled'
  return `Polling inbox test ${jobId} until ${until}, for at most ${formatDuration(timeoutMs)}, one poll every ${formatDuration(pollIntervalMs)}.`
}
