import { FAULT_HINT } from '../core/problem.ts'
import type { Effects } from '../effects.ts'
import type { EarlyLook } from '../github/early-look.ts'
import type { CommentInputs } from '../inputs/github-inputs.ts'
import type { Secrets } from '../privacy/secrets.ts'
import { renderReport } from '../report/report.ts'
import { isCancelled, type RunResult, verdictOf } from '../result/result.ts'
import type { Runner } from '../runner/runner.ts'
import { gitHubEffects } from './github-effects.ts'
import { warn } from './publish.ts'

/**
 * Begins to look at the comments while the first poll is out: a run that needs no second poll then has no more to do than write and
 * look again. Whatever goes wrong here is tried again when the comment is written.
 */
export async function lookEarly(inputs: CommentInputs | null, effects: Effects): Promise<EarlyLook | null> {
  if (inputs === null || inputs.mode === 'never' || inputs.token === null) return null
  try {
    // The poll goes out first.
    await new Promise(setImmediate)
    const { lookAtComments } = await import('../github/early-look.ts')
    const context = effects.runner.githubContext()
    return await lookAtComments(inputs.prNumber, context, gitHubEffects(inputs.token, context, effects))
  } catch {
    return null
  }
}

/**
 * Writes the short report to the pull request when asked to. Any fault is one warning, and changes neither the verdict nor
 * summary and outputs. A cancelled run writes no comment.
 */
export async function comment(
  current: () => RunResult,
  inputs: CommentInputs | null,
  early: Promise<EarlyLook | null>,
  secrets: Secrets,
  effects: Effects,
): Promise<void> {
  if (inputs === null || inputs.mode === 'never' || effects.signal.aborted || isCancelled(current())) return
  const { runner } = effects
  try {
    await write(current(), inputs, early, secrets, effects)
  } catch (error) {
    if (effects.signal.aborted) return
    runner.debug(secrets.remove(error instanceof Error ? String(error.stack) : String(error)))
    warn(runner, unwritten('unexpected error', FAULT_HINT))
  }
}

async function write(
  result: RunResult,
  inputs: CommentInputs,
  early: Promise<EarlyLook | null>,
  secrets: Secrets,
  effects: Effects,
): Promise<void> {
  const { runner } = effects
  const { token } = inputs
  if (token === null) {
    warn(runner, unwritten('github_token is empty', "Leave the input out to use the workflow's own token."))
    return
  }
  // Most runs write no comment, and need not load this.
  const { publishComment } = await import('../github/publish-comment.ts')
  const context = runner.githubContext()
  const { runUrl } = result.facts
  const elsewhere = runUrl === null ? '.' : `; the [job summary](${runUrl}) has room for more.`
  const budget = (limit: number) => ({ limit, measure: (text: string) => text.length, elsewhere })
  const outcome = await publishComment(
    {
      mayCreate: inputs.mode === 'always' || verdictOf(result) !== 'passed',
      key: inputs.key,
      prNumber: inputs.prNumber,
      early,
      render: (limit) => [...renderReport(result, 'comment', budget(limit))].join(''),
    },
    context,
    gitHubEffects(token, context, effects),
  )
  if (outcome.kind === 'unavailable') {
    warn(runner, unwritten(secrets.remove(outcome.message), outcome.hint))
    return
  }
  if (outcome.kind === 'superseded') {
    runner.info(outcome.message)
  } else {
    runner.info(COMMENT_LOG[outcome.kind])
    if (outcome.warning !== null) warn(runner, outcome.warning)
  }
  if (outcome.url !== null) setCommentUrl(outcome.url, runner)
}

/** The comment stands already: an output that cannot be written takes nothing from it. */
function setCommentUrl(url: string, runner: Runner): void {
  try {
    runner.setOutput('comment_url', url)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    warn(runner, {
      message: `The output comment_url could not be written: ${reason}`,
      hint: "Check the runner's disk and permissions.",
    })
  }
}

/** What the log says about the comment. */
const COMMENT_LOG = {
  created: 'The pull-request comment was created.',
  updated: 'The pull-request comment was updated.',
  unchanged: 'The pull-request comment was up to date.',
  'not-needed': 'No pull-request comment was needed.',
} as const

function unwritten(message: string, hint: string) {
  return { message: `The pull-request comment could not be written: ${message}`, hint }
}
