import type { InboxTest, Seed } from '../core/inbox-test.ts'
import { formatCount, formatSeeds } from '../wording/numbers.ts'
import { placementLabel, WORST_FIRST } from '../wording/placement.ts'
import { type TableBlock, tableOf } from './fit.ts'
import { type Column, code, tableHead, tableRow, text, unbroken } from './markdown.ts'
import { RANK } from './rank.ts'
import { seedNames } from './seed-names.ts'

interface SeedColumn extends Column {
  readonly cell: (seed: Seed, nameOf: (seed: Seed) => string | null) => string
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
    cell: (seed, nameOf) => nameOf(seed) ?? '–',
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
  const nameOf = seedNames(seeds)
  const showsAddresses = seeds.some((seed) => nameOf(seed) !== null)
  const columns = COLUMNS.filter(({ heading }) => heading !== 'Seed' || showsAddresses)
  const ordered = seeds.toSorted(
    (a, b) => WORST_FIRST.indexOf(a.placement) - WORST_FIRST.indexOf(b.placement),
  )
  return [
    tableOf({
      before: `\n<details><summary>${howManySeeds(test)}</summary>\n\n${tableHead(columns)}`,
      items: ordered,
      row: (seed) => tableRow(columns.map(({ cell }) => cell(seed, nameOf))),
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
  if (listed === 1) return 'The one seed'
  return listed === 2 ? 'Both seeds' : `All ${formatSeeds(listed)}`
}

/** The API's own word is quoted where it says more: of an unknown placement, and of a tab that counts as inbox. */
function placement({ placement: where, placementText: word }: Seed): string {
  const label = unbroken(placementLabel(where))
  const saysMore = where === 'unknown' || (where === 'inbox' && word?.exactKey !== 'inbox')
  return saysMore && word !== null ? `${label}: ${text(word, 40)}` : label
}

function spf({ spf: result }: Seed): string {
  if (result === null) return '–'
  return result.exactKey === 'pass' ? '✅ pass' : `❌ ${text(result, 40)}`
}
