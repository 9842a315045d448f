const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

/** `2026-11-20 09:41`, in UTC. */
export function formatMinute(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ')
}

/**
 * `12 October`, with the year when it is not that of `nowMs`, in UTC.
 * @param iso an ISO 8601 time, untrusted
 * @param nowMs milliseconds since 1970
 * @returns null when `iso` is no such time
 */
export function formatDay(iso: string, nowMs: number): string | null {
  // JavaScript takes `Campaign 7` for a date, too.
  if (!/^\d{4}-\d\d-\d\d/u.test(iso)) return null
  // The API writes dates without a zone, which would be read as those of the machine.
  const date = new Date(
    /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?$/u.test(iso) ? `${iso.replace(' ', 'T')}Z` : iso,
  )
  if (Number.isNaN(date.getTime())) return null
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`
  const year = date.getUTCFullYear()
  return year === new Date(nowMs).getUTCFullYear() ? day : `${day} ${year}`
}
