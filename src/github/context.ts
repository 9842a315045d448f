import type { GitHubContext } from '../core/github-context.ts'
import { textAt } from './event.ts'

/** The commit that the run is about: the head that the event names, else `GITHUB_SHA`; null when neither is a commit's hash. */
export function commitOf({ event, sha }: Pick<GitHubContext, 'event' | 'sha'>): string | null {
  return headInEvent(event) ?? hash(sha)
}

/** The head of the event's pull request, of the workflow run that triggered this one, or of the group in the merge queue. */
export function headInEvent(event: unknown): string | null {
  return (
    hash(textAt(event, 'pull_request', 'head', 'sha')) ??
    hash(textAt(event, 'workflow_run', 'head_sha')) ??
    hash(textAt(event, 'merge_group', 'head_sha'))
  )
}

function hash(text: string | null): string | null {
  return text !== null && /^[0-9a-f]{7,64}$/iu.test(text) ? text : null
}
