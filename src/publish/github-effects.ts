import type { GitHubContext } from '../core/github-context.ts'
import type { Effects } from '../effects.ts'
import type { GitHubEffects } from '../github/attempts.ts'

/** What the requests to GitHub need, bound to the run's server and to one token. */
export function gitHubEffects(
  token: string,
  { apiUrl }: Pick<GitHubContext, 'apiUrl'>,
  { openGitHub, clock, signal }: Effects,
): GitHubEffects {
  return { openApi: (repository, aborted) => openGitHub(token, apiUrl, repository, aborted), clock, signal }
}
