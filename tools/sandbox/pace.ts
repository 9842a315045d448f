import { isPending, type SeedSpec } from './inbox-test-body.ts'
import type { Poll } from './scenario.ts'

/** How far along a test is at a poll: 0 (or less) when nothing has arrived, 1 (or more) when all has. */
export type Pace = (poll: Poll) => number

/** Everything arrives over `durationMs` of real time. */
export function overTime(durationMs: number): Pace {
  return ({ elapsedMs }) => elapsedMs / durationMs
}

/** Nothing at the first poll, everything `steps` polls later, the same at any speed of polling. */
export function inSteps(steps: number): Pace {
  return ({ number }) => (number - 1) / steps
}

/** Everything has arrived before the first poll. */
export const alreadyOver: Pace = () => Number.POSITIVE_INFINITY

/** Fractional parts of multiples of the golden ratio spread evenly over 0 to 1 at any count of seeds. */
const GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2

/**
 * The seeds as they stand when `share` (0 to 1) of the way is done: providers mixed, the same seeds first every time.
 * A seed that is pending in the end stays pending.
 */
export function arrived(specs: readonly SeedSpec[], share: number): SeedSpec[] {
  return specs.map((spec, index) => {
    const turn = ((index + 1) * GOLDEN_RATIO) % 1
    return share >= 1 || turn < share ? spec : stillPending(spec)
  })
}

function stillPending(spec: SeedSpec): SeedSpec {
  if (isPending(spec)) return spec
  const { provider, address } = spec
  return { provider, placement: 'Pending', ...(address === undefined ? {} : { address }) }
}
