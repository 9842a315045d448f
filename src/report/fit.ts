import { formatCount } from '../wording/numbers.ts'

/** A table whose rows may be left out, last ones first. */
export interface TableBlock {
  /** All up to the first row. */
  readonly before: string
  /** Each ends in a line break. */
  readonly rows: readonly string[]
  readonly after: string
  /** What the rows are, in the plural. */
  readonly noun: string
}

/** A part of the report: text that always stands, or a table. */
export type Block = string | TableBlock

/** How large a report may become, and how that is counted. */
export interface Budget {
  readonly limit: number
  readonly measure: (text: string) => number
  /** Markdown that says where a reader finds the rows that are left out here. */
  readonly elsewhere: string
}

/** No limit: for the report file. */
export const UNLIMITED: Budget = {
  limit: Number.POSITIVE_INFINITY,
  measure: (text) => text.length,
  elsewhere: '',
}

/**
 * Joins the blocks to a report within the budget. Whole rows are left out, and a line says how many: first from the last
 * table, which is why the one that matters least stands last.
 */
export function fit(blocks: readonly Block[], budget: Budget): string {
  const { limit, measure, elsewhere } = budget
  const line = (which: string, table: TableBlock, count: number) =>
    `\n*${which} ${formatCount(count)} ${table.noun} are left out here to stay within GitHub's size limit${elsewhere}*\n`
  const leftOut = (table: TableBlock, count: number) =>
    count === 0 ? '' : line(count === table.rows.length ? 'All' : 'The other', table, count)
  // Room for the longer of the two lines is kept for every table.
  const frame = (table: TableBlock) =>
    table.before + line('The other', table, table.rows.length) + table.after
  let left = limit
  for (const block of blocks) left -= measure(typeof block === 'string' ? block : frame(block))

  const parts: string[] = []
  for (const block of blocks) {
    if (typeof block === 'string') {
      parts.push(block)
      continue
    }
    let shown = 0
    for (const row of block.rows) {
      const size = measure(row)
      if (size > left) {
        // Later tables matter less: none of them shows rows while this one lacks some.
        left = 0
        break
      }
      left -= size
      shown += 1
    }
    const rows = block.rows.slice(0, shown).join('')
    parts.push(block.before, rows, leftOut(block, block.rows.length - shown), block.after)
  }
  return parts.join('')
}
