import type { Bound } from '../core/measure.ts'
import { RULE, type RuleResult } from '../rules/rules.ts'
import { formatBound, formatMeasured, formatRange, formatSeeds } from '../wording/numbers.ts'

/** Makes untrusted text safe for the place where it will stand. */
export type Quote = (untrusted: string) => string

const asItIs: Quote = (text) => text

const SIGNS = { at_least: '≥', more_than: '>', at_most: '≤' } as const

/** The name of the rule, with its provider. @param own formats the action's own part of the name for its place */
export function ruleName({ rule, subject }: RuleResult, quote: Quote, own = asItIs): string {
  const name = own(RULE[rule].title)
  return subject.kind === 'test' ? name : `${name}, ${providerName(subject, quote)}`
}

/** `≥ 85%`, `≤ 5 points`, `none`. A threshold of 0 still asks for some of the mail in the inbox: `> 0%`. */
export function requirement({ bound, unit }: RuleResult): string {
  if (isNone(bound, unit)) return 'none'
  return `${SIGNS[bound.kind]} ${formatBound(bound, unit)}`
}

/** `84%`, `7 seeds`, `40%–48%` while seeds are open, `–` without anything to measure. */
export function measurement({ bound, unit, measured }: RuleResult): string {
  if (measured === null) return '–'
  const number = formatRange(measured, bound, unit)
  return unit === 'seeds' ? withNoun(number) : number
}

/** One line for an annotation: `Inbox rate: 84%, required ≥ 85%`. */
export function ruleSentence(result: RuleResult, quote: Quote): string {
  const measured = numberSaysWhy(result) ? ` ${measurement(result)},` : ''
  const note = result.note === null ? '' : ` (${result.note})`
  return `${ruleName(result, quote)}:${measured} required ${requirement(result)}${note}`
}

/**
 * The fact that decided the verdict, as the headline puts it: `84% in the inbox (85% required)`. A failed rule with a range
 * shows only the end nearest to passing, so that no passing number ever stands beside the word "failed". An open rule shows
 * both ends.
 * @param figures formats the measured value for its place
 */
export function ruleFact(result: RuleResult, quote: Quote, figures = asItIs): string {
  const { measured, bound, unit, subject, outcome, note } = result
  if (measured === null || !numberSaysWhy(result)) {
    return `${uncapitalized(ruleName(result, quote))} (${note ?? 'not known'})`
  }
  const nearest = nearestToPassing(result) ?? measured.low
  const isOneEnd = outcome === 'failed' && measured.low !== measured.high
  const number = isOneEnd ? formatMeasured(nearest, bound, unit) : formatRange(measured, bound, unit)
  const counted = figures(unit === 'seeds' ? withNoun(number) : number)
  const end = isOneEnd ? nearestEnd(bound) : null
  return RULE[result.rule].fact({
    who: subject.kind === 'test' ? '' : providerName(subject, quote),
    number: counted,
    end,
    value: end === null ? counted : `${end} ${counted}`,
    soFar: outcome === 'undecided' && result.openSeeds ? ' so far' : '',
    asked: askedWords(bound, unit),
    seeds: unit === 'seeds' ? nearest : 0,
  })
}

/** A failed rule shows one end of its range, and the rest lies beyond it. */
function nearestEnd({ kind }: Bound): 'at most' | 'at least' {
  return kind === 'at_most' ? 'at least' : 'at most'
}

/** ` (85% required)`, ` (at most 15% allowed)`. A threshold of 0 still asks for some of the mail in the inbox. */
function askedWords(bound: Bound, unit: RuleResult['unit']): string {
  const value = formatBound(bound, unit)
  if (bound.kind === 'at_most') return isNone(bound, unit) ? ' (none allowed)' : ` (at most ${value} allowed)`
  return ` (${bound.kind === 'more_than' ? 'more than ' : ''}${value} required)`
}

function isNone({ kind, value }: Bound, unit: RuleResult['unit']): boolean {
  return unit === 'seeds' && kind === 'at_most' && value === 0
}

/** Lower-cases the first letter, but leaves abbreviations such as SPF as they are. */
function uncapitalized(words: string): string {
  return words.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())
}

function withNoun(count: string): string {
  return count === '1' ? formatSeeds(1) : `${count} seeds`
}

function providerName(subject: Exclude<RuleResult['subject'], { kind: 'test' }>, quote: Quote): string {
  return subject.kind === 'provider' ? quote(subject.name.shown) : 'providers not listed yet'
}

function nearestToPassing({ bound, measured }: RuleResult): number | null {
  if (measured === null) return null
  return bound.kind === 'at_most' ? measured.low : measured.high
}

/** Whether the number alone explains the outcome. A rule may fail for the reason in its note, with a number that would pass. */
function numberSaysWhy(result: RuleResult): boolean {
  const nearest = nearestToPassing(result)
  if (nearest === null) return false
  if (result.outcome !== 'failed' || result.rule === 'on_timeout') return true
  const { kind, value } = result.bound
  return kind === 'at_most' ? nearest > value : kind === 'at_least' ? nearest < value : nearest <= value
}
