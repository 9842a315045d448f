/**
 * What can go wrong with one request. `retry`: it may well go right later. The others will not, and say whose turn it is.
 */
export type ApiErrorKind = 'retry' | 'key' | 'job' | 'request' | 'redirect' | 'shape' | 'size' | 'api'

/** A failed request: `message` says what happened with which value, `hint` what to do about it. No secrets in either. */
export class ApiError extends Error {
  readonly kind: ApiErrorKind
  readonly hint: string
  /** How long the API asked to be left alone, in milliseconds; null when it did not. */
  readonly retryAfterMs: number | null

  constructor(kind: ApiErrorKind, message: string, hint: string, retryAfterMs: number | null = null) {
    super(message)
    this.kind = kind
    this.hint = hint
    this.retryAfterMs = retryAfterMs
  }

  get retryable(): boolean {
    return this.kind === 'retry'
  }
}
