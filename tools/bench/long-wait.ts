import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { median, pairedRatio } from './statistics.ts'
import { type Bench, type Effort, figure, measured, table, times } from './table.ts'

const CHILD = fileURLToPath(new URL('./long-wait-process.ts', import.meta.url))
const SIZES = [50, 5_000] as const

/** What a wait of thirty minutes looked like early and late. */
export interface LongWait {
  readonly polls: number
  /** Bytes in use after garbage collection, before the 20th and the 120th poll. */
  readonly heap: { readonly early: number; readonly late: number }
  /** The action's own processor time for one poll, in milliseconds: medians of polls 20 to 40 and 100 to 120. */
  readonly cpuMs: { readonly early: number; readonly late: number }
}

/** Whether anything grows with the number of polls. */
export const longWait: Bench = {
  title: 'A wait of thirty minutes',

  async run({ quick }: Effort) {
    const rounds = quick ? 1 : 5
    const bySize = new Map(SIZES.map((size) => [size, [] as LongWait[]]))
    for (let round = 0; round < rounds; round += 1) {
      for (const [size, waits] of bySize) waits.push(await waitInChild(size))
    }
    const polls = bySize.get(SIZES[0])?.[0]?.polls ?? 0
    const what = `The whole gate on a simulated clock, one poll every 15 s for 30 minutes, ${polls} in all, seeds arriving all the while;`
    return [
      measured(
        what,
        `medians of ${rounds} runs each in turn, in a process of their own with \`--expose-gc\``,
      ),
      table(
        [
          'seeds',
          'heap at poll 20, MiB',
          'at poll 120',
          'ratio',
          'CPU of one poll, 20 to 40, ms',
          '100 to 120',
          'ratio',
        ],
        [...bySize].map(([size, waits]) => [
          figure(size),
          ...change(waits, ({ heap }) => ({ early: heap.early / 2 ** 20, late: heap.late / 2 ** 20 })),
          ...change(waits, ({ cpuMs }) => cpuMs),
        ]),
      ),
    ].join('\n\n')
  },
}

async function waitInChild(seeds: number): Promise<LongWait> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', CHILD, String(seeds)])
  return JSON.parse(stdout) as LongWait
}

function change(
  waits: readonly LongWait[],
  of: (wait: LongWait) => { readonly early: number; readonly late: number },
): string[] {
  const early = waits.map((wait) => of(wait).early)
  const late = waits.map((wait) => of(wait).late)
  return [figure(median(early)), figure(median(late)), times(pairedRatio(late, early))]
}
