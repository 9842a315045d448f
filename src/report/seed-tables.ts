import type { Placement } from '../core/inbox-test.ts'
import type { Comparison, MovedSeed } from '../judge/comparison.ts'
import type { ShownSeed, ShownTest } from '../privacy/seed-addresses.ts'
import { formatCount, formatSeeds } from '../wording/numbers.ts'
import type { TableBlock } from './fit.ts'
import { code, tableHead, tableRow, text } from './markdown.ts'

const LABELS: Record<Placement, string> = {
  inbox: '📥 Inbox',
  spam: '🚫 Spam',
  unknown: '❔ Unknown',
  pending: '⏳ Pending',
}

const WORST_FIRST: Record<Placement, number> = { spam: 0, unknown: 1, pending: 2, inbox: 3 }

/** Every seed, worst placement first, collapsed. */
export function seedTable({ seeds, summary }: ShownTest): TableBlock {
  const title =
    seeds.length < summary.totalSeeds
      ? `The ${formatCount(seeds.length)} of ${formatSeeds(summary.totalSeeds)} that the API lists`
      : `All ${formatSeeds(seeds.length)}`
  const ordered = seeds.toSorted((a, b) => WORST_FIRST[a.placement] - WORST_FIRST[b.placement])
  return {
    before: `\n<details><summary>${title}</summary>\n\n${tableHead([
      { heading: 'Provider', align: 'left' },
      { heading: 'Seed', align: 'left' },
      { heading: 'Placement', align: 'left' },
      { heading: 'Received', align: 'left' },
      { heading: 'SPF', align: 'left' },
      { heading: 'Sender IP', align: 'left' },
      { heading: 'Submission', align: 'left' },
    ])}`,
    rows: ordered.map((seed) =>
      tableRow([
        provider(seed),
        address(seed),
        placement(seed),
        seed.placement === 'pending' ? 'no' : 'yes',
        spf(seed),
        seed.senderIp === null ? '–' : code(seed.senderIp),
        seed.submissionResult === null ? '–' : text(seed.submissionResult),
      ]),
    ),
    after: '\n</details>\n',
    noun: 'seeds',
  }
}

/** The seeds that came into the inbox or left it since the baseline, collapsed; those that left first. */
export function movedTable({ seeds }: ShownTest, { lost, gained }: Comparison): TableBlock {
  const row = ({ index, before, after }: MovedSeed) => {
    const seed = seeds[index]
    return seed === undefined ? '' : tableRow([provider(seed), address(seed), LABELS[before], LABELS[after]])
  }
  return {
    before: `\n<details><summary>Seeds that moved since the baseline (${formatCount(lost.length + gained.length)})</summary>\n\n${tableHead(
      [
        { heading: 'Provider', align: 'left' },
        { heading: 'Seed', align: 'left' },
        { heading: 'Before', align: 'left' },
        { heading: 'Now', align: 'left' },
      ],
    )}`,
    rows: [...lost, ...gained].map(row),
    after: '\n</details>\n',
    noun: 'moved seeds',
  }
}

function provider(seed: ShownSeed): string {
  return seed.provider === null ? '–' : text(seed.provider)
}

function address(seed: ShownSeed): string {
  return seed.shownAddress === null ? '–' : code(seed.shownAddress)
}

function placement(seed: ShownSeed): string {
  const label = LABELS[seed.placement]
  return seed.placement === 'unknown' && seed.placementText !== null
    ? `${label}: ${text(seed.placementText, 40)}`
    : label
}

function spf(seed: ShownSeed): string {
  if (seed.spf === null) return '–'
  return seed.spf === 'pass' ? '✅ pass' : `❌ ${text(seed.spf, 40)}`
}
