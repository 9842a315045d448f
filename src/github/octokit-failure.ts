import { faultText, isOfJavaScript } from '../net/http.ts'
import { at, textAt } from './event.ts'
import { GitHubError } from './github-api.ts'

export const NOT_JSON = 'the answer is not JSON'
export const MISSHAPEN = 'the answer is not what GitHub describes'

interface Failure {
  /** Untrusted. */
  readonly message: string
  readonly status: number | null
  readonly fault?: GitHubError['fault'] | undefined
  readonly retryAfterMs?: number | null
}

/** GitHub's own words where it answered, else the connection's error. Never the words of JavaScript. */
export function failureOf(error: unknown): Failure {
  if (error instanceof GitHubError) return error
  const errors = at(error, 'errors')
  // GraphQL's errors come with status 200, and octokit puts a heading of its own before their messages.
  if (Array.isArray(errors)) {
    const words = errors.map((each) => textAt(each, 'message') ?? MISSHAPEN)
    return {
      message: words.join('; '),
      status: null,
      fault: errors.map(graphqlFault).find((each) => each !== null) ?? undefined,
    }
  }
  const response = at(error, 'response')
  const status = at(error, 'status')
  // octokit gives a status of its own where no answer came, and keeps the connection's error as the cause.
  if (response === undefined || typeof status !== 'number') {
    const cause = error instanceof Error ? (error.cause ?? error) : error
    return { message: isOfJavaScript(cause) ? MISSHAPEN : faultText(cause), status: null }
  }
  const isJson = typeof at(response, 'data') === 'object'
  const words = error instanceof Error ? error.message.replace(/ - https?:\/\/\S+$/u, '') : ''
  return {
    message: isJson ? words : NOT_JSON,
    status,
    retryAfterMs: retryAfterMs(textAt(response, 'headers', 'retry-after')),
  }
}

/** What GraphQL calls a fault; null for one that it may not have the next time. */
function graphqlFault(error: unknown): GitHubError['fault'] | null {
  // Fields and types that an older GitHub Enterprise Server does not have.
  if (/^undefined(?:Field|Type)|^argumentNotAccepted$/u.test(textAt(error, 'extensions', 'code') ?? ''))
    return 'unsupported'
  return GRAPHQL_FAULTS[textAt(error, 'type') ?? ''] ?? null
}

const GRAPHQL_FAULTS: Readonly<Record<string, GitHubError['fault']>> = {
  NOT_FOUND: 'not_found',
  FORBIDDEN: 'forbidden',
  INSUFFICIENT_SCOPES: 'forbidden',
  RATE_LIMIT: 'rate_limit',
  RATE_LIMITED: 'rate_limit',
}

/** GitHub gives seconds. */
function retryAfterMs(header: string | null): number | null {
  return header !== null && /^\d{1,6}$/u.test(header) ? Number(header) * 1000 : null
}
