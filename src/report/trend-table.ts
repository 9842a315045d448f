import type { Trend, TrendPoint } from '../core/trend.ts'
import { VERDICT_ICONS } from '../result/headline.ts'
import { formatMinute } from '../wording/dates.ts'
import { formatPercent } from '../wording/numbers.ts'
import { type TableBlock, tableOf } from './fit.ts'
import { code, tableHead, tableRow, text, unbroken } from './markdown.ts'
import { RANK } from './rank.ts'

const HEIGHTS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** The last inbox rates with the same label: a spark line, and below it a collapsed table, newest first. */
export function trendTable(trend: Trend | null): TableBlock[] {
  if (trend === null || trend.points.length < 2) return []
  const { points } = trend
  return [
    tableOf({
      before: `\n<details><summary>The last ${points.length} inbox rates: ${sparkLine(points)} ${span(points)}</summary>\n\n${tableHead(
        [
          { heading: '', align: 'center' },
          { heading: 'Checked (UTC)', align: 'left' },
          { heading: 'Inbox', align: 'right' },
          { heading: 'Test', align: 'left' },
        ],
      )}`,
      items: points.toReversed(),
      row,
      after: '\n</details>\n',
      noun: 'earlier tests',
      rank: RANK.trend,
    }),
  ]
}

/** Percentage points. The spark line spans at least this much, so that one seed moved by chance does not look like a fall. */
const MIN_SPAN = 20

/** One character per rate, oldest first. */
function sparkLine(points: readonly TrendPoint[]): string {
  const rates = points.map(({ inboxRate }) => inboxRate)
  const top = Math.max(...rates)
  const span = Math.max(MIN_SPAN, top - Math.min(...rates))
  const steps = HEIGHTS.length - 1
  return rates.map((rate) => HEIGHTS[Math.round((steps * (rate - top + span)) / span)]).join('')
}

/** `84% now, 78%–98% before`. */
function span(points: readonly TrendPoint[]): string {
  const rates = points.map(({ inboxRate }) => inboxRate)
  const now = rates.at(-1) ?? 0
  const before = rates.slice(0, -1)
  const [low, high] = [Math.min(...before), Math.max(...before)].map((rate) => formatPercent(rate))
  return `${unbroken(`${formatPercent(now)} now`)}, ${unbroken(`${low === high ? low : `${low}–${high}`} before`)}`
}

function row({ time, jobId, inboxRate, verdict }: TrendPoint): string {
  const ms = Date.parse(time)
  return tableRow([
    VERDICT_ICONS[verdict],
    unbroken(Number.isNaN(ms) ? text(time, 40) : formatMinute(ms)),
    unbroken(formatPercent(inboxRate)),
    code(jobId),
  ])
}
