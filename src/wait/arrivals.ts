import { getOrInsert } from '../core/get-or-insert.ts'
import { type InboxTest, isReceived } from '../core/inbox-test.ts'
import type { Text } from '../core/text.ts'
import type { ProviderArrivals } from '../core/waiting.ts'

/** When seeds of one provider were first seen with the mail: only polls that brought more are kept. */
interface Seen {
  /** Counts only grow: a seed that the API takes back has arrived all the same. */
  readonly steps: { readonly arrived: number; readonly afterMs: number }[]
  total: number
}

/** Watches the polls of one test. Memory grows with the seeds that arrive, not with the polls. */
export interface ArrivalWatch {
  /** @param elapsedMs since the wait began */
  onResults(test: InboxTest, elapsedMs: number): void
  /** What the polls saw, by provider in the API's order; null when every seed had the mail at the first look. */
  arrivals(): readonly ProviderArrivals[] | null
  /** When half of all seeds that arrived had the mail, of whatever provider; null as for one provider. */
  halfAfterMs(): number | null
  /** The most seeds that the API ever counted in the inbox: providers also move mail after delivery. */
  mostInInbox(): number
}

/**
 * Tells how fast the mail arrived, as finely as the polls saw it. Times count from the first look: when the campaign was sent
 * is not known here.
 */
export function watchArrivals(): ArrivalWatch {
  const providers = new Map<string, Seen & { readonly provider: Text }>()
  const all: Seen = { steps: [], total: 0 }
  let firstLookMs: number | null = null
  let wasComplete = false
  let mostInInbox = 0

  return {
    onResults(test, elapsedMs) {
      const isFirst = firstLookMs === null
      firstLookMs ??= elapsedMs
      if (isFirst) wasComplete = test.completed
      mostInInbox = Math.max(mostInInbox, test.summary.inbox)
      for (const [key, { provider, arrived, total }] of countArrived(test)) {
        const seen = getOrInsert(providers, key, () => ({ provider, steps: [], total }))
        seen.total = Math.max(seen.total, total)
        note(seen, arrived, elapsedMs - firstLookMs)
      }
      note(all, test.seeds.filter(isReceived).length, elapsedMs - firstLookMs)
    },
    mostInInbox: () => mostInInbox,
    halfAfterMs: () => quantiles(all).halfAfterMs,
    arrivals: () =>
      wasComplete || firstLookMs === null
        ? null
        : Array.from(providers.values(), (seen) => ({ provider: seen.provider, ...quantiles(seen) })),
  }
}

/** Records a poll that showed more arrived seeds than any before it. */
function note({ steps }: Seen, arrived: number, afterMs: number): void {
  if (arrived > (steps.at(-1)?.arrived ?? 0)) steps.push({ arrived, afterMs })
}

function countArrived({ seeds }: InboxTest) {
  const counts = new Map<string, { readonly provider: Text; arrived: number; total: number }>()
  for (const seed of seeds) {
    if (seed.provider === null) continue
    const { provider } = seed
    const count = getOrInsert(counts, provider.key, () => ({ provider, arrived: 0, total: 0 }))
    count.total += 1
    if (isReceived(seed)) count.arrived += 1
  }
  return counts
}

function quantiles({ steps, total }: Seen): Omit<ProviderArrivals, 'provider'> {
  const [first] = steps
  const atFirstLook = first?.afterMs === 0 ? first.arrived : 0
  const arrived = steps.at(-1)?.arrived ?? 0
  /** When so many had the mail; null at the first look, or when none ever had. */
  const after = (count: number) => steps.find((step) => step.arrived >= count)?.afterMs || null
  return {
    atFirstLook,
    arrived,
    total,
    halfAfterMs: arrived === 0 ? null : after(Math.ceil(arrived / 2)),
    lastAfterMs: arrived === 0 ? null : after(arrived),
  }
}
