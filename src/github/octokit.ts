import { faultText, type Send } from '../net/http.ts'
import { UnusableProxy } from '../net/proxy.ts'
import { oneLine } from '../privacy/one-line.ts'
import { secretsOf } from '../privacy/secrets.ts'
import { USER_AGENT } from '../version.ts'
import { type Comment, type GitHubApi, GitHubError, PAGE_SIZE, type PullRequest } from './github-api.ts'

/** GitHub answers in well under a second; a request that hangs must leave time for another try. Milliseconds. */
const REQUEST_LIMIT_MS = 5000

/** Bytes. A page of the longest comments, with every character escaped, is smaller. */
const MAX_BODY_BYTES = 64 * 2 ** 20

const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore }

/**
 * GitHub's API through `@actions/github`, which is loaded here because few runs comment. Its octokit knows GitHub's addresses,
 * pages, versions and errors; the requests go out by `send`, so that limits and proxies are the same for both APIs.
 * @param baseUrl root of the REST API, GitHub Enterprise Server's included
 * @param repository `owner/name`
 * @param signal aborts every request
 */
export async function octokitApi(
  send: Send,
  token: string,
  baseUrl: string,
  repository: string,
  signal: AbortSignal,
): Promise<GitHubApi> {
  const { getOctokit } = await import('@actions/github')
  const octokit = getOctokit(token, {
    baseUrl,
    log: SILENT,
    userAgent: USER_AGENT,
    request: { fetch: fetchBy(send, signal) },
  })
  const { pulls, issues, repos } = octokit.rest
  const [owner = '', repo = ''] = repository.split('/')
  const secrets = secretsOf([token])

  octokit.hook.after('request', ({ data, status }) => {
    // octokit takes neither for an error: it leaves redirects to `fetch`, and returns a body that is not JSON as text.
    if (status >= 300) throw new GitHubError('GitHub answered with a redirect, which is not followed', status)
    // 204 comes without a body.
    if (status !== 204 && (typeof data !== 'object' || data === null)) throw new GitHubError(NOT_JSON, null)
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
        const { data } = await pulls.list({ owner, repo, head, state: 'open', per_page: PAGE_SIZE })
        // GitHub ignores a head that it cannot read, and lists every open pull request.
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
      attempt(`writing to pull request #${number}`, async () => {
        return comment((await issues.createComment({ owner, repo, issue_number: number, body })).data)
      }),
    updateComment: (id, body) =>
      attempt(`updating comment ${id}`, async () => {
        await issues.updateComment({ owner, repo, comment_id: id, body })
      }),
    deleteComment: (id) =>
      attempt(`deleting comment ${id}`, async () => {
        await issues.deleteComment({ owner, repo, comment_id: id })
      }),
  }

  /** @param doing what the request is for, as the reader of a warning would say it */
  async function attempt<T>(doing: string, request: () => Promise<T>): Promise<T> {
    try {
      return await request()
    } catch (error) {
      // An aborted request throws the reason of the abort; GitHub is not at fault.
      if (signal.aborted) throw signal.reason
      // Nor is GitHub at fault for a proxy that cannot be used, and another try would not help.
      if (error instanceof Error && error.cause instanceof UnusableProxy) throw error.cause
      // The token goes before the text is cut: half a token would not be recognized.
      throw new GitHubError(`${doing}: ${oneLine(secrets.remove(whatWasSaid(error)))}`, statusOf(error))
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
      // Every answer has to be JSON, even one that claims to be something else, such as a proxy's page.
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

/** GitHub's own words where it answered, else the connection's error. */
function whatWasSaid(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { response, errors } = error as Error & {
    response?: { data?: unknown }
    errors?: { message: string }[]
  }
  // GraphQL's errors come with status 200, and octokit puts a heading of its own before their messages.
  if (Array.isArray(errors)) return errors.map((each) => each.message).join('; ')
  // octokit keeps the connection's error as the cause.
  if (response === undefined) return faultText(error.cause ?? error)
  if (typeof response.data !== 'object') return NOT_JSON
  return error.message.replace(/ - https?:\/\/\S+$/u, '')
}

/** The status of an answer; null without one. octokit says 500 where it could not send, but then there is no response. */
function statusOf(error: unknown): number | null {
  if (error instanceof GitHubError) return error.status
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null
  return 'response' in error && error.response !== undefined ? error.status : null
}

/** GitHub answers 422 for a commit that it does not have. Then no pull request has it either. */
function noneForUnknownCommit(error: unknown): PullRequest[] {
  if (error instanceof GitHubError && error.status === 422) return []
  throw error
}

function pullRequest(data: { number: number; state: string; head: { sha: string } }): PullRequest {
  return { number: data.number, isOpen: data.state === 'open', headSha: data.head.sha }
}

function comment(data: {
  id: number | bigint
  body?: string
  html_url?: string
  user: { login: string } | null
}): Comment {
  const { id, user, body, html_url } = data
  return { id: Number(id), author: user?.login ?? null, body: body ?? '', url: html_url ?? null }
}

function ignore(): void {}
