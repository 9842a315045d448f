import { codeSpan } from './markdown.ts'

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/**
 * A bar of block characters in a code span: it shows on any screen, in mail and in dark mode, without an image. Anything
 * above zero shows, and only all of it fills the bar.
 * @param rate percent, 0 to 100
 * @param width in characters
 */
export function bar(rate: number, width: number): string {
  const cells = width * 8
  const filled =
    rate <= 0 ? 0 : rate >= 100 ? cells : Math.min(cells - 1, Math.max(1, Math.round((rate / 100) * cells)))
  const blocks = '█'.repeat(Math.floor(filled / 8)) + EIGHTHS[filled % 8]
  // No-break spaces, because a narrow screen would otherwise wrap the empty part.
  return codeSpan(blocks.padEnd(width, '\u00a0'))
}
