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
  headSha: string
  /** `owner:branch` */
  head: string
}

export interface GitHubRequest {
  method: string
  /** Path and query, without the server's prefix. */
  path: string
  authorization: string
  body: string
}

/** An answer in place of the usual one; `hang` never answers, `reset` drops the connection. */
type Trouble = { status: number; body?: unknown; headers?: Record<string, string> } | 'hang' | 'reset'

/** The few endpoints of GitHub's API that a comment needs, on loopback, with pull requests and comments of their own. */
export interface GitHubStandIn {
  /** What `GITHUB_API_URL` would be. */
  apiUrl: string
  comments: StandInComment[]
  pullRequests: StandInPullRequest[]
  requests: GitHubRequest[]
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
      body,
    }
    standIn.requests.push(request)
    const trouble = standIn.trouble(request)
    if (trouble === 'hang') return
    if (trouble === 'reset') {
      message.socket.resetAndDestroy()
      return
    }
    const reply =
      trouble ?? (isGraphql ? { status: 200, body: { data: { viewer: { login } } } } : rest(request, url))
    response.writeHead(reply.status, { 'Content-Type': 'application/json', ...reply.headers })
    response.end(JSON.stringify(reply.body ?? { message: 'stand-in' }))
  }

  function rest(request: GitHubRequest, url: string): Exclude<Trouble, string> {
    const { pathname, searchParams } = new URL(request.path, root)
    const path = pathname.startsWith(REPOSITORY) ? pathname.slice(REPOSITORY.length) : ''
    const [, id = ''] = /^\/\w+(?:\/comments)?\/(\w+)/u.exec(path) ?? []
    const routes: [RegExp, () => Exclude<Trouble, string>][] = [
      [/^GET \/pulls\/\d+$/u, () => onPullRequest(id, (found) => ({ status: 200, body: shown(found) }))],
      [
        /^GET \/pulls$/u,
        () => listed((each) => each.head === searchParams.get('head') && each.state === 'open'),
      ],
      [/^GET \/commits\/\w+\/pulls$/u, () => listed((each) => each.headSha === id)],
      [/^GET \/issues\/\d+\/comments$/u, () => onPullRequest(id, () => page(searchParams, url))],
      [/^POST \/issues\/\d+\/comments$/u, () => onPullRequest(id, () => create(request.body))],
      [/^PATCH \/issues\/comments\/\d+$/u, () => update(id, request.body)],
    ]
    const [, reply = notFound] = routes.find(([route]) => route.test(`${request.method} ${path}`)) ?? []
    return reply()
  }

  function onPullRequest(
    id: string,
    reply: (found: StandInPullRequest) => Exclude<Trouble, string>,
  ): Exclude<Trouble, string> {
    const found = standIn.pullRequests.find((each) => each.number === Number(id))
    return found === undefined ? notFound() : reply(found)
  }

  function listed(matches: (each: StandInPullRequest) => boolean): Exclude<Trouble, string> {
    return { status: 200, body: standIn.pullRequests.filter(matches).map(shown) }
  }

  function update(id: string, body: string): Exclude<Trouble, string> {
    const comment = standIn.comments.find((each) => each.id === Number(id))
    if (comment === undefined) return notFound()
    comment.body = (JSON.parse(body) as { body: string }).body
    return { status: 200, body: shownComment(comment) }
  }

  function create(body: string): Exclude<Trouble, string> {
    const comment = {
      id: 1000 + standIn.comments.length,
      author: login,
      body: (JSON.parse(body) as { body: string }).body,
    }
    if (comment.body.length > 65_536) return { status: 422, body: { message: 'Validation Failed' } }
    standIn.comments.push(comment)
    return { status: 201, body: shownComment(comment) }
  }

  function page(query: URLSearchParams, url: string): Exclude<Trouble, string> {
    const size = Number(query.get('per_page') ?? 30)
    const number = Number(query.get('page') ?? 1)
    const rest = standIn.comments.slice((number - 1) * size)
    const next = new URL(url, root)
    next.searchParams.set('page', String(number + 1))
    const headers: Record<string, string> = rest.length > size ? { Link: `<${next.href}>; rel="next"` } : {}
    return { status: 200, headers, body: rest.slice(0, size).map(shownComment) }
  }
}

function shown({ number, state, headSha }: StandInPullRequest) {
  return { number, state, head: { sha: headSha } }
}

function shownComment({ id, author, body }: StandInComment) {
  return {
    id,
    body,
    user: { login: author },
    html_url: `https://github.com/acme/mail/pull/7#issuecomment-${id}`,
  }
}

function notFound(): Exclude<Trouble, string> {
  return { status: 404, body: { message: 'Not Found' } }
}
