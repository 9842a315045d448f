import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

interface StandInComment {
  id: number
  author: string
  body: string
}

interface StandInPullRequest {
  number: number
  state: 'open' | 'closed'
  /** The commit that merged it. */
  mergeSha?: string
  headSha: string
  /** `owner:branch` */
  head: string
}

/** A commit status as it was set. */
interface StandInStatus {
  sha: string
  state: string
  context: string
  description: string
  target_url: string | null
}

interface GitHubRequest {
  method: string
  /** Path and query, without the server's prefix. */
  path: string
  authorization: string
  userAgent: string
  body: string
}

/** A text with a `Content-Type` goes out as it is, anything else as JSON. */
interface Reply {
  status: number
  body?: unknown
  headers?: Record<string, string>
}

/** What goes wrong instead: `hang` never answers, `reset` drops the connection, `cut` ends it inside the body. */
type Trouble = Reply | 'hang' | 'reset' | 'cut'

/** The few endpoints of GitHub's API that this action needs, on loopback, with pull requests, comments and statuses of their own. */
export interface GitHubStandIn {
  /** What `GITHUB_API_URL` would be. */
  apiUrl: string
  comments: StandInComment[]
  pullRequests: StandInPullRequest[]
  /** Oldest first. */
  statuses: StandInStatus[]
  requests: GitHubRequest[]
  /** Sent with every answer. */
  headers: Record<string, string>
  /** Called for every request; what it returns is answered instead. */
  trouble: (request: GitHubRequest) => Trouble | null
  close(): Promise<void>
}

export interface StandInOptions {
  /** Who the token is. */
  login?: string
  /** `/api/v3` on GitHub Enterprise Server. */
  prefix?: string
}

const REPOSITORY = '/repos/acme/mail'

export async function startGitHub({
  login = 'github-actions[bot]',
  prefix = '',
}: StandInOptions = {}): Promise<GitHubStandIn> {
  let nextId = 1000
  const server = createServer((request, response) => {
    text(request).then(
      (body) => answer(request, response, body),
      () => response.destroy(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const standIn: GitHubStandIn = {
    apiUrl: `${root}${prefix}`,
    comments: [],
    pullRequests: [
      { number: 7, state: 'open', headSha: 'ffac537e6cbbf934b08745a378932722df287a53', head: 'acme:news' },
    ],
    statuses: [],
    headers: {},
    requests: [],
    trouble: () => null,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  return standIn

  function answer(message: IncomingMessage, response: ServerResponse, body: string): void {
    const url = message.url ?? ''
    const isGraphql = url === (prefix === '' ? '/graphql' : '/api/graphql')
    const request = {
      method: message.method ?? '',
      path: isGraphql ? '/graphql' : url.slice(prefix.length),
      authorization: message.headers.authorization ?? '',
      userAgent: message.headers['user-agent'] ?? '',
      body,
    }
    standIn.requests.push(request)
    const trouble = standIn.trouble(request)
    if (typeof trouble === 'string') {
      breakOff(trouble, message, response)
      return
    }
    const reply = trouble ?? (isGraphql ? { status: 200, body: graphql(body) } : rest(request))
    send(response, { ...reply, headers: { ...standIn.headers, ...reply.headers } })
  }

  /** Answers the one query that is asked, for a page of comments. */
  function graphql(body: string) {
    const { variables } = JSON.parse(body) as { variables: { number: number; cursor: string | null } }
    if (!standIn.pullRequests.some(({ number }) => number === variables.number)) {
      const message = `Could not resolve to a PullRequest with the number of ${variables.number}.`
      return { data: { repository: { pullRequest: null } }, errors: [{ type: 'NOT_FOUND', message }] }
    }
    const after = Number(variables.cursor ?? -1)
    const rest = standIn.comments.filter(({ id }) => id > after)
    const page = rest.slice(0, 100)
    const pageInfo = { hasNextPage: rest.length > page.length, endCursor: String(page.at(-1)?.id ?? '') }
    const nodes = page.map(({ id, author, body }) => ({
      fullDatabaseId: String(id),
      viewerDidAuthor: author === login,
      body,
      url: urlOf(id),
    }))
    return { data: { repository: { pullRequest: { comments: { nodes, pageInfo } } } } }
  }

  function rest(request: GitHubRequest): Reply {
    const { pathname, searchParams } = new URL(request.path, root)
    const path = pathname.startsWith(REPOSITORY) ? pathname.slice(REPOSITORY.length) : ''
    const [, id = ''] = /^\/\w+(?:\/comments)?\/(\w+)/u.exec(path) ?? []
    const routes: [RegExp, () => Reply][] = [
      [/^GET \/pulls\/\d+$/u, () => onPullRequest(id, (found) => ({ status: 200, body: shown(found) }))],
      [
        /^GET \/pulls$/u,
        () =>
          listed(
            (each) => each.head === searchParams.get('head') && isInState(each, searchParams.get('state')),
          ),
      ],
      [/^GET \/commits\/\w+\/pulls$/u, () => listed((each) => [each.headSha, each.mergeSha].includes(id))],
      [/^POST \/statuses\/\w+$/u, () => setStatus(id, request.body)],
      [/^POST \/issues\/\d+\/comments$/u, () => onPullRequest(id, () => create(request.body))],
      [/^PATCH \/issues\/comments\/\d+$/u, () => update(id, request.body)],
      [/^DELETE \/issues\/comments\/\d+$/u, () => remove(id)],
    ]
    const [, reply = notFound] = routes.find(([route]) => route.test(`${request.method} ${path}`)) ?? []
    return reply()
  }

  function onPullRequest(id: string, reply: (found: StandInPullRequest) => Reply): Reply {
    const found = standIn.pullRequests.find((each) => each.number === Number(id))
    return found === undefined ? notFound() : reply(found)
  }

  function listed(matches: (each: StandInPullRequest) => boolean): Reply {
    return { status: 200, body: standIn.pullRequests.filter(matches).map(shown) }
  }

  function update(id: string, body: string): Reply {
    const comment = standIn.comments.find((each) => each.id === Number(id))
    if (comment === undefined) return notFound()
    comment.body = (JSON.parse(body) as { body: string }).body
    return { status: 200, body: shownComment(comment) }
  }

  function remove(id: string): Reply {
    const index = standIn.comments.findIndex((each) => each.id === Number(id))
    if (index < 0) return notFound()
    standIn.comments.splice(index, 1)
    return { status: 204 }
  }

  function create(body: string): Reply {
    const comment = {
      id: nextId++,
      author: login,
      body: (JSON.parse(body) as { body: string }).body,
    }
    if (comment.body.length > 65_536) return { status: 422, body: { message: 'Validation Failed' } }
    standIn.comments.push(comment)
    return { status: 201, body: shownComment(comment) }
  }

  function setStatus(sha: string, body: string): Reply {
    const status = JSON.parse(body) as Omit<StandInStatus, 'sha'>
    if (status.description.length > 140) return { status: 422, body: { message: 'Validation Failed' } }
    standIn.statuses.push({ sha, ...status })
    return { status: 201, body: status }
  }
}

/** Open ones unless asked for others, as GitHub does. */
function isInState({ state }: StandInPullRequest, wanted: string | null): boolean {
  return wanted === 'all' || state === (wanted ?? 'open')
}

function breakOff(
  trouble: 'hang' | 'reset' | 'cut',
  message: IncomingMessage,
  response: ServerResponse,
): void {
  if (trouble === 'reset') message.socket.resetAndDestroy()
  if (trouble !== 'cut') return
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '100' })
  response.write('{"number":', () => message.socket.end())
}

function send(
  response: ServerResponse,
  { status, headers = {}, body = { message: 'stand-in' } }: Reply,
): void {
  if (status === 204) {
    response.writeHead(204, headers).end()
    return
  }
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
  response.end(typeof body === 'string' && 'Content-Type' in headers ? body : JSON.stringify(body))
}

function shown({ number, state, headSha, head, mergeSha }: StandInPullRequest) {
  return {
    number,
    state,
    head: { sha: headSha, label: head },
    merged_at: mergeSha === undefined ? null : '2026-11-20T09:41:00Z',
    merge_commit_sha: mergeSha ?? null,
  }
}

function urlOf(comment: number): string {
  return `https://github.com/acme/mail/pull/7#issuecomment-${comment}`
}

function shownComment({ id, author, body }: StandInComment) {
  return {
    id,
    body,
    user: { login: author },
    html_url: urlOf(id),
  }
}

function notFound(): Reply {
  return { status: 404, body: { message: 'Not Found' } }
}
