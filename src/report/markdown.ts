import { oneLine } from '../privacy/untrusted-text.ts'

// GitHub links mentions, issue references, commit hashes and bare URLs in the rendered text, after Markdown is done, so
// no backslash or entity stops them; it leaves code spans alone. Plain words may stay plain, all else goes into one.

const PLAIN_WORDS = /^[\p{L}\p{N}]+(?: [\p{L}\p{N}]+)*$/u
// GitHub links words that could be a commit's hash.
const COULD_BE_A_HASH = /\b[0-9a-f]{7,}\b/iu

/** Untrusted text for any place in a line or table cell. Blank text becomes a dash. */
export function text(untrusted: string, maxLength = 100): string {
  const line = oneLine(untrusted, maxLength)
  return PLAIN_WORDS.test(line) && !COULD_BE_A_HASH.test(line) ? line : code(line, maxLength)
}

/** Untrusted text as a code span. Blank text becomes a dash. */
export function code(untrusted: string, maxLength = 100): string {
  const line = oneLine(untrusted, maxLength)
  return line === '' ? '–' : codeSpan(line)
}

/** A code span of one line that keeps its spaces, for bars. */
export function codeSpan(line: string): string {
  const longestRun = Math.max(0, ...Array.from(line.matchAll(/`+/gu), ([run]) => run.length))
  const fence = '`'.repeat(longestRun + 1)
  // A backtick at an end would join the fence, and one space on either side is taken off again.
  const pad = /^`|`$|^ .*[^ ].* $/u.test(line) ? ' ' : ''
  return `${fence}${pad}${line}${pad}${fence}`
}

/** Figures that a narrow table must not break over two lines. */
export function unbroken(figures: string): string {
  return figures.replaceAll(' ', '\u00a0')
}

type Align = 'left' | 'right' | 'center'

/** One column: its heading, and how its cells stand. */
export interface Column {
  readonly heading: string
  readonly align: Align
}

const DELIMITER = { left: ':---', right: '---:', center: ':---:' } as const

/** Heading and delimiter row of a table. */
export function tableHead(columns: readonly Column[]): string {
  return `${tableRow(columns.map((column) => column.heading))}${tableRow(columns.map((column) => DELIMITER[column.align]))}`
}

/** One row of a table; the cells are Markdown already. */
export function tableRow(cells: readonly string[]): string {
  return `| ${cells.map(escapePipes).join(' | ')} |\n`
}

/** A cell ends at every pipe that no backslash precedes, in code too; the backslashes before one have to pair up first. */
function escapePipes(cell: string): string {
  return cell.includes('|') ? cell.replace(/(\\*)\|/gu, '$1$1\\|') : cell
}
