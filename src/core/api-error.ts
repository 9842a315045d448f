/**
 * What can go wrong with one request. `retry`: the same request may succeed later. `busy`: likewise, and the server asks for
 * fewer requests. No retry helps with the others, which name what is at fault. `key`: the key is refused for every test.
 * `access`: the key is refused for this test.
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

export interface ApiErrorOptions {
  /** The message cut down to what a headline has room for, in the action's own words. Nothing in it is quoted. */
  readonly reason?: string
  /** How long the API asked to be left alone, in milliseconds. */
  readonly retryAfterMs?: number | null
}

/**
 * A failed request: `message` says what happened with which value, `hint` what to do about it, as Markdown. No secrets in
 * either.
 */
export class ApiError extends Error {
  readonly kind: ApiErrorKind
  readonly hint: string
  /** As in the options; null where the message itself is short enough. */
  readonly reason: string | null
  /** How long the API asked to be left alone, in milliseconds; null when it did not. */
  readonly retryAfterMs: number | null

  constructor(kind: ApiErrorKind, message: string, hint: string, options: ApiErrorOptions = {}) {
    super(message)
    this.kind = kind
    this.hint = hint
    this.reason = options.reason ?? null
    this.retryAfterMs = options.retryAfterMs ?? null
  }

  /** Whether the server asked for fewer requests, so that every other request has to wait as well. */
  get asksForPatience(): boolean {
    return this.kind === 'busy' || this.retryAfterMs !== null
  }

  get retryable(): boolean {
    return this.kind === 'retry' || this.kind === 'busy'
  }
}
