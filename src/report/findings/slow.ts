import type { ProviderArrivals } from '../../core/waiting.ts'
import { formatDuration } from '../../wording/numbers.ts'
import type { FindingContext } from './context.ts'
import type { Finding } from './finding.ts'
import { listed, providerName } from './words.ts'

/** A smaller lag may come from the polls and ordinary mail queues alone. Milliseconds. */
const LEAST_LAG_MS = 5 * 60_000
/** Poll intervals. The polls cannot tell a smaller lag from none. */
const LEAST_INTERVALS = 3

/** Providers where half of the mail had arrived long after the median of the others. */
export function slowFindings({ result, policy }: FindingContext): Finding[] {
  const arrivals = (result.arrivals ?? []).filter(({ arrived }) => arrived > 0)
  const lag = Math.max(LEAST_LAG_MS, LEAST_INTERVALS * policy.pollIntervalMs)
  const halves = arrivals.map(halfAfterMs)
  const slow = arrivals
    .map((each, index) => ({ ...each, half: halfAfterMs(each), others: median(halves.toSpliced(index, 1)) }))
    .filter(({ half, others }) => others !== null && half - others >= lag)
    .toSorted((a, b) => b.half - a.half)
  const [slowest] = slow
  if (slowest === undefined) return []
  const names = slow.map(({ provider }) => providerName(provider))
  const others = slowest.others ?? 0
  const times = listed(
    slow.map(({ half, provider }) =>
      slow.length === 1 ? formatDuration(half) : `${formatDuration(half)} at ${providerName(provider)}`,
    ),
  )
  return [
    {
      kind: 'slow',
      lostSeeds: 0,
      fact: `${listed(names)} ${slow.length === 1 ? 'was' : 'were'} slow`,
      evidence: `half of the mail there had come ${times} after the first look; ${others === 0 ? 'elsewhere it was there by then' : `the median elsewhere is ${formatDuration(others)}`}.`,
      action: `Look for deferrals (4xx replies) from ${listed(names)} in your mail server's log: gray-listing and throttling look like this.`,
    },
  ]
}

/** Mail that was there at the first look counts as arrived at once. */
function halfAfterMs({ halfAfterMs: half }: ProviderArrivals): number {
  return half ?? 0
}

/** null without values. */
function median(values: readonly number[]): number | null {
  const ascending = values.toSorted((a, b) => a - b)
  const upper = ascending[Math.floor(ascending.length / 2)]
  const lower = ascending[Math.ceil(ascending.length / 2) - 1]
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2
}
