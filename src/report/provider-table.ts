import type { ProviderWeight } from '../core/provider-lines.ts'
import type { ReportSettings } from '../core/report-settings.ts'
import type { Figures } from '../judge/figures.ts'
import { type ProviderTally, percent, received } from '../judge/tally.ts'
import type { JudgedTest } from '../result/result.ts'
import type { RuleResult } from '../rules/rules.ts'
import { formatChange, formatCount, formatPercent } from '../wording/numbers.ts'
import { PLACEMENT, WORST_FIRST } from '../wording/placement.ts'
import { bar } from './bar.ts'
import { type TableBlock, tableOf } from './fit.ts'
import { type Column, tableHead, tableRow, text, unbroken } from './markdown.ts'
import { RANK } from './rank.ts'

/** As many as a phone has room for beside icon, name and rate. */
const SQUARES = 5

interface OptionalColumn extends Column {
  readonly cell: (tally: ProviderTally) => string
  /** A column that says the same of every provider is left out. */
  readonly isNeeded: boolean
}

/** One row for each provider, worst inbox rate first. */
export function providerTable(result: JudgedTest, settings: ReportSettings, heading: string): TableBlock[] {
  const icons = providerIcons(result)
  return table(result.figures, changesOf(result), heading, icons, settings.weights)
}

/** The same for the results that had come before a fault. Nothing is judged, so no row has an icon. */
export function lastSeenProviders(figures: Figures, heading: string): TableBlock[] {
  return table(figures, new Map(), heading, null)
}

function table(
  { providers }: Figures,
  changes: ReadonlyMap<string, number>,
  heading: string,
  icon: ((tally: ProviderTally) => string) | null,
  weights: readonly ProviderWeight[] = [],
): TableBlock[] {
  const tallies = worstFirst(providers, ({ provider }) => provider.key)
  if (tallies.length === 0) return []
  const optional = [...weightColumn(weights), ...optionalColumns(tallies, changes)].filter(
    (column) => column.isNeeded,
  )
  const columns: Column[] = [
    ...(icon === null ? [] : [{ heading: '', align: 'center' } as const]),
    { heading: 'Provider', align: 'left' },
    { heading: 'Inbox', align: 'right' },
    { heading: '', align: 'left' },
    ...optional,
  ]
  const row = (tally: ProviderTally) =>
    tableRow([
      ...(icon === null ? [] : [icon(tally)]),
      text(tally.provider),
      unbroken(formatPercent(percent(tally.inbox, tally.seeds))),
      bar(tally, tally.seeds, SQUARES),
      ...optional.map(({ cell }) => cell(tally)),
    ])
  return [
    tableOf({
      before: `\n${heading} By provider\n\n${tableHead(columns)}`,
      items: tallies,
      row,
      after: '',
      noun: 'providers',
      rank: RANK.providers,
    }),
  ]
}

/** What part of the list each provider is. `*` weighs all the others together. */
function weightColumn(weights: readonly ProviderWeight[]): OptionalColumn[] {
  const all = weights.reduce((sum, { weight }) => sum + weight, 0)
  const shares = new Map(
    weights.map(({ provider, weight }) => [
      provider === null ? null : provider.key,
      formatPercent(percent(weight, all)),
    ]),
  )
  const others = shares.get(null)
  const cell = ({ provider }: ProviderTally) =>
    shares.get(provider.key) ?? (others === undefined ? '–' : `of ${others}`)
  return [{ heading: 'Weight', align: 'right', cell: (tally) => unbroken(cell(tally)), isNeeded: all > 0 }]
}

function optionalColumns(
  tallies: readonly ProviderTally[],
  changes: ReadonlyMap<string, number>,
): OptionalColumn[] {
  const change = ({ provider }: ProviderTally) => {
    const points = changes.get(provider.key)
    return points === undefined ? 'new' : formatChange(points)
  }
  return [
    {
      heading: 'Not in the inbox',
      align: 'left',
      cell: notInTheInbox,
      isNeeded: tallies.some(({ inbox, seeds }) => inbox < seeds),
    },
    {
      heading: 'SPF passed',
      align: 'right',
      cell: (tally) => unbroken(`${formatCount(tally.spfPassed)} of ${formatCount(received(tally))}`),
      isNeeded: tallies.some((tally) => tally.spfPassed < received(tally)),
    },
    {
      heading: 'Change',
      align: 'right',
      cell: (tally) => unbroken(change(tally)),
      isNeeded: changes.size > 0 && tallies.some((tally) => change(tally) !== '='),
    },
  ]
}

/** `8 of 10: 7 spam, 1 unknown`. */
function notInTheInbox(tally: ProviderTally): string {
  const kinds = WORST_FIRST.filter((placement) => placement !== 'inbox' && tally[placement] > 0)
  const words = kinds.map((placement) => `${formatCount(tally[placement])} ${PLACEMENT[placement].word}`)
  const count = `${formatCount(tally.seeds - tally.inbox)} of ${formatCount(tally.seeds)}`
  return unbroken(words.length === 0 ? count : `${count}: ${words.join(', ')}`)
}

function changesOf({ baseline }: JudgedTest): ReadonlyMap<string, number> {
  const providers = baseline.kind === 'read' ? (baseline.comparison?.providers ?? []) : []
  return new Map(providers.map(({ key, before, after }) => [key, after - before]))
}

/**
 * The icon of a provider. With a rule of its own: ❌ failed, ⏳ open, ✅ passed. Without one: ⚠️ below `min_inbox_rate`, ⏳ if it
 * could still end on either side of that, else ✅.
 */
function providerIcons({ rules, figures, inboxRate }: JudgedTest): (tally: ProviderTally) => string {
  const minimum = inboxRate.bound.value
  const outcomes = new Map<string, RuleResult['outcome']>()
  for (const { rule, subject, outcome } of rules) {
    if (rule === 'provider_min_inbox_rate' && subject.kind === 'provider') {
      outcomes.set(subject.name.key, outcome)
    }
  }
  return (tally) => {
    const outcome = outcomes.get(tally.provider.key)
    if (outcome !== undefined) return outcome === 'failed' ? '❌' : outcome === 'undecided' ? '⏳' : '✅'
    const range = figures.ranges.get(tally.provider.key)
    if (range === undefined || range.low >= minimum) return '✅'
    return range.high >= minimum ? '⏳' : '⚠️'
  }
}

/** Lowest inbox rate first; of equal ones the smaller group, then by name, so that a report never depends on chance. */
export function worstFirst<Tally extends { readonly inbox: number; readonly seeds: number }>(
  tallies: readonly Tally[],
  name: (tally: Tally) => string,
): Tally[] {
  return tallies.toSorted(
    (a, b) =>
      percent(a.inbox, a.seeds) - percent(b.inbox, b.seeds) ||
      a.seeds - b.seeds ||
      (name(a) < name(b) ? -1 : Number(name(a) > name(b))),
  )
}
