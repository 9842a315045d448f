import type { Nodes } from 'mdast'
import remarkGfm from 'remark-gfm'
import remarkGithub from 'remark-github'
import remarkParse from 'remark-parse'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import type { ReportSettings } from '../../../src/core/report-settings.ts'
import { lookHereFirst } from '../../../src/report/findings/look-here-first.ts'
import type { JudgedTest } from '../../../src/result/result.ts'
import { SETTINGS } from '../../builders.ts'

const parser = unified().use(remarkParse).use(remarkGfm).use(remarkGithub, { repository: 'acme/mail' })

/** One finding as a reader sees it, in plain text. */
export interface ReadFinding {
  /** What is printed bold. */
  readonly fact: string
  readonly evidence: string
  /** After the arrow; null without one. */
  readonly action: string | null
  /** Where its links lead, those that GitHub makes of plain text included. */
  readonly links: readonly string[]
  /** What GitHub makes of it as a block: one paragraph, and no raw HTML. */
  readonly blocks: readonly string[]
  /** Texts in code spans. */
  readonly codes: readonly string[]
}

/** The findings of a test, without the last item that counts the rest. */
export function read(result: JudgedTest, settings: ReportSettings = SETTINGS): ReadFinding[] {
  return readAll(result, settings).findings
}

/** The findings of a test, and how many more there are. */
export function readAll(result: JudgedTest, settings: ReportSettings = SETTINGS) {
  const items = lookHereFirst(result, settings)
  const rest = /^And ([\d,]+) more findings?\.$/u.exec(items.at(-1) ?? '')
  return {
    findings: (rest === null ? items : items.slice(0, -1)).map(readItem),
    more: Number(rest?.[1]?.replaceAll(',', '') ?? 0),
  }
}

function readItem(item: string): ReadFinding {
  const tree = parser.runSync(parser.parse(item)) as Nodes
  const links: string[] = []
  const codes: string[] = []
  const blocks: string[] = 'children' in tree ? tree.children.map(({ type }) => type) : []
  let bold: string | undefined
  visit(tree, (node) => {
    if (node.type === 'html' || node.type === 'image') blocks.push(node.type)
    if (node.type === 'link') links.push(node.url)
    if (node.type === 'inlineCode') codes.push(node.value)
    if (node.type === 'strong') bold ??= plain(node)
  })
  if (bold === undefined) throw new Error(`no fact in bold: ${item}`)
  const [evidence = '', action = null] = plain(tree).slice(bold.length).split(' → ')
  return { fact: bold.replace(/:$/u, ''), evidence: evidence.trim(), action, links, blocks, codes }
}

function plain(node: Nodes): string {
  let text = ''
  visit(node, (inside) => {
    if (inside.type === 'text' || inside.type === 'inlineCode') text += inside.value
  })
  return text
}
