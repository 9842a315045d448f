import type { RuleResult } from '../judge/verdict.ts'
import { formatCount, formatMeasured, formatRange, formatThreshold } from './numbers.ts'

const NAMES: Record<RuleResult['rule'], string> = {
  min_inbox_rate: 'Inbox rate',
  max_spam_rate: 'Spam rate',
  provider_min_inbox_rate: 'Inbox rate',
  require_spf: 'Seeds where SPF did not pass',
  allowed_sender_ips: 'Seeds from other sender IPs',
  max_missing_seeds: 'Missing seeds',
  max_inbox_rate_drop: 'Drop against baseline',
  on_timeout: 'Missing seeds when time was up',
}

const SIGNS = { at_least: '≥', more_than: '>', at_most: '≤' } as const

/** What the rule is about. @param quote makes a provider's name, which is untrusted, fit for where it will stand */
export function ruleName(result: RuleResult, quote: (untrusted: string) => string): string {
  const { provider } = result
  if (provider === null) return NAMES[result.rule]
  return `${NAMES[result.rule]}, ${provider === '*' ? 'providers not listed yet' : quote(provider)}`
}

/** `85 % required`. A threshold of 0 still asks for some of the mail in the inbox. */
export function requiredInboxRate(minInboxRate: number): string {
  return minInboxRate > 0 ? `${formatThreshold(minInboxRate)} % required` : 'more than 0 % required'
}

/** `≥ 85 %`, `≤ 5 points`, `≤ 0`. */
export function requirement({ bound, unit }: RuleResult): string {
  return `${SIGNS[bound.kind]} ${formatThreshold(bound.value)}${suffix(unit)}`
}

/** `84.0 %`, `40.0 to 48.0 %` while seeds are open, `–` without anything to measure. */
export function measurement({ bound, unit, measured }: RuleResult): string {
  if (measured === null) return '–'
  if (unit === 'seeds') return formatRange(measured, bound, formatCount)
  return `${formatRange(measured, bound, formatMeasured)}${suffix(unit)}`
}

/** The same in words for a log line: `inbox rate 84.0 %, required ≥ 85 %`. */
export function ruleSentence(result: RuleResult, quote: (untrusted: string) => string): string {
  const measured = result.measured === null ? '' : ` ${measurement(result)},`
  const note = result.note === null ? '' : ` (${result.note})`
  return `${ruleName(result, quote)}:${measured} required ${requirement(result)}${note}`
}

function suffix(unit: RuleResult['unit']): string {
  return unit === 'percent' ? ' %' : unit === 'points' ? ' points' : ''
}
