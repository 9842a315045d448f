/**
 * How long a `Retry-After` header asks to wait (RFC 9110, 10.2.3): seconds, or an HTTP date. A date is measured against
 * the server's own `Date` where it sent one, so a wrong clock on either side does no harm.
 * @returns milliseconds, at least 0; null when the header is absent or says neither
 */
export function retryAfterMs(
  header: string | undefined,
  serverDate: string | undefined,
  nowMs: number,
): number | null {
  const value = header?.trim() ?? ''
  if (/^\d+$/u.test(value)) return Number(value) * 1000
  // Date.parse also takes forms that no server sends, such as a bare "-5".
  const until = /^[A-Za-z]{3,9},? /u.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(until)) return null
  const from = Date.parse(serverDate ?? '')
  return Math.max(0, until - (Number.isNaN(from) ? nowMs : from))
}
