import type { Comparison } from '../judge/comparison.ts'
import { type ProviderTally, percent, providerKey, received, type SenderTally } from '../judge/placement.ts'
import { wilsonInterval } from '../judge/statistics.ts'
import type { ShownTest } from '../privacy/seed-addresses.ts'
import { formatChange, formatCount, formatPercent } from '../wording/numbers.ts'
import { bar } from './bar.ts'
import type { TableBlock } from './fit.ts'
import { type Column, code, tableHead, tableRow, text, unbroken } from './markdown.ts'

/** All that a telephone has room for beside the other columns. */
const WIDE_BAR = 10
const NARROW_BAR = 8

/** Inbox, spam, unknown and pending, with counts and percent of all seeds. */
export function placementTable({ summary }: ShownTest, comparison: Comparison | null): string {
  const rows: [string, number, number, number | null][] = [
    ['📥 Inbox', summary.inbox, summary.inboxRate, comparison?.inboxRateChange ?? null],
    ['🚫 Spam', summary.spam, summary.spamRate, comparison?.spamRateChange ?? null],
    ['❔ Unknown', summary.unknown, percent(summary.unknown, summary.totalSeeds), null],
    ['⏳ Pending', summary.pending, percent(summary.pending, summary.totalSeeds), null],
  ]
  const columns: Column[] = [
    { heading: 'Placement', align: 'left' },
    { heading: 'Seeds', align: 'right' },
    { heading: 'Share', align: 'right' },
    { heading: '', align: 'left' },
    ...changeColumn(comparison),
  ]
  const body = rows.map(([label, seeds, share, change]) =>
    tableRow([
      unbroken(label),
      formatCount(seeds),
      unbroken(formatPercent(share)),
      bar(share, WIDE_BAR),
      ...(comparison === null ? [] : [change === null ? '' : formatChange(change)]),
    ]),
  )
  return `\n### Placement\n\n${tableHead(columns)}${body.join('')}`
}

/** One row for each provider, worst inbox rate first. */
export function providerTable(tallies: readonly ProviderTally[], comparison: Comparison | null): TableBlock {
  const columns: Column[] = [
    { heading: 'Provider', align: 'left' },
    { heading: 'Inbox rate', align: 'right' },
    { heading: '', align: 'left' },
    { heading: 'Inbox', align: 'right' },
    { heading: 'Spam', align: 'right' },
    { heading: 'Unknown', align: 'right' },
    { heading: 'Pending', align: 'right' },
    { heading: 'SPF passed', align: 'right' },
    { heading: '95 % sure', align: 'right' },
    ...changeColumn(comparison),
  ]
  return {
    before: `\n### By provider\n\n${tableHead(columns)}`,
    rows: worstFirst(tallies, (tally) => tally.provider).map((tally) => {
      const rate = percent(tally.inbox, tally.seeds)
      const sure = wilsonInterval(tally.inbox, tally.seeds)
      return tableRow([
        text(tally.provider),
        unbroken(formatPercent(rate)),
        bar(rate, NARROW_BAR),
        unbroken(`${formatCount(tally.inbox)} of ${formatCount(tally.seeds)}`),
        formatCount(tally.spam),
        formatCount(tally.unknown),
        formatCount(tally.pending),
        unbroken(`${formatCount(tally.spfPassed)} of ${formatCount(received(tally))}`),
        unbroken(`${Math.round(sure.low)} to ${Math.round(sure.high)} %`),
        ...(comparison === null ? [] : [providerChange(comparison, tally.provider)]),
      ])
    }),
    after: '',
    noun: 'providers',
  }
}

/** One row for each IP address that received mail came from, worst inbox rate first. */
export function senderTable(tallies: readonly SenderTally[]): TableBlock {
  return {
    before: `\n<details><summary>By sender IP (${formatCount(tallies.length)})</summary>\n\n${tableHead([
      { heading: 'Sender IP', align: 'left' },
      { heading: 'Seeds', align: 'right' },
      { heading: 'Inbox rate', align: 'right' },
      { heading: 'SPF passed', align: 'right' },
    ])}`,
    rows: worstFirst(tallies, (tally) => tally.senderIp ?? '').map((tally) =>
      tableRow([
        tally.senderIp === null ? 'not reported' : code(tally.senderIp),
        formatCount(tally.seeds),
        unbroken(formatPercent(percent(tally.inbox, tally.seeds))),
        unbroken(`${formatCount(tally.spfPassed)} of ${formatCount(tally.seeds)}`),
      ]),
    ),
    after: '\n</details>\n',
    noun: 'sender IPs',
  }
}

/** Lowest inbox rate first; of equal ones the larger group, then by name, so that a report never depends on chance. */
function worstFirst<Tally extends { inbox: number; seeds: number }>(
  tallies: readonly Tally[],
  name: (tally: Tally) => string,
): Tally[] {
  return tallies.toSorted(
    (a, b) =>
      percent(a.inbox, a.seeds) - percent(b.inbox, b.seeds) ||
      b.seeds - a.seeds ||
      (name(a) < name(b) ? -1 : Number(name(a) > name(b))),
  )
}

function changeColumn(comparison: Comparison | null): Column[] {
  return comparison === null ? [] : [{ heading: 'Change', align: 'right' }]
}

function providerChange(comparison: Comparison, provider: string): string {
  const change = comparison.providerChanges.get(providerKey(provider))
  return change === undefined ? 'new' : formatChange(change)
}
