import type { ProviderArrivals } from '../core/waiting.ts'
import type { JudgedTest } from '../result/result.ts'
import { formatCount, formatDuration } from '../wording/numbers.ts'
import { type TableBlock, tableOf } from './fit.ts'
import { htmlText, tableHead, tableRow, text, unbroken } from './markdown.ts'
import { RANK } from './rank.ts'

/** How fast the mail arrived at each provider, as far as the polls saw it, slowest first, collapsed. */
export function arrivalsTable({ arrivals, halfAfterMs, test, figures }: JudgedTest): TableBlock[] {
  if (arrivals === null || arrivals.every(({ arrived }) => arrived === 0)) return []
  const ordered = arrivals.toSorted(slowestFirst)
  const isListWhole = test.seeds.length >= test.summary.totalSeeds
  return [
    tableOf({
      before: `\n<details><summary>How fast the mail arrived: ${summaryWords(ordered, halfAfterMs, figures.missing.high > 0)}</summary>\n\n${tableHead(
        [
          { heading: 'Provider', align: 'left' },
          { heading: 'Arrived', align: 'right' },
          { heading: 'At the first look', align: 'right' },
          { heading: 'Half after', align: 'right' },
          { heading: 'Last after', align: 'right' },
        ],
      )}`,
      items: ordered,
      row: (each) => row(each, isListWhole),
      after: '\nCounted from the first look, not from the send.\n\n</details>\n',
      noun: 'providers',
      rank: RANK.arrivals,
    }),
  ]
}

function row(
  { provider, arrived, total, atFirstLook, halfAfterMs, lastAfterMs }: ProviderArrivals,
  isListWhole: boolean,
): string {
  const after = (ms: number | null) => (arrived === 0 ? '–' : afterWords(ms))
  return tableRow([
    text(provider),
    // A list that fills up as mail arrives does not say how many are to come.
    unbroken(isListWhole ? `${formatCount(arrived)} of ${formatCount(total)}` : formatCount(arrived)),
    formatCount(atFirstLook),
    unbroken(after(halfAfterMs)),
    unbroken(after(lastAfterMs)),
  ])
}

/** `half after 45 s, the last after 4 min 15 s; Outlook slowest`. */
function summaryWords(
  ordered: readonly ProviderArrivals[],
  halfAfterMs: number | null,
  isMoreToCome: boolean,
): string {
  const last = Math.max(...ordered.map(({ lastAfterMs }) => lastAfterMs ?? 0))
  if (last === 0) {
    return isMoreToCome ? 'all that arrived was there at the first look' : 'all of it before the first look'
  }
  const [slowest, next] = ordered
  const named =
    slowest !== undefined && next !== undefined && slowestFirst(slowest, next) < 0
      ? `; ${htmlText(slowest.provider, 60)} slowest`
      : ''
  return `half ${halfAfterMs === null ? 'before the first look' : `after ${formatDuration(halfAfterMs)}`}, the last after ${formatDuration(last)}${named}`
}

function afterWords(ms: number | null): string {
  return ms === null ? 'before the first look' : formatDuration(ms)
}

/** Sorts by when half had the mail, which one straggler does not change, then by when the last had it. */
function slowestFirst(a: ProviderArrivals, b: ProviderArrivals): number {
  return (b.halfAfterMs ?? 0) - (a.halfAfterMs ?? 0) || (b.lastAfterMs ?? 0) - (a.lastAfterMs ?? 0)
}
