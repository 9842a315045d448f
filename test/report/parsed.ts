import type { Nodes, Root } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkGithub from 'remark-github'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'

const parser = unified().use(remarkParse).use(remarkGfm).use(remarkGithub, { repository: 'acme/mail' })

/** Markdown as GitHub reads it: tables, HTML, and all that becomes a link. */
export interface Parsed {
  /** Rows of cells as plain text, no-break spaces made plain. */
  readonly tables: string[][][]
  /** Raw HTML, in order. */
  readonly html: string[]
  /** Addresses of links and images: written as such, bare, or made of mentions, references and hashes. */
  readonly links: string[]
  readonly headings: string[]
  readonly listItems: string[]
}

export function parsed(markdown: string): Parsed {
  const tree = read(markdown)
  const found: Parsed = { tables: [], html: [], links: [], headings: [], listItems: [] }
  visit(tree, (node) => {
    if (node.type === 'table') {
      found.tables.push(node.children.map((row) => row.children.map((cell) => plain(cell))))
    } else if (node.type === 'html') found.html.push(node.value)
    else if (node.type === 'link' || node.type === 'image' || node.type === 'definition')
      found.links.push(node.url)
    else if (node.type === 'heading') found.headings.push(plain(node))
    else if (node.type === 'listItem') found.listItems.push(plain(node))
  })
  return found
}

function read(markdown: string): Root {
  return parser.runSync(parser.parse(markdown)) as Root
}

/**
 * All that a page is but its words: every heading, list, table, cell, tag and link in its place. Code and plain text are
 * alike, because which of the two a text becomes depends on the text.
 */
export function skeleton(markdown: string): string {
  return bones(read(markdown))
}

function bones(node: Nodes): string {
  if (node.type === 'text' || node.type === 'inlineCode') return '…'
  const { children = [], position: _, data: __, ...itself } = { children: undefined, ...node }
  return `${JSON.stringify(itself)}[${children.map(bones).join('').replaceAll(/…+/gu, '…')}]`
}

/** Text outside of code spans, where GitHub looks for mentions, emoji and formulas. */
export function prose(markdown: string): string {
  let text = ''
  visit(read(markdown), 'text', ({ value }) => {
    text += `${value}\n`
  })
  return text
}

function plain(node: Nodes): string {
  let text = ''
  visit(node, (inside) => {
    if (inside.type === 'text' || inside.type === 'inlineCode') text += inside.value
  })
  return text.replaceAll('\u00a0', ' ').trim()
}
