import type { InboxTest, Seed } from '../core/inbox-test.ts'
import { formatCount, formatSeeds } from '../wording/numbers.ts'
import { placementLabel, WORST_FIRST } from '../wording/placement.ts'
import { type TableBlock, tableOf } from './fit.ts'
import { type Column, code, tableHead, tableRow, text, unbroken } from './markdown.ts'
import { RANK } from './rank.ts'

interface SeedColumn extends Column {
  readonly cell: (seed: Seed) => string
}

const COLUMNS: readonly SeedColumn[] = [
  {
    heading: 'Provider',
    align: 'left',
    cell: ({ provider }) => (provider === null ? '–' : text(provider)),
  },
  {
    heading: 'Seed',
    align: 'left',
    cell: ({ address }) => (typeof address?.shown === 'string' ? code(address.shown) : '–'),
  },
  { heading: 'Placement', align: 'left', cell: placement },
  { heading: 'SPF', align: 'left', cell: spf },
  {
    heading: 'Sender IP',
    align: 'left',
    cell: ({ senderIp }) => (senderIp === null ? '–' : code(senderIp)),
  },
  {
    heading: 'Detail',
    align: 'left',
    cell: ({ submissionResult }) => (submissionResult === null ? '–' : text(submissionResult)),
  },
]

/** Every seed, worst placement first, collapsed. */
export function seedTable(test: InboxTest): TableBlock[] {
  const { seeds } = test
  if (seeds.length === 0) return []
  const showsAddresses = seeds.some(({ address }) => typeof address?.shown === 'string')
  const columns = COLUMNS.filter(({ heading }) => heading !== 'Seed' || showsAddresses)
  const ordered = seeds.toSorted(
    (a, b) => WORST_FIRST.indexOf(a.placement) - WORST_FIRST.indexOf(b.placement),
  )
  return [
    tableOf({
      before: `\n<details><summary>${howManySeeds(test)}</summary>\n\n${tableHead(columns)}`,
      items: ordered,
      row: (seed) => tableRow(columns.map(({ cell }) => cell(seed))),
      after: '\n</details>\n',
      noun: 'seeds',
      rank: RANK.seeds,
    }),
  ]
}

/** How many of the seeds are listed: a list with gaps does not have all of them. */
export function howManySeeds({
  seeds: { length: listed },
  summary: { totalSeeds: total },
}: InboxTest): string {
  if (listed < total) return `The ${formatCount(listed)} of ${formatSeeds(total)} that the API lists`
  return listed === 1 ? 'The one seed' : `All ${formatSeeds(listed)}`
}

/** The API's own word is quoted where it says more: of an unknown placement, and of a tab that counts as inbox. */
function placement({ placement: where, placementText: word }: Seed): string {
  const label = unbroken(placementLabel(where))
  const saysMore = where === 'unknown' || (where === 'inbox' && word?.trim().toLowerCase() !== 'inbox')
  return saysMore && word !== null ? `${label}: ${text(word, 40)}` : label
}

function spf({ spf: result }: Seed): string {
  if (result === null) return '–'
  return result === 'pass' ? '✅ pass' : `❌ ${text(result, 40)}`
}
