import type { Placement } from '../core/inbox-test.ts'
import { PLACEMENT, PLACEMENTS, WORST_FIRST } from '../wording/placement.ts'

/** Seeds by placement. */
export type Counts = Readonly<Record<Placement, number>>

// Forbids a line break between two squares, which a phone would otherwise make.
const WORD_JOINER = '\u2060'

/**
 * A bar of colored squares. Each count is entitled to squares × count / total of them. Every count above zero gets one square,
 * and each further square goes to the count that lacks most of its share, of equal ones to the worse placement. So one lost
 * seed of a thousand still shows, and the bar always has its full length.
 * @param squares at least as many as there are placements
 */
export function bar(counts: Counts, total: number, squares: number): string {
  const given: Record<Placement, number> = { inbox: 0, spam: 0, unknown: 0, pending: 0 }
  for (const placement of PLACEMENTS) if (counts[placement] > 0) given[placement] = 1
  // Multiplied by the total, so that equal claims compare as equal.
  const excess = (placement: Placement) => squares * counts[placement] - total * given[placement]
  for (let free = squares - sum(given); free > 0; free -= 1) {
    const [first, ...others] = candidates(counts)
    given[others.reduce((best, each) => (excess(each) > excess(best) ? each : best), first)] += 1
  }
  return PLACEMENTS.flatMap((placement) =>
    Array<string>(given[placement]).fill(PLACEMENT[placement].square),
  ).join(WORD_JOINER)
}

/** The placements that get squares, worst first; without any count, seeds that have not arrived. */
function candidates(counts: Counts): readonly [Placement, ...Placement[]] {
  const [first, ...others] = WORST_FIRST.filter((placement) => counts[placement] > 0)
  return first === undefined ? ['pending'] : [first, ...others]
}

function sum(counts: Counts): number {
  return PLACEMENTS.reduce((total, placement) => total + counts[placement], 0)
}
