import type { InvalidInput, Problem } from '../core/problem.ts'
import { shortReason } from '../result/headline.ts'
import { sentence } from '../wording/sentence.ts'
import { type Block, type TableBlock, tableOf } from './fit.ts'
import { code, prose } from './markdown.ts'
import { RANK } from './rank.ts'

/** What happened, if the headline does not say it all; each invalid input; and what to do. */
export function problemBlocks(problem: Problem): Block[] {
  const { message, hint, invalid = [] } = problem
  const list = tableOf({
    before: '\n',
    items: invalid,
    row: invalidInput,
    after: '',
    noun: 'mistakes',
    rank: RANK.problem,
  })
  return [
    ...(message === shortReason(problem) ? [] : [`\n**What happened:** ${sentence(prose(message))}\n`]),
    ...(invalid.length === 0 ? [] : [list]),
    `\n**What to do:** ${hint}\n`,
  ]
}

/** Name and value of the input as code, then what would be valid. */
function invalidInput({ input, value, message }: InvalidInput): string {
  return `- ${code(input)}${value === null ? '' : ` ${code(value)}`}: ${sentence(prose(message))}\n`
}

/** Warnings about no single test. Those about a test stand among its findings. */
export function warningList(warnings: readonly Problem[]): TableBlock[] {
  if (warnings.length === 0) return []
  return [
    tableOf({
      before: '',
      items: warnings,
      row: ({ message, hint }) => `\n⚠️ ${sentence(prose(message))} ${hint}\n`,
      after: '',
      noun: 'warnings',
      rank: RANK.warnings,
    }),
  ]
}
