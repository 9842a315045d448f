import { type Interval, wilsonInterval } from '../judge/statistics.ts'
import type { JudgedTest } from './result.ts'

/**
 * The 95% confidence interval of the inbox rate, percent. null while seeds are open, because pending ones would count as
 * misses, and where the API's rate contradicts its counts, because the interval is of the counts.
 */
export function confidenceInterval({ settled, test, disagreements }: JudgedTest): Interval | null {
  if (!settled || disagreements.length > 0) return null
  return wilsonInterval(test.summary.inbox, test.summary.totalSeeds)
}
