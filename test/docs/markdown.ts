import type { Nodes, Root } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'

/** A heading and what stands beneath it, down to the next heading of any level. */
interface Section {
  readonly heading: string
  readonly content: readonly Root['children'][number][]
}

/** The sections of a document in order; the first one has what stands before any heading. */
function sections(markdown: string): Section[] {
  const found: { heading: string; content: Root['children'] }[] = [{ heading: '', content: [] }]
  for (const node of parsed(markdown).children) {
    if (node.type === 'heading') found.push({ heading: plainText(node), content: [] })
    else found.at(-1)?.content.push(node)
  }
  return found
}

/** Fenced blocks of a language, each with the heading above it. */
export function codeBlocks(markdown: string, language: string): { heading: string; text: string }[] {
  return sections(markdown).flatMap(({ heading, content }) =>
    content.flatMap((node) =>
      node.type === 'code' && node.lang === language ? [{ heading, text: `${node.value}\n` }] : [],
    ),
  )
}

/** The code spans in the first cell of each row of the tables under a heading, without the tables' own headings. */
export function firstCells(markdown: string, heading: string): string[][] {
  const section = sections(markdown).find((each) => each.heading === heading)
  if (section === undefined) throw new Error(`there is no heading ${heading}`)
  return section.content.flatMap((node) =>
    node.type === 'table' ? node.children.slice(1).map((row) => codeSpans(row.children[0])) : [],
  )
}

/** The rows of all tables under some headings, cell by cell as plain text, without the tables' own headings. */
export function tableRows(markdown: string, headings: readonly string[]): string[][] {
  return sections(markdown)
    .filter(({ heading }) => headings.includes(heading))
    .flatMap(({ content }) => content)
    .flatMap((node) => (node.type === 'table' ? node.children.slice(1) : []))
    .map((row) => row.children.map(plainText))
}

/** The code spans in each heading that has some. */
export function codeInHeadings(markdown: string): string[][] {
  return parsed(markdown)
    .children.filter((node) => node.type === 'heading')
    .map(codeSpans)
    .filter((spans) => spans.length > 0)
}

/** Every code span and every line of a fenced block. */
export function codeOf(markdown: string): string[] {
  const found: string[] = []
  visit(parsed(markdown), (node) => {
    if (node.type === 'inlineCode' || node.type === 'code') found.push(...node.value.split('\n'))
  })
  return found
}

/** Where links and images lead, those written in HTML too. */
export function targets(markdown: string): string[] {
  const found: string[] = []
  visit(parsed(markdown), (node) => {
    if (node.type === 'link' || node.type === 'image' || node.type === 'definition') found.push(node.url)
    if (node.type === 'html') {
      for (const [, url = ''] of node.value.matchAll(/\b(?:src|srcset|href)="([^"]*)"/gu)) found.push(url)
    }
  })
  return found
}

/** The names by which GitHub lets a link enter a document at its headings. */
export function anchors(markdown: string): string[] {
  return sections(markdown).map(({ heading }) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/gu, '-'),
  )
}

/** The text of a node without its marks. */
function plainText(node: Nodes): string {
  let text = ''
  visit(node, (part) => {
    if ('value' in part && typeof part.value === 'string') text += part.value
  })
  return text.trim()
}

function parsed(markdown: string): Root {
  return unified().use(remarkParse).use(remarkGfm).parse(markdown)
}

function codeSpans(node: Nodes | undefined): string[] {
  const found: string[] = []
  if (node !== undefined) visit(node, 'inlineCode', ({ value }) => void found.push(value))
  return found
}
