import type { ProviderArrivals } from '../../core/waiting.ts'
import { formatDuration } from '../../wording/numbers.ts'
import type { FindingContext } from './context.ts'
import type { Finding } from './finding.ts'
import { listed, providerName } from './words.ts'

/** A smaller lag may come from the polls and ordinary mail queues alone. Milliseconds. */
const MIN_LAG_MS = 5 * 60_000
/** Poll intervals. The polls cannot tell a smaller lag from none. */
const MIN_INTERVALS = 3

/** Providers where half of the mail had arrived long after the median of the providers that are not named here. */
export function slowFindings({ result, settings }: FindingContext): Finding[] {
  const lag = Math.max(MIN_LAG_MS, MIN_INTERVALS * settings.pollIntervalMs)
  const { slow, others } = splitBySpeed(result.arrivals ?? [], lag)
  if (slow.length === 0) return []
  const names = listed(slow.map(({ provider }) => providerName(provider)))
  const times = listed(
    slow.map((each) => {
      const half = formatDuration(halfAfterMs(each))
      return slow.length === 1 ? half : `${half} at ${providerName(each.provider)}`
    }),
  )
  const elsewhere =
    others === 0 ? 'elsewhere it was there by then' : `the median elsewhere is ${formatDuration(others)}`
  return [
    {
      kind: 'slow',
      notInInbox: 0,
      fact: `${names} ${slow.length === 1 ? 'was' : 'were'} slow`,
      evidence: `half of the mail that arrived there had come ${times} after the first look; ${elsewhere}.`,
      action: `Look for deferrals (4xx replies) from ${names} in your mail server's log: grey-listing and throttling look like this.`,
    },
  ]
}

/**
 * The slowest providers, as many as all lag behind the median of the rest.
 * @param lag milliseconds
 * @returns slowest first, and the median of the others in milliseconds
 */
function splitBySpeed(arrivals: readonly ProviderArrivals[], lag: number) {
  const ordered = arrivals
    .filter(({ arrived }) => arrived > 0)
    .toSorted((a, b) => halfAfterMs(b) - halfAfterMs(a))
  for (let count = ordered.length - 1; count > 0; count -= 1) {
    const slow = ordered.slice(0, count)
    const others = median(ordered.slice(count).map(halfAfterMs))
    if (slow.every((each) => halfAfterMs(each) - others >= lag)) return { slow, others }
  }
  return { slow: [], others: 0 }
}

/** Mail that was there at the first look counts as arrived at once. */
function halfAfterMs({ halfAfterMs: half }: ProviderArrivals): number {
  return half ?? 0
}

/** @param values at least one */
function median(values: readonly number[]): number {
  const ascending = values.toSorted((a, b) => a - b)
  const upper = ascending[Math.floor(ascending.length / 2)] ?? 0
  const lower = ascending[Math.ceil(ascending.length / 2) - 1] ?? upper
  return (lower + upper) / 2
}
