import { percent, type Tally } from './placement.ts'
import type { Range } from './rule.ts'

/**
 * The range in which a provider's inbox rate can end, percent of its seeds. Seeds that could be any provider's widen it on
 * both sides, Completed or not, so that a list with gaps never passes for a full one.
 * @param tally the provider's seeds; undefined when the API lists none
 * @param unattributed seeds of the test that are listed under no provider
 * @param settled whether pending and unknown seeds are judged as they stand
 * @returns null when the provider has no seeds and none can still be its
 */
export function providerRange(
  tally: Pick<Tally, 'seeds' | 'inbox' | 'unknown' | 'pending'> | undefined,
  unattributed: number,
  settled: boolean,
): Range | null {
  const seeds = (tally?.seeds ?? 0) + unattributed
  if (seeds === 0) return null
  const inbox = tally?.inbox ?? 0
  const open = unattributed + (settled || tally === undefined ? 0 : tally.unknown + tally.pending)
  return { low: percent(inbox, seeds), high: percent(inbox + open, seeds) }
}
