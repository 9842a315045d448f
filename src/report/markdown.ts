import { lazy } from '../core/lazy.ts'
import { shownText, type Text } from '../core/text.ts'
import { oneLine } from '../privacy/one-line.ts'

// GitHub links mentions, issue references, commit hashes and bare URLs in the rendered text, so no backslash or entity stops it,
// but it leaves code spans alone. Plain words may stay plain; everything else goes into a code span.

// Letters and digits. An apostrophe may stand before a letter. A hyphen may stand before a letter or between digits; after
// letters, a digit could make an issue reference (GH-12). A point or comma may stand between digits; a point between letters
// could make an address.
const wordOf = (letter: string, digit: string, other = '') =>
  `[${letter}${digit}${other}]+(?:(?:['’-](?=[${letter}])|(?<=[${digit}])[-.,](?=[${digit}]))[${letter}${digit}${other}]+)*`
// A comma or colon may end a word before the next one. So may a point after a letter; after a figure it could begin a list.
const wordsOf = (word: string, letter: string) => `${word}(?:(?:[,:]|(?<=[${letter}])\\.)? ${word})*`

const ASCII_WORD = wordOf('A-Za-z', '0-9')
const ANY_WORD = wordOf(String.raw`\p{L}`, String.raw`\p{Nd}`, String.raw`\p{N}`)

interface Patterns {
  readonly plainWords: RegExp
  readonly ordinaryWord: RegExp
  /** GitHub links words that could be a commit's hash, and a `www` that happens to end a sentence. */
  readonly couldBeLinked: RegExp
}

const ASCII: Patterns = {
  plainWords: new RegExp(`^${wordsOf(ASCII_WORD, 'A-Za-z')}$`),
  ordinaryWord: new RegExp(`^${ASCII_WORD}$`),
  couldBeLinked: /\b(?:www|[0-9a-f]{7,})\b/i,
}

/** Nearly every text is ASCII, and the classes of Unicode take a millisecond to compile. */
const UNICODE = lazy(
  (): Patterns => ({
    plainWords: new RegExp(`^${wordsOf(ANY_WORD, String.raw`\p{L}`)}$`, 'u'),
    ordinaryWord: new RegExp(`^${ANY_WORD}$`, 'u'),
    couldBeLinked: /\b(?:www|[0-9a-f]{7,})\b/iu,
  }),
)

function patternsFor(text: string): Patterns {
  return /^[ -~]*$/.test(text) ? ASCII : UNICODE()
}

/** Untrusted text for any place in a line or table cell. Blank text becomes a dash. */
export function text(untrusted: string | Text, maxLength = 100): string {
  const line = oneLine(shownText(untrusted), maxLength)
  return isPlain(line) ? line : code(line, maxLength)
}

/** Untrusted text as a code span. Blank text becomes a dash. */
export function code(untrusted: string | Text, maxLength = 100): string {
  const line = oneLine(shownText(untrusted), maxLength)
  return line === '' ? '–' : codeSpan(line)
}

/** A code span of one line that keeps its spaces. */
export function codeSpan(line: string): string {
  const longestRun = Math.max(0, ...Array.from(line.matchAll(/`+/gu), ([run]) => run.length))
  const fence = '`'.repeat(longestRun + 1)
  // A backtick at an end would join the fence, and Markdown takes one space off either side.
  const pad = /^`|`$|^ .*[^ ].* $/u.test(line) ? ' ' : ''
  return `${fence}${pad}${line}${pad}${fence}`
}

/** Untrusted text inside of an HTML tag such as `<summary>`, where Markdown is not read. Blank text becomes a dash. */
export function htmlText(untrusted: string | Text, maxLength = 100): string {
  const line = oneLine(shownText(untrusted), maxLength)
  if (line === '') return '–'
  return isPlain(line) ? line : `<code>${escapeHtml(line)}</code>`
}

/**
 * The action's own sentences with untrusted text somewhere in them. Ordinary words and punctuation stay as they are; every
 * other word, such as an input's name, becomes a code span.
 */
export function prose(untrusted: string, maxLength = 400): string {
  return inWords(untrusted, maxLength, codeSpan)
}

/** The same inside of an HTML tag. */
export function htmlProse(untrusted: string, maxLength = 400): string {
  return inWords(untrusted, maxLength, (word) => `<code>${escapeHtml(word)}</code>`)
}

// The usual marks before and after a word stay outside of its code span.
const MARKS = /^(?<before>[("'“‘]{0,2})(?<word>.*?)(?<after>%?[)"'”’.,:;!?…]{0,3})$/u
// A figure that begins a line would begin an ordered list.
const BEGINS_A_LIST = /^\d+[.)]$/u

function inWords(untrusted: string, maxLength: number, quoted: (word: string) => string): string {
  const line = oneLine(untrusted, maxLength)
  if (line === '') return '–'
  return line
    .split(/\s+/u)
    .map((each, index) => {
      const { before = '', word = '', after = '' } = MARKS.exec(each)?.groups ?? {}
      if (word === '' || (index === 0 && BEGINS_A_LIST.test(each))) return quoted(each)
      const { ordinaryWord, couldBeLinked } = patternsFor(word)
      const isOrdinary = ordinaryWord.test(word) && !couldBeLinked.test(word)
      return `${before}${isOrdinary ? word : quoted(word)}${after}`
    })
    .join(' ')
}

/** Figures that a narrow page must not break over two lines: neither at a space nor behind a dash. */
export function unbroken(figures: string): string {
  return figures.replaceAll(' ', '\u00a0').replace(/–\u2060?/gu, '–\u2060')
}

function isPlain(line: string): boolean {
  const { plainWords, couldBeLinked } = patternsFor(line)
  return plainWords.test(line) && !couldBeLinked.test(line)
}

function escapeHtml(line: string): string {
  return line
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

type Align = 'left' | 'right' | 'center'

/** One column: its heading, and how its cells stand. */
export interface Column {
  readonly heading: string
  readonly align: Align
}

const DELIMITER = { left: ':---', right: '---:', center: ':-:' } as const

/** Heading and delimiter row of a table. */
export function tableHead(columns: readonly Column[]): string {
  return `${tableRow(columns.map((column) => column.heading))}${tableRow(columns.map((column) => DELIMITER[column.align]))}`
}

/** One row of a table; the cells are Markdown already. */
export function tableRow(cells: readonly string[]): string {
  return `| ${cells.map(escapePipes).join(' | ')} |\n`
}

/** Escapes pipes, which end a cell even inside code. Backslashes before a pipe are doubled, so that they pair up. */
function escapePipes(cell: string): string {
  return cell.includes('|') ? cell.replace(/(\\*)\|/gu, '$1$1\\|') : cell
}
