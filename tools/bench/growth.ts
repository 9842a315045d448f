import type { ActionResult } from '../runner/run-action.ts'
import { emptyScript, oneLook, succeedAndTell, type Usage } from './node-process.ts'
import { SIZES, startServers } from './servers.ts'
import { growthExponent, median, pairedRatio } from './statistics.ts'
import { type Bench, type Effort, figure, measured, table, times } from './table.ts'

type Run = ActionResult & Usage

/** What can be compared between runs of the same round. */
const MEASURES = {
  'wall, ms': (run: Run) => run.durationMs,
  'CPU, ms': (run: Run) => run.cpuMs,
  'peak, MiB': (run: Run) => run.peakBytes / 2 ** 20,
} as const

/** How time, memory and files grow with the number of seeds. */
export const growth: Bench = {
  title: 'Growth with the number of seeds',

  async run({ quick }: Effort) {
    using servers = await startServers()
    using empty = emptyScript()
    const rounds = quick ? 2 : 9
    const idle: Run[] = []
    const bySize = new Map(SIZES.map((size) => [size, [] as Run[]]))
    for (let round = 0; round < rounds; round += 1) {
      idle.push(await succeedAndTell({ entry: empty.path }))
      for (const [size, runs] of bySize) runs.push(await succeedAndTell(oneLook(servers, size)))
    }

    const smallest = bySize.get(SIZES[0]) ?? []
    const what = 'The action on one poll of a Completed test; wall, CPU and peak memory of the process;'
    return [
      measured(what, `medians of ${rounds} runs each in turn, ratios to ${SIZES[0]} seeds within a turn`),
      table(
        [
          'seeds',
          ...Object.keys(MEASURES),
          'wall ratio',
          'CPU ratio',
          'peak ratio',
          'summary, kB',
          'report, kB',
          'results, kB',
        ],
        [
          ['none: an empty Node process', ...figures(idle), ...ratios(idle, smallest), '', '', ''],
          ...[...bySize].map(([size, runs]) => [
            figure(size),
            ...figures(runs),
            ...ratios(runs, smallest),
            ...fileSizes(runs[0]).map((bytes) => figure(bytes / 1000)),
          ]),
        ],
      ),
      'The exponent of the growth: the slope of log time over log seeds; 1 is linear.',
      exponents(bySize),
    ].join('\n\n')
  },
}

function figures(runs: readonly Run[]): string[] {
  return Object.values(MEASURES).map((measure) => figure(median(runs.map(measure))))
}

function ratios(runs: readonly Run[], smallest: readonly Run[]): string[] {
  return Object.values(MEASURES).map((measure) =>
    times(pairedRatio(runs.map(measure), smallest.map(measure))),
  )
}

/** Bytes of the job summary, the report file and the results file. */
function fileSizes(run: Run | undefined): number[] {
  const texts = [run?.summary, run?.files.reportFile, run?.files.resultsFile]
  return texts.map((text) => Buffer.byteLength(text ?? ''))
}

/** Over all sizes, and over the last step alone, where the start of Node no longer hides the growth. */
function exponents(bySize: ReadonlyMap<number, readonly Run[]>): string {
  const slope = (sizes: readonly number[], measure: (run: Run) => number) =>
    growthExponent(sizes.map((size) => [size, median((bySize.get(size) ?? []).map(measure))])).toFixed(2)
  const steps = [SIZES, SIZES.slice(-2)]
  const span = (sizes: readonly number[]) => `${figure(sizes[0] ?? 0)} to ${figure(sizes.at(-1) ?? 0)} seeds`
  return table(
    ['', ...steps.map(span)],
    Object.entries(MEASURES).map(([name, measure]) => [
      name.replace(/, .*/u, ''),
      ...steps.map((sizes) => slope(sizes, measure)),
    ]),
  )
}
