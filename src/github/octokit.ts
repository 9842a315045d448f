import type { operations } from '@octokit/openapi-types'
import type { Send } from '../net/http.ts'
import { UnusableProxy } from '../net/proxy.ts'
import { oneLine } from '../privacy/one-line.ts'
import { secretsOf } from '../privacy/secrets.ts'
import { USER_AGENT } from '../version.ts'
import { COMMENTS_QUERY, commentsPage } from './comments-query.ts'
import { numberAt, textAt } from './event.ts'
import { type Comment, type GitHubApi, GitHubError, type PullRequest } from './github-api.ts'
import { failureOf, MISSHAPEN, NOT_JSON } from './octokit-failure.ts'

/** GitHub answers in well under a second; a request that hangs must leave time for another try. Milliseconds. */
const REQUEST_LIMIT_MS = 5000

/** Bytes. A page of the longest comments, with every character escaped, is smaller. */
const MAX_BODY_BYTES = 64 * 2 ** 20

/** Entries on one page of a list. GitHub allows no more. */
const PAGE_SIZE = 100

const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore }

/** What GitHub's published description of its API allows in a request. The compiler holds ours against it. */
export type Body<Name extends keyof operations> = operations[Name] extends {
  requestBody?: { content: { 'application/json': infer Content } }
}
  ? Content
  : never
export type Query<Name extends keyof operations> = operations[Name] extends {
  parameters: { query?: infer Parameters }
}
  ? Parameters
  : never

/**
 * GitHub's API through `@actions/github`, which is loaded here because few runs need it. Its octokit knows GitHub's addresses,
 * versions and errors; the requests go out by `send`, so that limits and proxies are the same for both APIs, and only to the
 * origin of `baseUrl`: no address from an answer is ever followed.
 * @param baseUrl root of the REST API, GitHub Enterprise Server's included. Octokit finds GraphQL's address by it
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
    request: { fetch: fetchBy(send, signal), log: SILENT },
  })
  const [owner = '', repo = ''] = repository.split('/')
  const here = { owner, repo }
  const secrets = secretsOf([token])

  octokit.hook.after('request', ({ data, status }) => {
    // octokit takes neither for an error: it leaves redirects to `fetch`, and returns a body that is not JSON as text.
    if (status >= 300) throw new GitHubError('GitHub answered with a redirect, which is not followed', status)
    // 204 comes without a body.
    if (status !== 204 && (typeof data !== 'object' || data === null)) throw new GitHubError(NOT_JSON, null)
  })

  return {
    pullRequest: (number) =>
      attempt(`reading pull request #${number}`, async () => {
        const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}'
        return pullRequest((await octokit.request(route, { ...here, pull_number: number })).data)
      }),
    pullRequestsOfCommit: (sha) =>
      attempt(`looking for the pull request of commit ${sha.slice(0, 7)}`, async () => {
        const query = {
          per_page: PAGE_SIZE,
        } satisfies Query<'repos/list-pull-requests-associated-with-commit'>
        const route = 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls'
        return (await octokit.request(route, { ...here, commit_sha: sha, ...query })).data.map(pullRequest)
      }).catch(noneForUnknownCommit),
    pullRequestsOfBranch: (head) =>
      attempt(`looking for the pull request of ${head}`, async () => {
        const query = { head, state: 'all', per_page: PAGE_SIZE } satisfies Query<'pulls/list'>
        const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls', { ...here, ...query })
        // GitHub ignores a head that it cannot read, and lists every pull request.
        return data.filter((each) => each.head.label === head).map(pullRequest)
      }),
    ownComments: (number) =>
      attempt(`reading the comments of pull request #${number}`, async () => {
        const own: Comment[] = []
        let cursor: string | null = null
        do {
          const page = commentsPage(await octokit.graphql(COMMENTS_QUERY, { ...here, number, cursor }))
          own.push(...page.own)
          cursor = page.next === cursor ? null : page.next
        } while (cursor !== null)
        return own
      }),
    createComment: (number, body) =>
      attempt(`writing to pull request #${number}`, async () => {
        const content = { body } satisfies Body<'issues/create-comment'>
        const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'
        const { data } = await octokit.request(route, { ...here, issue_number: number, ...content })
        const id = numberAt(data, 'id')
        if (id === null) throw new GitHubError(MISSHAPEN, null)
        return { id, body, url: textAt(data, 'html_url') }
      }),
    updateComment: (id, body) =>
      attempt(`updating comment ${id}`, async () => {
        const content = { body } satisfies Body<'issues/update-comment'>
        const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}'
        await octokit.request(route, { ...here, comment_id: id, ...content })
      }),
    deleteComment: (id) =>
      attempt(`deleting comment ${id}`, async () => {
        const route = 'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}'
        await octokit.request(route, { ...here, comment_id: id })
      }),
    setStatus: (sha, { state, context, description, targetUrl }) =>
      attempt(`setting the status of commit ${sha.slice(0, 7)}`, async () => {
        const content = {
          state,
          context,
          description,
          target_url: targetUrl,
        } satisfies Body<'repos/create-commit-status'>
        await octokit.request('POST /repos/{owner}/{repo}/statuses/{sha}', { ...here, sha, ...content })
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
      const { message, status, ...options } = failureOf(error)
      // The token goes before the text is cut: half a token would not be recognized.
      throw new GitHubError(`${doing}: ${oneLine(secrets.remove(message))}`, status, options)
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

/** GitHub answers 422 for a commit that it does not have. Then no pull request has it either. */
function noneForUnknownCommit(error: unknown): PullRequest[] {
  if (error instanceof GitHubError && error.status === 422) return []
  throw error
}

/** The fields are there by GitHub's description; where an answer strays from it, this must not be a pull request `undefined`. */
function pullRequest(data: {
  number: number
  state: string
  merged_at: string | null
  merge_commit_sha: string | null
  head: { sha: string }
}): PullRequest {
  const number = numberAt(data, 'number')
  const headSha = textAt(data, 'head', 'sha')
  if (number === null || headSha === null) throw new GitHubError(MISSHAPEN, null)
  const isMerged = data.merged_at !== null && data.merged_at !== undefined
  const state = isMerged ? 'merged' : data.state === 'open' ? 'open' : 'closed'
  return { number, state, headSha, mergeSha: isMerged ? data.merge_commit_sha : null }
}

function ignore(): void {}
