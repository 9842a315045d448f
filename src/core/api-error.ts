/**
 * What can go wrong with one request. `retry`: the same request may succeed later. `busy`: likewise, and the server asks for
 * fewer requests. The others name what is at fault. `key`: the key is refused for every test. `access`: the key is refused for
 * this test. `job`: the job id is not known. `not_api`: something else answered in the API's place.
 */
export type ApiErrorKind =
  | 'retry'
  | 'busy'
  | 'key'
  | 'access'
  | 'job'
  | 'request'
  | 'redirect'
  | 'shape'
  | 'size'
  | 'api'
  | 'not_api'

export interface ApiErrorOptions {
  /** The message cut down to what a headline has room for, in the action's own words. Nothing in it is quoted. */
  readonly reason?: string
  /** How long the API asked to be left alone, in milliseconds. */
  readonly retryAfterMs?: number | null
}

/**
 * A failed request: `message` says what happened with which value, `hint` what to do about it, as Markdown. No secrets in
 * either. It is what the report calls a problem, from the reply to the log.
 */
export class ApiError extends Error {
  readonly kind: ApiErrorKind
  readonly hint: string
  /** As in the options. Absent where the message itself is short enough. */
  readonly reason?: string
  /** How long the API asked to be left alone, in milliseconds; null when it did not. */
  readonly retryAfterMs: number | null

  constructor(kind: ApiErrorKind, message: string, hint: string, options: ApiErrorOptions = {}) {
    super(message)
    this.kind = kind
    this.hint = hint
    if (options.reason !== undefined) this.reason = options.reason
    this.retryAfterMs = options.retryAfterMs ?? null
  }

  /** Whether the server asked for fewer requests, so that every other request has to wait as well. */
  get asksForPatience(): boolean {
    return this.kind === 'busy' || this.retryAfterMs !== null
  }

  /** Whether the same request may succeed later. */
  get retryable(): boolean {
    return this.kind === 'retry' || this.kind === 'busy'
  }

  /**
   * Whether it can be a passing fault of an API that has already answered about the same test. A key that is refused, a redirect
   * and a body beyond all measure are none.
   */
  get mayPassLater(): boolean {
    return !['key', 'access', 'redirect', 'size'].includes(this.kind)
  }
}
