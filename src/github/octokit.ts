import { getOctokit } from '@actions/github'
import { oneLine, secretRemover } from '../untrusted-text.ts'
import { VERSION } from '../version.ts'
import { type Comment, type GitHubApi, GitHubError, type PullRequest } from './github-api.ts'
import { withTimeLimit } from './time-limit.ts'

/** One page of a list, the largest GitHub gives. */
const PAGE_SIZE = 100

/** GitHub answers in well under a second; what hangs must leave time for another try. Milliseconds. */
const REQUEST_LIMIT_MS = 5000

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
  const octokit = getOctokit(token, { baseUrl, log: SILENT, userAgent: `inbox-placement-gate/${VERSION}` })
  const [owner = '', repo = ''] = repository.split('/')
  const { pulls, issues, repos } = octokit.rest
  const clean = secretRemover([token])

  octokit.hook.wrap('request', async (send, options) => {
    const expired = () => new GitHubError(`no answer within ${REQUEST_LIMIT_MS / 1000} s`, null)
    const response = await withTimeLimit(REQUEST_LIMIT_MS, signal, expired, (limited) => {
      // octokit's own hook for the token has bound these options: others given to `send` would be ignored. The signal is
      // added here and not in the constructor, whose `request` would replace the one with the toolkit's way to a proxy.
      options.request = { ...options.request, signal: limited }
      return send(options)
    })
    // octokit hands out a proxy's page, or a body cut short, as text.
    if (typeof response.data !== 'object') throw new GitHubError(NOT_JSON, null)
    return response
  })

  return {
    viewer: () =>
      attempt('asking whose token this is', async () => {
        const { viewer } = await octokit.graphql<{ viewer: { login: string } }>('query { viewer { login } }')
        return viewer.login
      }),
    pullRequest: (number) =>
      attempt(`reading pull request #${number}`, async () =>
        pullRequest((await pulls.get({ owner, repo, pull_number: number })).data),
      ),
    pullRequestsOfCommit: (sha) =>
      attempt(`looking for the pull request of commit ${sha.slice(0, 7)}`, async () => {
        const parameters = { owner, repo, commit_sha: sha, per_page: PAGE_SIZE }
        return (await repos.listPullRequestsAssociatedWithCommit(parameters)).data.map(pullRequest)
      }).catch(noneForUnknownCommit),
    pullRequestsOfBranch: (head) =>
      attempt(`looking for the pull request of ${head}`, async () => {
        const parameters = { owner, repo, head, state: 'open', per_page: PAGE_SIZE } as const
        const { data } = await pulls.list(parameters)
        // A head that GitHub cannot read is no filter to it: every open pull request is listed.
        return data.filter((each) => each.head.label === head).map(pullRequest)
      }),
    async *comments(number) {
      const parameters = { owner, repo, issue_number: number, per_page: PAGE_SIZE }
      const pages = octokit.paginate.iterator(issues.listComments, parameters)[Symbol.asyncIterator]()
      for (;;) {
        const page = await attempt(`reading the comments of pull request #${number}`, () => pages.next())
        if (page.done === true) return
        yield* page.value.data.map(comment)
      }
    },
    createComment: (number, body) =>
      attempt(
        `writing to pull request #${number}`,
        async () => (await issues.createComment({ owner, repo, issue_number: number, body })).data.html_url,
      ),
    updateComment: (id, body) =>
      attempt(
        `updating comment ${id}`,
        async () => (await issues.updateComment({ owner, repo, comment_id: id, body })).data.html_url,
      ),
  }

  /** @param doing what the request is for, as the reader of a warning would say it */
  async function attempt<T>(doing: string, request: () => Promise<T>): Promise<T> {
    try {
      return await request()
    } catch (error) {
      // An aborted request is reported as whatever aborted it, not as a fault of GitHub's.
      if (signal.aborted) throw signal.reason
      // Before it is clipped: half a token is one that nothing recognises any more.
      throw new GitHubError(`${doing}: ${oneLine(clean(whatWasSaid(error)))}`, statusOf(error))
    }
  }
}

const NOT_JSON = 'the answer is not JSON'

/** GitHub's own words where it answered, else those of whatever broke the connection. */
function whatWasSaid(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { response, errors } = error as Error & {
    response?: { data?: unknown }
    errors?: { message: string }[]
  }
  // GraphQL's errors come with status 200, and octokit's message for them has a heading of its own.
  if (Array.isArray(errors)) return errors.map((each) => each.message).join('; ')
  if (response === undefined) return rootCause(error).message
  if (typeof response.data !== 'object') return NOT_JSON
  return error.message.replace(/ - https?:\/\/\S+$/u, '')
}

/** `fetch failed` and its like say nothing; what they wrap does. */
function rootCause(error: Error): Error {
  const cause = error instanceof AggregateError ? error.errors[0] : error.cause
  return cause instanceof Error ? rootCause(cause) : error
}

/** octokit gives what it could not send the status 500; only an answer has a response. */
function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null
  return 'response' in error && error.response !== undefined ? error.status : null
}

/** GitHub answers 422 for a commit that it does not have, so no pull request of its has it. */
function noneForUnknownCommit(error: unknown): PullRequest[] {
  if (error instanceof GitHubError && error.status === 422) return []
  throw error
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
