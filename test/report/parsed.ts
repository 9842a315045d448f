import rehypeRaw from 'rehype-raw'
import remarkGfm from 'remark-gfm'
import remarkGithub from 'remark-github'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'
import { SKIP, visit } from 'unist-util-visit'

/** Markdown as GitHub reads it: tables, the HTML in it, and all that becomes a link. */
const page = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkGithub, { repository: 'acme/mail' })
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw)

type Root = ReturnType<typeof read>
type Node = Root | Root['children'][number]
type Element = Extract<Node, { type: 'element' }>

/** A part of the page that is shown only when a reader opens it. */
interface Folded {
  readonly summary: string
  /** Also those of parts folded inside of it. */
  readonly tables: string[][][]
}

/** No-break spaces are plain, and word joiners are gone. */
export interface Parsed {
  readonly headings: string[]
  readonly paragraphs: string[]
  readonly listItems: string[]
  /** Rows of cells, the heading first. */
  readonly tables: string[][][]
  /** Only those that a reader need not open. */
  readonly openTables: string[][][]
  readonly folded: Folded[]
  /** Addresses of links and images: written as such, bare, or made of mentions, references and hashes. */
  readonly links: string[]
}

export function parsed(markdown: string): Parsed {
  const tree = read(markdown)
  const found: Parsed = { ...emptyPage(), tables: tablesOf(tree), openTables: tablesOf(tree, 'details') }
  visit(tree, 'element', (element) => {
    if (/^h[1-6]$/u.test(element.tagName)) found.headings.push(plain(element))
    else if (element.tagName === 'p') found.paragraphs.push(plain(element))
    else if (element.tagName === 'li') found.listItems.push(plain(element))
    else if (element.tagName === 'details') found.folded.push(folded(element))
    const address = element.properties['href'] ?? element.properties['src']
    if (address !== undefined) found.links.push(String(address))
  })
  return found
}

function emptyPage() {
  return { headings: [], paragraphs: [], listItems: [], folded: [], links: [] }
}

function read(markdown: string) {
  return page.runSync(page.parse(markdown))
}

function folded(details: Element): Folded {
  let summary = ''
  visit(details, { tagName: 'summary' }, (element) => {
    summary = plain(element)
    return false
  })
  return { summary, tables: tablesOf(details) }
}

function tablesOf(node: Node, except?: string): string[][][] {
  const tables: string[][][] = []
  visit(node, 'element', (element) => {
    if (element.tagName === except) return SKIP
    if (element.tagName === 'table')
      tables.push(all(element, ['tr']).map((row) => all(row, ['th', 'td']).map(plain)))
    return undefined
  })
  return tables
}

function all(node: Node, tags: readonly string[]): Element[] {
  const found: Element[] = []
  visit(node, 'element', (element) => {
    if (tags.includes(element.tagName)) found.push(element)
  })
  return found
}

/**
 * All that a page is but its words: every heading, list, table, cell, tag and link in its place. Code and plain text are
 * alike, because which of the two a text becomes depends on the text.
 */
export function skeleton(markdown: string): string {
  return bones(read(markdown))
}

function bones(node: Node): string {
  if (node.type === 'text') return node.value.trim() === '' ? '' : '…'
  if (node.type === 'element' && node.tagName === 'code') return '…'
  const inside = 'children' in node ? node.children.map(bones).join('').replaceAll(/…+/gu, '…') : ''
  if (node.type === 'element') return `<${node.tagName} ${JSON.stringify(node.properties)}>${inside}</>`
  return node.type === 'root' ? inside : `<!${node.type}>`
}

/** Text outside of code, where GitHub looks for mentions, emoji and formulas. */
export function prose(markdown: string): string {
  let text = ''
  visit(read(markdown), (node) => {
    if (node.type === 'element' && node.tagName === 'code') return SKIP
    if (node.type === 'text') text += `${node.value}\n`
    return undefined
  })
  return text
}

function plain(node: Node): string {
  let text = ''
  visit(node, 'text', ({ value }) => {
    text += value
  })
  return text.replaceAll('\u00a0', ' ').replaceAll('\u2060', '').trim()
}
