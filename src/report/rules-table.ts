import type { JudgedTest } from '../result/result.ts'
import { measurement, requirement, ruleName } from '../result/rule-words.ts'
import { byImportance, type RuleResult } from '../rules/rules.ts'
import { plural } from '../wording/numbers.ts'
import { listed } from './findings/words.ts'
import { type TableBlock, tableOf } from './fit.ts'
import { type Column, tableHead, tableRow, text, unbroken } from './markdown.ts'
import { worstFirst } from './provider-table.ts'
import { RANK } from './rank.ts'

const ICONS = { failed: '❌', undecided: '⏳', not_compared: '➖', passed: '✅' } as const
const ORDER = Object.keys(ICONS)

/** A reader takes in this few rules faster than a click. */
const MAX_SHOWN_OPEN = 3

/** Characters. The words of a name up to this length stay together: a phone would put each on a line of its own. */
const SHORT_NAME = 12

const COLUMNS: readonly Column[] = [
  { heading: '', align: 'center' },
  { heading: 'Rule', align: 'left' },
  { heading: 'Measured', align: 'right' },
  { heading: 'Required', align: 'right' },
]

/** A table of the rules to look at, and a collapsed one of those that passed. When there are only a few, one table shows all. */
export function rulesTables({ rules, figures }: Pick<JudgedTest, 'rules' | 'figures'>): TableBlock[] {
  if (rules.length === 0) return []
  const ordered = inOrder(rules, figures)
  if (rules.length <= MAX_SHOWN_OPEN) return [openTable(ordered)]
  const passed = ordered.filter((rule) => rule.outcome === 'passed')
  const others = ordered.filter((rule) => rule.outcome !== 'passed')
  return [
    ...(others.length === 0 ? [] : [openTable(others)]),
    ...(passed.length === 0 ? [] : [passedTable(passed)]),
  ]
}

/** By outcome, then by importance. Rules on providers follow the order of the table of providers. */
function inOrder(rules: readonly RuleResult[], figures: JudgedTest['figures']): RuleResult[] {
  const providers = worstFirst(figures.providers, ({ provider }) => provider.key)
  const places = new Map(providers.map(({ provider }, place) => [provider.key, place]))
  const placed = rules.map((rule) => ({
    rule,
    place:
      (rule.subject.kind === 'provider' ? places.get(rule.subject.name.key) : undefined) ?? providers.length,
  }))
  return placed
    .toSorted(
      (a, b) =>
        ORDER.indexOf(a.rule.outcome) - ORDER.indexOf(b.rule.outcome) ||
        byImportance(a.rule, b.rule) ||
        a.place - b.place,
    )
    .map(({ rule }) => rule)
}

function openTable(rules: readonly RuleResult[]): TableBlock {
  return tableOf({
    before: `\n${tableHead(COLUMNS)}`,
    items: rules,
    row,
    after: notes(rules),
    noun: 'rules',
    rank: RANK.rules,
  })
}

function passedTable(rules: readonly RuleResult[]): TableBlock {
  return tableOf({
    before: `\n<details><summary>✅ ${plural(rules.length, 'rule')} passed</summary>\n\n${tableHead(COLUMNS)}`,
    items: rules,
    row,
    after: `${notes(rules)}\n</details>\n`,
    noun: 'rules that passed',
    rank: RANK.passedRules,
  })
}

function row(rule: RuleResult): string {
  const measured = rule.outcome === 'not_compared' ? 'not compared yet' : unbroken(measurement(rule))
  return tableRow([
    ICONS[rule.outcome],
    ruleName(rule, shownProvider, together),
    rule.outcome === 'passed' ? measured : `**${measured}**`,
    unbroken(requirement(rule)),
  ])
}

/** The notes of the rules, each once for all rules that share it. In a narrow cell they would take many lines. */
function notes(rules: readonly RuleResult[]): string {
  const named = new Map<string, string[]>()
  for (const rule of rules) {
    if (rule.note === null || rule.outcome === 'not_compared') continue
    const { subject } = rule
    const name = subject.kind === 'provider' ? text(subject.name) : ruleName(rule, text)
    const names = named.get(rule.note)
    if (names === undefined) named.set(rule.note, [name])
    else names.push(name)
  }
  return Array.from(named, ([note, names]) => `\n${listed(names)}: ${note}.\n`).join('')
}

function shownProvider(name: string): string {
  const shown = text(name)
  return shown === name ? together(shown) : shown
}

function together(name: string): string {
  return name.length <= SHORT_NAME ? unbroken(name) : name
}
