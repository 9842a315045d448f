import { formatCount } from '../wording/numbers.ts'

/** A list or table whose rows may be left out, last ones first. */
export interface TableBlock {
  /** Everything up to the first row. */
  readonly before: string
  readonly count: number
  /** One row, which ends in a line break. Rows are made on demand, so that no number of seeds fills the memory. */
  readonly row: (index: number) => string
  readonly after: string
  /** What the rows are, in the plural. */
  readonly noun: string
  /** Where there is not room for all, the table with the lower rank gets it first. */
  readonly rank: number
}

interface TableParts<Item> extends Omit<TableBlock, 'count' | 'row'> {
  readonly items: readonly Item[]
  readonly row: (item: Item, index: number) => string
}

/** A table or list with a row for each item. */
export function tableOf<Item>({ items, row, ...rest }: TableParts<Item>): TableBlock {
  return {
    ...rest,
    count: items.length,
    row: (index) => {
      const item = items[index]
      return item === undefined ? '' : row(item, index)
    },
  }
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
 * The blocks as a report within the budget, in pieces. Tables of the highest rank lose rows first, always whole rows, and a
 * line says how many. A table without room even for its heading is left out; one line at the end counts such tables.
 */
export function* fit(blocks: readonly Block[], budget: Budget): Iterable<string> {
  const shown = shares(blocks, budget)
  let leftOut = 0
  for (const block of blocks) {
    if (typeof block === 'string') {
      yield block
      continue
    }
    const rows = shown.get(block)
    if (rows === undefined) {
      leftOut += 1
      continue
    }
    yield block.before
    for (let index = 0; index < rows; index += 1) yield block.row(index)
    if (rows < block.count) yield restLine(block, block.count - rows, budget)
    yield block.after
  }
  if (leftOut > 0) yield tablesLine(leftOut, budget)
}

/** How many rows of each table there is room for. A table missing from the map has no room even for its heading. */
function shares(blocks: readonly Block[], budget: Budget): Map<TableBlock, number> {
  const tables = blocks.filter((block) => typeof block !== 'string').toSorted((a, b) => a.rank - b.rank)
  if (budget.limit === Number.POSITIVE_INFINITY) return new Map(tables.map((table) => [table, table.count]))
  const { measure } = budget
  let room = budget.limit - measure(tablesLine(tables.length, budget))
  for (const block of blocks) if (typeof block === 'string') room -= measure(block)

  const shown = new Map<TableBlock, number>()
  for (const table of tables) {
    // Room for the longer of the two lines is kept for every table.
    const frame = measure(table.before) + measure(restLine(table, table.count, budget)) + measure(table.after)
    if (frame > room) continue
    room -= frame
    shown.set(table, 0)
  }
  for (const table of shown.keys()) {
    for (let index = 0; index < table.count; index += 1) {
      const size = measure(table.row(index))
      // Later tables matter less: none of them shows rows while this one lacks some.
      if (size > room) return shown
      room -= size
      shown.set(table, index + 1)
    }
  }
  return shown
}

function restLine({ count, noun }: TableBlock, leftOut: number, budget: Budget): string {
  const which = leftOut === count ? `All ${formatCount(count)}` : `The other ${formatCount(leftOut)}`
  return `\n*${which} ${noun} are left out here to stay within GitHub's size limit${budget.elsewhere}*\n`
}

function tablesLine(tables: number, { elsewhere }: Budget): string {
  const what = tables === 1 ? 'more table or list is' : 'more tables or lists are'
  return `\n*${formatCount(tables)} ${what} left out here to stay within GitHub's size limit${elsewhere}*\n`
}
