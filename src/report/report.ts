import type { GateResult } from '../gate-result.ts'
import { tallyProviders, tallySenders } from '../judge/placement.ts'
import { formatDuration, plural } from '../wording/numbers.ts'
import { findings } from './findings.ts'
import { type Block, type Budget, fit } from './fit.ts'
import { headline } from './headline.ts'
import { code, text } from './markdown.ts'
import { placementTable, providerTable, senderTable } from './placement-tables.ts'
import { rulesTable } from './rules-table.ts'
import { movedTable, seedTable } from './seed-tables.ts'

/**
 * The placement report as GitHub-flavoured Markdown, for job summary, comment and file alike. Every text of the API is
 * either plain words or a code span, and whole rows are left out to stay within the budget.
 */
export function renderReport(result: GateResult, budget: Budget): string {
  return fit(blocks(result), budget)
}

function blocks(result: GateResult): Block[] {
  const { test, rules, comparison } = result
  const parts: Block[] = [headline(result)]
  if (rules.length > 0) parts.push(rulesTable(rules))
  if (test !== null) {
    const providers = tallyProviders(test.seeds)
    const senders = tallySenders(test.seeds)
    parts.push(findings(result, test, { providers, senders }), placementTable(test, comparison))
    if (providers.length > 0) parts.push(providerTable(providers, comparison))
    if (senders.length > 0) parts.push(senderTable(senders))
    if (comparison !== null && comparison.lost.length + comparison.gained.length > 0) {
      parts.push(movedTable(test, comparison))
    }
    if (test.seeds.length > 0) parts.push(seedTable(test))
  }
  parts.push(footer(result))
  return parts
}

function footer(result: GateResult): string {
  const { test, baseline } = result
  const parts: string[] = []
  if (result.jobId !== '') {
    const submitted = test?.submittedDate ? ` submitted ${text(test.submittedDate)}` : ''
    parts.push(`Test ${code(result.jobId)}${submitted}`)
  }
  if (baseline !== null) parts.push(`baseline ${code(baseline.jobId)}`)
  if (result.polls > 0)
    parts.push(`waited ${formatDuration(result.waitedMs)}, ${plural(result.polls, 'poll')}`)
  if (result.runUrl !== null) parts.push(`[workflow run](${result.runUrl})`)
  return parts.length === 0 ? '' : `\n<sub>${parts.join(' · ')}</sub>\n`
}
