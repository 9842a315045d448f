import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type HistoryLine, serialize } from '../../src/history/entry.ts'
import { type Api, type Step, step } from '../one-step.ts'

export const MODES = ['masked', 'hidden', 'full'] as const
export type Mode = (typeof MODES)[number]

/** A step that finds these runs in its history, and what stands there afterwards. */
export async function remembering(
  inputs: Readonly<Record<string, string>>,
  api: Api,
  before: readonly HistoryLine[] = [],
) {
  const workspace = mkdtempSync(join(tmpdir(), 'names-'))
  try {
    writeFileSync(join(workspace, 'history.jsonl'), serialize(before))
    const runner = { roots: { workspace, temp: null } }
    const done = await step({ history_file: 'history.jsonl', timeout_minutes: '0', ...inputs }, api, {
      runner,
    })
    const lines = readFileSync(join(workspace, 'history.jsonl'), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
    const written = lines.slice(before.length).map((line) => JSON.parse(line) as HistoryLine)
    return { ...done, summary: done.summary, written }
  } finally {
    rmSync(workspace, { recursive: true })
  }
}

export type Remembered = Awaited<ReturnType<typeof remembering>>

export const resultsOf = ({ files }: Pick<Step, 'files'>) => JSON.parse(files['results.json'] ?? '')
export const rulesOf = (done: Pick<Step, 'files'>) =>
  resultsOf(done).tests.flatMap(
    ({ rules }: { rules: { rule: string; outcome: string; measured: unknown }[] }) =>
      rules.map(({ rule, outcome, measured }) => ({ rule, outcome, measured })),
  )

/** All that must not depend on how anything is shown. */
export function decided(done: Remembered) {
  const { verdict, timed_out, previous_verdict, tests = '[]' } = done.outputs
  return {
    outputs: { verdict, timed_out, previous_verdict, tests: JSON.parse(tests) },
    rules: rulesOf(done),
    requests: done.asked.map(({ jobId }) => jobId),
    annotations: done.annotations.map(({ level }) => level),
    fails: done.failed.length,
    written: done.written,
  }
}

/** Everything that a reader may see. */
export function everyWord({ info, debug, annotations, outputs, files, failed, summary }: Step): string {
  const said = annotations.flatMap(({ title, message }) => [title, message])
  return [
    ...info,
    ...debug,
    ...said,
    ...failed,
    ...Object.values(outputs),
    ...Object.values(files),
    summary,
  ].join('\n')
}
