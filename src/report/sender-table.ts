import type { Figures } from '../judge/figures.ts'
import { percent, type SenderTally } from '../judge/tally.ts'
import { formatCount, formatPercent } from '../wording/numbers.ts'
import { type TableBlock, tableOf } from './fit.ts'
import { code, tableHead, tableRow, unbroken } from './markdown.ts'
import { worstFirst } from './provider-table.ts'
import { RANK } from './rank.ts'

/** One row for each IP address that received mail came from, worst inbox rate first, collapsed. */
export function senderTable({ senders }: Figures): TableBlock[] {
  const tallies = worstFirst(senders, ({ senderIp }) => senderIp?.exactKey ?? '')
  if (tallies.length === 0) return []
  return [
    tableOf({
      before: `\n<details><summary>By sender IP (${formatCount(tallies.length)})</summary>\n\n${tableHead([
        { heading: 'Sender IP', align: 'left' },
        { heading: 'Seeds', align: 'right' },
        { heading: 'Inbox', align: 'right' },
        { heading: 'SPF passed', align: 'right' },
      ])}`,
      items: tallies,
      row,
      after: '\n</details>\n',
      noun: 'sender IPs',
      rank: RANK.senders,
    }),
  ]
}

function row({ senderIp, seeds, inbox, spfPassed }: SenderTally): string {
  return tableRow([
    senderIp === null ? 'not reported' : code(senderIp),
    formatCount(seeds),
    unbroken(formatPercent(percent(inbox, seeds))),
    unbroken(`${formatCount(spfPassed)} of ${formatCount(seeds)}`),
  ])
}
