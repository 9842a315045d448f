import { type GitHubStandIn, startGitHub } from '../sandbox/github.ts'

/** Ends GitHub's stand-in when `story` is over. `env` tells a run where it is. */
export async function withGitHub(
  story: (github: GitHubStandIn, env: Readonly<Record<string, string>>) => Promise<void>,
): Promise<void> {
  const github = await startGitHub()
  try {
    await story(github, { GITHUB_API_URL: github.apiUrl, GITHUB_GRAPHQL_URL: `${github.apiUrl}/graphql` })
  } finally {
    await github.close()
  }
}

/** The part of GitHub's event of pull request 7 that the workflows, the runner and the action read. */
export function pullRequestEvent({ pullRequests: [pullRequest] }: GitHubStandIn, headRepository: string) {
  return {
    action: 'synchronize',
    number: pullRequest?.number,
    pull_request: {
      number: pullRequest?.number,
      head: { ref: 'news', sha: pullRequest?.headSha, repo: { full_name: headRepository } },
      base: { ref: 'main', repo: { full_name: 'acme/mail' } },
    },
    repository: { full_name: 'acme/mail' },
  }
}

/** The id of each comment, and the inbox rate it reports first. */
export function ratesOf({ comments }: GitHubStandIn) {
  return comments.map(({ id, body }) => [id, /(\S+) in the inbox/u.exec(body)?.[1]])
}
