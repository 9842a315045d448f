import { getOrInsert } from '../core/get-or-insert.ts'
import type { Placement, Seed } from '../core/inbox-test.ts'
import type { Text } from '../core/text.ts'
import type { Comparison, MovedSeed } from '../judge/comparison.ts'
import { type Corrected, SIGNIFICANCE_LEVEL } from '../judge/statistics.ts'
import type { JudgedTest } from '../result/result.ts'
import { formatCount, formatP, formatPoints, isNoChange, plural } from '../wording/numbers.ts'
import { placementLabel } from '../wording/placement.ts'
import { type TableBlock, tableOf } from './fit.ts'
import { tableHead, tableRow, text, unbroken } from './markdown.ts'
import { RANK } from './rank.ts'
import { seedNames } from './seed-names.ts'

/** Addresses named in one row; the others are in the table of all seeds. */
const MAX_ADDRESSES = 3

interface Move {
  readonly provider: Text | null
  readonly before: Placement
  readonly after: Placement
  seeds: number
  /** Some of them, as they are shown. */
  readonly names: string[]
}

/**
 * The seeds that left the inbox or came into it since the baseline, grouped by provider, from and to; those that left
 * first. The p value stands beside the change that it belongs to.
 */
export function movedTable({ test, baseline }: JudgedTest): TableBlock[] {
  if (baseline.kind !== 'read' || baseline.comparison === null) return []
  const { comparison } = baseline
  const moves = [...grouped(test.seeds, comparison.lost), ...grouped(test.seeds, comparison.gained)]
  if (moves.length === 0 && comparison.method === 'mcnemar') return []
  const head = tableHead([
    { heading: 'Provider', align: 'left' },
    { heading: 'From', align: 'left' },
    { heading: 'To', align: 'left' },
    { heading: 'Seeds', align: 'right' },
    { heading: '', align: 'left' },
  ])
  return [
    tableOf({
      before: `\n<details><summary>${title(comparison)}</summary>\n${moves.length === 0 ? '' : `\n${head}`}`,
      items: moves,
      row,
      after: `\n${method(comparison)}${providersApart(comparison)}\n\n</details>\n`,
      noun: 'rows',
      rank: RANK.moved,
    }),
  ]
}

function title(comparison: Corrected<Comparison>): string {
  const { method: how, lost, gained, inboxRateChange: change, correctedP } = comparison
  if (how === 'mcnemar') {
    return `${plural(lost.length + gained.length, 'seed')} moved since the baseline (${htmlP(correctedP)})`
  }
  const words = isNoChange(change)
    ? 'no change'
    : `${formatPoints(Math.abs(change))} ${change < 0 ? 'lower' : 'higher'}`
  return `Inbox rate against the baseline: ${words} (${htmlP(correctedP)})`
}

/** A p value that does not break over two lines, with `<` escaped for HTML. */
function htmlP(p: number): string {
  return unbroken(formatP(p)).replace('<', '&lt;')
}

function method({ method: how, pairedSeeds, lost, gained }: Corrected<Comparison>): string {
  if (how === 'mcnemar') return "By McNemar's exact test on the seeds that moved."
  const moved = lost.length + gained.length
  const shared =
    pairedSeeds === 0
      ? 'The two tests have no seed in common'
      : `Of the ${plural(pairedSeeds, 'seed')} in both tests, ${formatCount(moved)} moved`
  return `By Fisher's exact test on the two rates. ${shared}.`
}

/** The p values of the providers whose own change is more than chance, which may be so where the whole test's is not. */
function providersApart({ providers }: Pick<Comparison, 'providers'>): string {
  const changed = providers.filter(({ correctedP }) => correctedP < SIGNIFICANCE_LEVEL)
  if (changed.length === 0) return ''
  const each = changed.map(({ provider, correctedP }) => `${text(provider)} ${htmlP(correctedP)}`)
  return ` Each provider is also tested among its own seeds: ${each.join(', ')}.`
}

function grouped(seeds: readonly Seed[], moved: readonly MovedSeed[]): Move[] {
  const moves = new Map<string, Move>()
  const nameOf = seedNames(seeds)
  for (const { index, before, after } of moved) {
    const seed = seeds[index]
    if (seed === undefined) continue
    const { provider } = seed
    const key = `${before} ${after} ${provider === null ? '' : `at ${provider.key}`}`
    const move = getOrInsert(moves, key, () => ({ provider, before, after, seeds: 0, names: [] }))
    move.seeds += 1
    const name = nameOf(seed)
    if (name !== null && move.names.length < MAX_ADDRESSES) move.names.push(name)
  }
  return [...moves.values()].toSorted((a, b) => b.seeds - a.seeds)
}

function row({ provider, before, after, seeds, names }: Move): string {
  const named = [...names]
  if (named.length > 0 && seeds > named.length) named.push('…')
  return tableRow([
    provider === null ? '–' : text(provider),
    unbroken(placementLabel(before)),
    unbroken(placementLabel(after)),
    formatCount(seeds),
    named.join(', '),
  ])
}
