import { cpus, loadavg, platform } from 'node:os'

/** How thoroughly to measure. */
export interface Effort {
  /** Fewer repetitions: to see that the bench works, not to compare numbers. */
  readonly quick: boolean
  /** Where actions of others are installed, as the runner's `_actions` has them; without it none is measured. */
  readonly actions?: string
}

/** One table of the bench. */
export interface Bench {
  readonly title: string
  /** Measures and returns Markdown. */
  run(effort: Effort): Promise<string>
}

/** A Markdown table whose first columns are text and whose others are figures. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  textColumns = 1,
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const alignment = head.map((_, column) => (column < textColumns ? ':---' : '---:'))
  return [head, alignment, ...rows].map(line).join('\n')
}

/**
 * One line that says what was measured, how often, and on what. The load tells whether to believe it: with more processes
 * than processors, waiting for a turn is added to every run alike, and ratios shrink.
 */
export function measured(what: string, runs: string): string {
  const processors = cpus()
  const model = processors[0]?.model.trim() ?? 'unknown processor'
  const load = (loadavg()[0] ?? 0).toFixed(1)
  return `${what} ${runs}. Node ${process.versions.node}, ${platform()}, ${processors.length} × ${model}, load ${load}.`
}

/** `2.31 ×` */
export function times(ratio: number): string {
  return `${ratio.toFixed(2)} ×`
}

/** Three significant figures at most, thousands apart: `0.123`, `4.56`, `78.9`, `12,345`. */
export function figure(value: number): string {
  return value.toLocaleString(
    'en-US',
    value < 100 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 },
  )
}
