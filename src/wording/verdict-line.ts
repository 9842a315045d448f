import type { GateResult } from '../gate-result.ts'
import { formatCount, formatMeasured, formatPercent, plural } from './numbers.ts'
import { requiredInboxRate, ruleSentence } from './rules.ts'

/** Rules named in the line; the report has them all. */
const MOST_RULES = 3

/** The whole result in one line with its numbers, for the log and the step's error. */
export function verdictLine(result: GateResult): string {
  const { test, verdict, error } = result
  const cancelled = result.ending === 'cancelled'
  if (error !== null) {
    return [`Inbox placement could not be judged: ${error.message}`, ...(error.details ?? []), error.hint]
      .map(sentence)
      .join(' ')
  }
  if (test === null) return `Inbox placement${cancelled ? ' cancelled' : ''}: no results yet.`
  const { summary } = test
  const bound = { kind: 'at_least', value: result.minInboxRate } as const
  const numbers = [
    `${formatMeasured(summary.inboxRate, bound)} % inbox (${requiredInboxRate(result.minInboxRate)})`,
    `${formatPercent(summary.spamRate)} spam`,
    `${formatCount(summary.received)} of ${plural(summary.totalSeeds, 'seed')} received`,
  ].join(', ')
  const open = result.rules.filter((rule) => rule.outcome === verdict && verdict !== 'passed')
  const named = open.slice(0, MOST_RULES).map((rule) => ruleSentence(rule, (provider) => provider))
  const rest = open.length > MOST_RULES ? `; ${plural(open.length - MOST_RULES, 'more rule')} ${verdict}` : ''
  const because =
    named.length === 0 ? '' : ` ${verdict === 'failed' ? 'Failed' : 'Undecided'}: ${named.join('; ')}${rest}.`
  const state = result.timedOut ? ` Time was up with status ${test.status}.` : ''
  const outcome = cancelled ? `cancelled, ${verdict} so far` : verdict
  return `Inbox placement ${outcome}: ${numbers}.${because}${state}`
}

function sentence(text: string): string {
  return /[.!?]$/u.test(text) ? text : `${text}.`
}
