/**
 * How long a `Retry-After` header asks to wait (RFC 9110, 10.2.3): seconds, or an HTTP date. A date is measured against
 * the server's own `Date` where it sent one, so a wrong clock on either side does no harm.
 * @returns milliseconds, at least 0 and without an upper bound; null when the header is absent or says neither
 */
export function retryAfterMs(
  header: string | undefined,
  serverDate: string | undefined,
  nowMs: number,
): number | null {
  const value = header?.trim() ?? ''
  if (/^\d+$/u.test(value)) return Number(value) * 1000
  const until = parseHttpDate(value)
  if (Number.isNaN(until)) return null
  const from = parseHttpDate(serverDate?.trim() ?? '')
  return Math.max(0, until - (Number.isNaN(from) ? nowMs : from))
}

/** Milliseconds since 1970 of a date in any of the three forms of RFC 9110, 5.6.7; NaN for anything else. */
function parseHttpDate(value: string): number {
  // Date.parse also takes forms that no server sends, such as a bare "-5".
  if (!/^[A-Za-z]{3,9},? .*\d\d:\d\d:\d\d/u.test(value)) return Number.NaN
  // The oldest form names no zone and means GMT; Date.parse would take the zone of the machine.
  return Date.parse(/:\d\d(?: \d{4})?$/u.test(value) ? `${value} GMT` : value)
}
