import { lineOf, serialize } from '../history/entry.ts'
import { appendHistory, HistoryFileError } from '../history/file.ts'
import type { RunResult } from '../result/result.ts'
import type { Runner } from '../runner/runner.ts'
import { warn } from './publish.ts'

/** Appends one line for each judged test to the history file. If that cannot be written, there is a warning. */
export function remember(run: RunResult, historyFile: string | null, runner: Runner): void {
  if (historyFile === null || run.kind === 'refused') return
  const judged = run.tests.flatMap((test) => (test.kind === 'judged' ? [test] : []))
  if (judged.length === 0) return
  try {
    appendHistory(historyFile, runner.roots, serialize(judged.map((test) => lineOf(test, run.facts))))
  } catch (error) {
    if (!(error instanceof HistoryFileError)) throw error
    warn(runner, { message: error.message, hint: `${error.hint} This does not affect the verdict.` })
  }
}
