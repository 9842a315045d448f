import { getOctokit } from '@actions/github'
import { type Comment, type GitHubApi, GitHubError, type PullRequest } from './github-api.ts'

/** One page of a list, the largest GitHub gives. */
const PAGE_SIZE = 100

const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore }

/**
 * GitHub's API through octokit. This file is loaded only when a comment is asked for, because octokit takes about as long
 * to load as the rest of the action to run.
 * @param baseUrl root of the REST API, GitHub Enterprise Server's included
 * @param repository `owner/name`
 * @param signal aborts every request
 */
export function octokitApi(
  token: string,
  baseUrl: string,
  repository: string,
  signal: AbortSignal,
): GitHubApi {
  const octokit = getOctokit(token, { baseUrl, log: SILENT, request: { signal } })
  const [owner = '', repo = ''] = repository.split('/')
  const { pulls, issues, repos } = octokit.rest

  return {
    viewer: () =>
      attempt(async () => {
        const { viewer } = await octokit.graphql<{ viewer: { login: string } }>('query { viewer { login } }')
        return viewer.login
      }),
    pullRequest: (number) =>
      attempt(async () => pullRequest((await pulls.get({ owner, repo, pull_number: number })).data)),
    pullRequestsOfCommit: (sha) =>
      attempt(async () => {
        const parameters = { owner, repo, commit_sha: sha, per_page: PAGE_SIZE }
        return (await repos.listPullRequestsAssociatedWithCommit(parameters)).data.map(pullRequest)
      }),
    pullRequestsOfBranch: (head) =>
      attempt(async () => {
        const parameters = { owner, repo, head, state: 'open', per_page: PAGE_SIZE } as const
        return (await pulls.list(parameters)).data.map(pullRequest)
      }),
    async *comments(number) {
      const parameters = { owner, repo, issue_number: number, per_page: PAGE_SIZE }
      const pages = octokit.paginate.iterator(issues.listComments, parameters)[Symbol.asyncIterator]()
      for (;;) {
        const page = await attempt(() => pages.next())
        if (page.done === true) return
        yield* page.value.data.map(comment)
      }
    },
    createComment: (number, body) =>
      attempt(
        async () => (await issues.createComment({ owner, repo, issue_number: number, body })).data.html_url,
      ),
    updateComment: (id, body) =>
      attempt(async () => (await issues.updateComment({ owner, repo, comment_id: id, body })).data.html_url),
  }

  async function attempt<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request()
    } catch (error) {
      // An aborted request is reported as whatever aborted it, not as a fault of GitHub's.
      if (signal.aborted) throw signal.reason
      throw githubError(error)
    }
  }
}

function githubError(error: unknown): GitHubError {
  if (!(error instanceof Error)) return new GitHubError(String(error), null)
  const { status, cause } = error as Error & { status?: unknown }
  // octokit gives what it could not send the status 500; only an answer has a response.
  const answered = 'response' in error && error.response !== undefined
  const reason = cause instanceof Error ? `${error.message}: ${cause.message}` : error.message
  return new GitHubError(reason, answered && typeof status === 'number' ? status : null)
}

function pullRequest(data: { number: number; state: string; head: { sha: string } }): PullRequest {
  return { number: data.number, isOpen: data.state === 'open', headSha: data.head.sha }
}

function comment(data: {
  id: number
  body?: string
  html_url: string
  user: { login: string } | null
}): Comment {
  return { id: data.id, author: data.user?.login ?? null, body: data.body ?? '', url: data.html_url }
}

function ignore(): void {}
