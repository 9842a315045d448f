import type { RuleResult } from '../judge/verdict.ts'
import { measurement, requirement, ruleName } from '../wording/rules.ts'
import type { TableBlock } from './fit.ts'
import { tableHead, tableRow, text } from './markdown.ts'

const RESULTS = { passed: '✅ passed', failed: '❌ failed', undecided: '⏳ undecided' } as const
const FIRST = { failed: 0, undecided: 1, passed: 2 } as const

/** Every rule with what it asks, what was measured, and how it ended. A long list begins with what failed. */
export function rulesTable(rules: readonly RuleResult[]): TableBlock {
  // A short list stays in the order in which its inputs are documented.
  const ordered = rules.length <= 12 ? rules : rules.toSorted((a, b) => FIRST[a.outcome] - FIRST[b.outcome])
  return {
    before: `\n${tableHead([
      { heading: 'Rule', align: 'left' },
      { heading: 'Required', align: 'right' },
      { heading: 'Measured', align: 'right' },
      { heading: 'Result', align: 'left' },
    ])}`,
    rows: ordered.map((rule) => {
      const measured = measurement(rule)
      return tableRow([
        ruleName(rule, text),
        requirement(rule),
        rule.outcome === 'passed' ? measured : `**${measured}**`,
        `${RESULTS[rule.outcome]}${rule.note === null ? '' : `: ${rule.note}`}`,
      ])
    }),
    after: '',
    noun: 'rules',
  }
}
