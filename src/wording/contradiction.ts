import type { Disagreement } from '../judge/consistency.ts'
import { formatPercent } from './numbers.ts'

/** How a rate of the API contradicts its own figures. @param quote makes the field's name fit for where it will stand */
export function contradictionWords(
  { field, rate, counted, countedFrom }: Disagreement,
  quote: (field: string) => string,
): string {
  const figures = countedFrom === 'summary' ? 'counts' : 'seeds'
  return `${quote(field)} is ${formatPercent(rate)}, but its ${figures} come to ${formatPercent(counted)}`
}
