import type { Bound, Range, Unit } from '../core/measure.ts'
import { SIGNIFICANCE_LEVEL } from '../judge/statistics.ts'

/**
 * A rate for people: `84%`, `92.5%`. It has more decimals where fewer would put it on or beyond 0%, 100% or its bound: 84.996%
 * is below 85%, and one of 10,000 seeds in spam is not 0%.
 * @param value percent, 0 to 100
 * @param bound the bound that the value is compared with, percent
 */
export function formatPercent(value: number, bound?: number): string {
  return `${decimals(value, bound === undefined ? [0, 100] : [0, 100, bound])}%`
}

/** `16 points`, `0.02 points`, for differences of percentages, by the same rule. */
export function formatPoints(value: number, bound?: number): string {
  const number = decimals(value, bound === undefined ? [0] : [0, bound])
  return `${number} ${number === '1' ? 'point' : 'points'}`
}

/** A change in percentage points with its direction: `▼ 16`, `▲ 2.5`, `=`. */
export function formatChange(points: number): string {
  return isNoChange(points) ? '=' : `${points < 0 ? '▼' : '▲'} ${decimals(Math.abs(points), [0])}`
}

/** Whether two rates are equal: their difference, in percentage points, may still come out as a billionth of one. */
export function isNoChange(points: number): boolean {
  return Math.abs(points) < 1e-9
}

/** `1 seed`, `12,345 seeds`. */
export function formatSeeds(count: number): string {
  return plural(count, 'seed')
}

/** A count with its noun. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${count === 1 ? noun : `${noun}s`}`
}

/** `12,345`. Written by hand because loading Intl would slow the start-up. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/gu, ',')
}

/** A bound as people write it: `85%`, `5 points`, `1,000`. */
export function formatBound({ value }: Bound, unit: Unit): string {
  if (unit === 'percent') return `${value}%`
  return unit === 'points' ? `${value} ${value === 1 ? 'point' : 'points'}` : formatCount(value)
}

/** One end of what was measured, beside its bound. */
export function formatMeasured(value: number, bound: Bound, unit: Unit): string {
  if (unit === 'percent') return formatPercent(value, bound.value)
  return unit === 'points' ? formatPoints(value, bound.value) : formatCount(value)
}

/** `42%`, or `60%–100%` while seeds are open; `3–5 points`, `0–7`. */
export function formatRange({ low, high }: Range, bound: Bound, unit: Unit): string {
  const [from, to] = [low, high].map((value) => formatMeasured(value, bound, unit)) as [string, string]
  if (from === to) return from
  // A minus sign beside a dash would be read as a second dash.
  return `${from.replace(/ points?$/u, '')}${low < 0 ? ' to ' : '–'}${to}`
}

/** `4 min 15 s`, `48 s`, `1 h 2 min`. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`
  return minutes % 60 === 0
    ? `${Math.floor(minutes / 60)} h`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `p = 0.008`, `p < 0.001`. Rounding never takes a p value over the line that its words depend on. */
export function formatP(p: number): string {
  if (p < 0.001) return 'p < 0.001'
  return `p = ${decimals(p, [SIGNIFICANCE_LEVEL], p < 0.1 ? 3 : 2)}`
}

/** A double has no more; beyond it `toFixed` shows noise. */
const MAX_DECIMALS = 15

/** As few decimals as keep a value on its side of every mark that it does not stand on. */
function decimals(value: number, marks: readonly number[], fewest = 1): string {
  for (let digits = fewest; digits <= MAX_DECIMALS; digits += 1) {
    const shown = Number(value.toFixed(digits))
    if (marks.every((mark) => Math.sign(shown - mark) === Math.sign(value - mark))) {
      return plainNumber(value.toFixed(digits))
    }
  }
  return String(value)
}

/** Without trailing zeros, with a true minus sign. */
function plainNumber(fixed: string): string {
  return fixed.replace(/\.?0+$/u, '').replace('-', '−')
}
