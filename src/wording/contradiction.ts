import type { CountDisagreement, Disagreement, RateDisagreement } from '../judge/consistency.ts'
import { formatCount, formatPercent } from './numbers.ts'
import { VENDOR } from './vendor.ts'

/** How a figure of the API contradicts its others. @param quote makes a field's name fit for where it will stand */
export function contradictionWords(disagreement: Disagreement, quote: (field: string) => string): string {
  return isOfRate(disagreement) ? rateWords(disagreement, quote) : countWords(disagreement, quote)
}

/** What a contradiction means for the verdict, as a sentence. */
export function contradictionHint(disagreement: Disagreement): string {
  return isOfRate(disagreement)
    ? 'The rules follow the rate, as the dashboard does.'
    : `The rules follow the rates, as the dashboard does. Look at the test in ${VENDOR}.`
}

function isOfRate(disagreement: Disagreement): disagreement is RateDisagreement {
  return 'rate' in disagreement
}

function rateWords(
  { field, rate, counted, countedFrom }: RateDisagreement,
  quote: (field: string) => string,
) {
  const figures = countedFrom === 'summary' ? 'counts' : 'seeds'
  return `${quote(field)} is ${formatPercent(rate)}, but its ${figures} come to ${formatPercent(counted)}`
}

function countWords(
  { field, count, counted, countedFrom }: CountDisagreement,
  quote: (field: string) => string,
): string {
  const given = `${quote(field)} is ${formatCount(count)}`
  if (countedFrom === 'status') return `${quote('status')} is Completed, but ${given}`
  if (countedFrom === 'results') return `${given}, but ${quote('results')} shows ${formatCount(counted)}`
  const others = ['inbox', 'spam', 'unknown_placement', ...(field === 'total_seeds' ? ['pending'] : [])]
  const parts = others.map((other) => quote(other))
  return `${given}, but ${parts.slice(0, -1).join(', ')} and ${parts.at(-1)} come to ${formatCount(counted)}`
}
