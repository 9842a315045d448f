import { FAULT_HINT } from '../core/problem.ts'
import type { Effects } from '../effects.ts'
import type { CommitStatus, Conclusion } from '../github/commit-status.ts'
import type { Unavailable } from '../github/github-fault.ts'
import type { StatusInputs } from '../inputs/github-inputs.ts'
import { oneLine } from '../privacy/one-line.ts'
import type { Secrets } from '../privacy/secrets.ts'
import { chatHeadline } from '../result/headline.ts'
import { failsTheStep, isCancelled, type RunResult, verdictOf } from '../result/result.ts'
import { gitHubEffects } from './github-effects.ts'
import { warn } from './publish.ts'

/** A cancelled step has a second or two; what is left to say may take this much of it. Milliseconds. */
const CANCELLED_LIMIT_MS = 800

/** The commit status of this run, as far as the run has to know it. */
export interface StatusReport {
  /** Says that the run waits. */
  pending(): void
  /** Says how the run ended. Any fault is one warning, and changes neither the verdict nor summary and outputs. */
  conclude(current: () => RunResult): Promise<void>
}

const NONE: StatusReport = { pending() {}, conclude: () => Promise.resolve() }

/** Fixes the commit, as long as the run has not waited for anything. @param inputs null when no status is asked for */
export function statusReport(inputs: StatusInputs | null, secrets: Secrets, effects: Effects): StatusReport {
  if (inputs === null) return NONE
  const { runner } = effects
  const { token } = inputs
  if (token === null) {
    const problem = unset('github_token is empty', "Leave the input out to use the workflow's own token.")
    return { pending() {}, conclude: async () => warn(runner, problem) }
  }
  const opened = open(inputs, token, effects)
  // A fault is reported where the run ends.
  opened.catch(() => {})
  return {
    pending: () => void opened.then((status) => status.pending()).catch(() => {}),
    async conclude(current) {
      const isCancelledNow = effects.signal.aborted
      const signal = isCancelledNow ? AbortSignal.timeout(CANCELLED_LIMIT_MS) : effects.signal
      const fault = await concluded(opened, current(), signal, (stack) => runner.debug(secrets.remove(stack)))
      // A step that is being cancelled may have no time for it, which is nobody's fault.
      if (fault === null || isCancelledNow || effects.signal.aborted) return
      warn(runner, unset(secrets.remove(fault.message), fault.hint))
    },
  }
}

/** @returns what went wrong; null when all is well */
async function concluded(
  opened: Promise<CommitStatus>,
  result: RunResult,
  signal: AbortSignal,
  debug: (stack: string) => void,
): Promise<Pick<Unavailable, 'message' | 'hint'> | null> {
  try {
    const status = await opened
    return await status.conclude(conclusionOf(result), description(result), signal)
  } catch (error) {
    debug(error instanceof Error ? String(error.stack) : String(error))
    return {
      message: 'unexpected error',
      hint: FAULT_HINT,
    }
  }
}

async function open(inputs: StatusInputs, token: string, effects: Effects): Promise<CommitStatus> {
  // Few runs ask for a status, and the others need not load this.
  const { commitStatus } = await import('../github/commit-status.ts')
  const context = effects.runner.githubContext()
  return commitStatus(inputs, context, gitHubEffects(token, context, effects))
}

/** A verdict that does not fail the step is a success: whoever asks for a warning does not want a merge to be held up. */
function conclusionOf(result: RunResult): Conclusion {
  if (isCancelled(result) || verdictOf(result) === 'error') return 'error'
  return failsTheStep(result) ? 'failure' : 'success'
}

/** Characters. GitHub refuses a longer description. */
const DESCRIPTION_LIMIT = 140

/** The headline. What makes a success of a failure stands in front, where it is not cut off. */
function description(run: RunResult): string {
  const words = run.headline.isWarningOnly
    ? `(warning only) ${chatHeadline(run, { ...run.headline, isWarningOnly: false })}`
    : run.chatHeadline
  return oneLine(words, DESCRIPTION_LIMIT)
}

function unset(message: string, hint: string) {
  return { message: `The commit status could not be set: ${message}`, hint }
}
