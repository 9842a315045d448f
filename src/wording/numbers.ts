import type { Bound, Range } from '../judge/verdict.ts'

/** `84.0 %`: one decimal is as much as any number of seeds can tell. */
export function formatPercent(value: number): string {
  return `${value.toFixed(1)} %`
}

/** `16 points`, `0.02 points`, for differences of percentages. Only nothing is 0. */
export function formatPoints(value: number): string {
  const number = Number(value.toFixed(2))
  if (number === 0 && value !== 0) return 'less than 0.01 points'
  return `${number} ${number === 1 ? 'point' : 'points'}`
}

/** A change in percentage points with its direction: `▼ 16.0`, `▲ 2.5`, `=`. */
export function formatChange(points: number): string {
  const size = Math.abs(points).toFixed(1)
  if (size === '0.0') return '='
  return `${points < 0 ? '▼' : '▲'} ${size}`
}

/** `1 seed`, `12,345 seeds`. */
export function formatSeeds(count: number): string {
  return plural(count, 'seed')
}

/** A count with its noun. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : nouns}`
}

/** `12,345`. Written out because Intl would cost the start-up more than it saves here. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/gu, ',')
}

/** A threshold as people write it: `85`, `92.5`. */
export function formatThreshold(value: number): string {
  return String(value)
}

/**
 * A measured value beside its bound. More decimals are shown while fewer would make a value that breaks the bound look
 * equal to it: 84.996 % is below 85 %, not 85.0 %.
 */
export function formatMeasured(value: number, bound: Bound): string {
  for (let digits = 1; digits < 9; digits += 1) {
    const shown = Number(value.toFixed(digits))
    if (Math.sign(shown - bound.value) === Math.sign(value - bound.value)) {
      return value.toFixed(digits)
    }
  }
  return String(value)
}

/** `42.0`, or `40.0 to 48.0` while seeds are open. */
export function formatRange(range: Range, bound: Bound, format = formatMeasured): string {
  const low = format(range.low, bound)
  const high = format(range.high, bound)
  return low === high ? low : `${low} to ${high}`
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
