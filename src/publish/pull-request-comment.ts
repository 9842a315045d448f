import type { Effects } from '../effects.ts'
import type { GateResult } from '../gate-result.ts'
import type { CommentInputs } from '../inputs/inputs.ts'
import { renderReport } from '../report/report.ts'
import { warn } from './publish.ts'

/**
 * Writes the report to the pull request when asked. Whatever goes wrong is one warning: the verdict, the summary and the
 * outputs stand as they are. A cancelled run writes none.
 */
export async function publishToPullRequest(
  result: GateResult,
  inputs: CommentInputs | null,
  clean: (text: string) => string,
  effects: Effects,
): Promise<void> {
  if (inputs === null || inputs.mode === 'never' || result.ending === 'cancelled') return
  const { runner } = effects
  try {
    await write(result, inputs, clean, effects)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    warn(runner, unwritten(clean(reason), 'The verdict, the job summary and the outputs stand without it.'))
  }
}

async function write(
  result: GateResult,
  inputs: CommentInputs,
  clean: (text: string) => string,
  effects: Effects,
): Promise<void> {
  const { runner, clock, signal } = effects
  const { token } = inputs
  if (token === null) {
    warn(runner, unwritten('github_token is empty', 'Leave the input out to use the token of the workflow.'))
    return
  }
  // Most runs want no comment and do not pay for loading this.
  const { publishComment } = await import('../github/publish-comment.ts')
  const context = runner.githubContext()
  const elsewhere = result.runUrl === null ? '.' : `; the [job summary](${result.runUrl}) has room for more.`
  const outcome = await publishComment(
    {
      mayCreate: inputs.mode === 'always' || result.verdict !== 'passed',
      key: inputs.key,
      prNumber: inputs.prNumber,
      render: (limit) => renderReport(result, { limit, measure: (text) => text.length, elsewhere }),
    },
    context,
    {
      openApi: (repository, aborted) => effects.openGitHub(token, context.apiUrl, repository, aborted),
      clock,
      signal,
    },
  )
  if (outcome.kind === 'unavailable') warn(runner, unwritten(clean(outcome.message), outcome.hint))
  else if (outcome.url !== null) runner.setOutput('comment_url', outcome.url)
}

function unwritten(message: string, hint: string) {
  return { message: `The pull-request comment could not be written: ${message}`, hint }
}
