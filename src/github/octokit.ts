import { Octokit } from '@octokit/core'
import { paginateRest } from '@octokit/plugin-paginate-rest'
import { faultText, type Send } from '../net/http.ts'
import { UnusableProxy } from '../net/proxy.ts'
import { oneLine, secretRemover } from '../privacy/untrusted-text.ts'
import { VERSION } from '../version.ts'
import { type Comment, type GitHubApi, GitHubError, type PullRequest } from './github-api.ts'

/** One page of a list, the largest GitHub gives. */
const PAGE_SIZE = 100

/** GitHub answers in well under a second; what hangs must leave time for another try. Milliseconds. */
const REQUEST_LIMIT_MS = 5000

/** A hundred comments of the longest kind, with every character escaped, are less. */
const MAX_BODY_BYTES = 64 * 2 ** 20

const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore }

const PagingOctokit = Octokit.plugin(paginateRest)

/**
 * GitHub's API through the core of octokit, which knows its addresses, pages, versions and errors; the requests go out by
 * `send`. `@actions/github` would bring a table of all endpoints and an HTTP stack of its own, which take longer to load
 * than the rest of the step to run.
 * @param baseUrl root of the REST API, GitHub Enterprise Server's included
 * @param repository `owner/name`
 * @param signal aborts every request
 */
export function octokitApi(
  send: Send,
  token: string,
  baseUrl: string,
  repository: string,
  signal: AbortSignal,
): GitHubApi {
  const octokit = new PagingOctokit({
    auth: token,
    baseUrl,
    log: SILENT,
    userAgent: `inbox-placement-gate/${VERSION}`,
    request: { fetch: fetchBy(send, signal) },
  })
  const [owner = '', repo = ''] = repository.split('/')
  const clean = secretRemover([token])

  octokit.hook.after('request', ({ data, status }) => {
    // What is no error to octokit: it leaves redirects to whatever fetches, and hands out what is not JSON as text.
    if (status >= 300) throw new GitHubError('GitHub answered with a redirect, which is not followed', status)
    if (typeof data !== 'object' || data === null) throw new GitHubError(NOT_JSON, null)
  })

  return {
    viewer: () =>
      attempt('asking whose token this is', async () => {
        const { viewer } = await octokit.graphql<{ viewer: { login: string } }>('query { viewer { login } }')
        return viewer.login
      }),
    pullRequest: (number) =>
      attempt(`reading pull request #${number}`, async () => {
        const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}'
        return pullRequest((await octokit.request(route, { owner, repo, pull_number: number })).data)
      }),
    pullRequestsOfCommit: (sha) =>
      attempt(`looking for the pull request of commit ${sha.slice(0, 7)}`, async () => {
        const route = 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls'
        const parameters = { owner, repo, commit_sha: sha, per_page: PAGE_SIZE }
        return (await octokit.request(route, parameters)).data.map(pullRequest)
      }).catch(noneForUnknownCommit),
    pullRequestsOfBranch: (head) =>
      attempt(`looking for the pull request of ${head}`, async () => {
        const route = 'GET /repos/{owner}/{repo}/pulls'
        const parameters = { owner, repo, head, state: 'open', per_page: PAGE_SIZE } as const
        const { data } = await octokit.request(route, parameters)
        // A head that GitHub cannot read is no filter to it: every open pull request is listed.
        return data.filter((each) => each.head.label === head).map(pullRequest)
      }),
    async *comments(number) {
      const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments'
      const parameters = { owner, repo, issue_number: number, per_page: PAGE_SIZE }
      const pages = octokit.paginate.iterator(route, parameters)[Symbol.asyncIterator]()
      for (;;) {
        const page = await attempt(`reading the comments of pull request #${number}`, () => pages.next())
        if (page.done === true) return
        yield* page.value.data.map(comment)
      }
    },
    createComment: (number, body) =>
      attempt(`writing to pull request #${number}`, async () => {
        const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'
        return (await octokit.request(route, { owner, repo, issue_number: number, body })).data.html_url
      }),
    updateComment: (id, body) =>
      attempt(`updating comment ${id}`, async () => {
        const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}'
        return (await octokit.request(route, { owner, repo, comment_id: id, body })).data.html_url
      }),
  }

  /** @param doing what the request is for, as the reader of a warning would say it */
  async function attempt<T>(doing: string, request: () => Promise<T>): Promise<T> {
    try {
      return await request()
    } catch (error) {
      // An aborted request is reported as whatever aborted it, not as a fault of GitHub's.
      if (signal.aborted) throw signal.reason
      // Nor is this, and another try would not help.
      if (error instanceof Error && error.cause instanceof UnusableProxy) throw error.cause
      // Before it is clipped: half a token is one that nothing recognises any more.
      throw new GitHubError(`${doing}: ${oneLine(clean(whatWasSaid(error)))}`, statusOf(error))
    }
  }
}

/** As much of `fetch` as octokit asks for: a request with text, and an answer with status, headers and text. */
function fetchBy(send: Send, signal: AbortSignal) {
  return async (
    url: string,
    { method, headers, body }: Pick<FetchOptions, 'method' | 'headers' | 'body'>,
  ) => {
    const limits = { limitMs: REQUEST_LIMIT_MS, maxBytes: MAX_BODY_BYTES }
    const reply = await send({ method, url, headers, body, ...limits }, signal)
    return {
      status: reply.status,
      url,
      // Whatever else an answer says it is, as a proxy's page does, it is of use as JSON or not at all.
      headers: new Map([...Object.entries(reply.headers), ['content-type', 'application/json']]),
      text: async () => reply.body,
    }
  }
}

interface FetchOptions {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: string
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
  // octokit keeps what the connection said as the cause.
  if (response === undefined) return faultText(error.cause ?? error)
  if (typeof response.data !== 'object') return NOT_JSON
  return error.message.replace(/ - https?:\/\/\S+$/u, '')
}

/** octokit gives what it could not send the status 500; only an answer has a response. */
function statusOf(error: unknown): number | null {
  if (error instanceof GitHubError) return error.status
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
