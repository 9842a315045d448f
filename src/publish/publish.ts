import type { Problem } from '../core/problem.ts'
import { type Budget, UNLIMITED } from '../report/fit.ts'
import { renderReport } from '../report/report.ts'
import type { RunResult } from '../result/result.ts'
import { hearSignals } from '../runner/hear-signals.ts'
import type { Runner } from '../runner/runner.ts'
import { sentence } from '../wording/sentence.ts'
import { outputsOf } from './outputs.ts'
import { renderResults } from './results-file.ts'

/** GitHub refuses a job summary of more than 1 MiB. The last KiB is left for anything else that the step writes there. */
const SUMMARY_LIMIT_BYTES = 1024 * 1024 - 1024

const SUMMARY: Budget = {
  limit: SUMMARY_LIMIT_BYTES,
  measure: (text) => Buffer.byteLength(text),
  elsewhere: '; they are in the files named by the outputs `report_file` and `results_file`.',
}

const CANCELLED_MEANWHILE = '\n**The step was cancelled while this was being written, and fails.**\n'

/**
 * Writes outputs, job summary and files, the most important first: a step that is being cancelled has little time. A part that
 * cannot be written is a warning, and does not change the verdict.
 * @param current gives the result as it stands when a part is begun: a signal may come between two parts
 */
export async function publish(current: () => RunResult, runner: Runner): Promise<void> {
  const attempt = async <T>(what: string, effect: () => T | Promise<T>): Promise<T | null> => {
    await hearSignals()
    try {
      return await effect()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      warn(runner, {
        message: `${what} could not be written: ${reason}`,
        hint: "Check the runner's disk and permissions.",
      })
      return null
    }
  }
  const set = (outputs: Readonly<Record<string, unknown>>) =>
    attempt('The outputs', () => {
      for (const [name, value] of Object.entries(outputs)) {
        if (value === null) continue
        // JSON is one line as it is, and gives labels back as they came.
        if (name === 'tests') runner.setLongOutput(name, String(value))
        else runner.setOutput(name, String(value))
      }
    })

  await hearSignals()
  const known = current()
  const wasSet = (await set(outputsOf(known))) !== null
  const report = await attempt('The report', () => shortReport(known))
  // A report that fits into the summary whole is not rendered again for the file.
  const reportOf = (run: RunResult) => (run === known ? report : null)
  await hearSignals()
  const reported = current()
  await attempt('The job summary', () =>
    runner.appendSummary(reportOf(reported) ?? [...renderReport(reported, 'summary', SUMMARY)].join('')),
  )
  const report_file = await attempt('The report file', () => {
    const text = reportOf(current())
    const parts = text === null ? renderReport(current(), 'file', UNLIMITED) : [text]
    return runner.writeFile('report.md', parts)
  })
  const results_file = await attempt('The results file', () =>
    runner.writeFile('results.json', renderResults(current())),
  )
  if (wasSet) await set({ report_file, results_file })
  await hearSignals()
  if (current() === known) return
  // What was written before the signal came must say that the step was cancelled too.
  if (wasSet) await set(outputsOf(current()))
  if (reported === known) await attempt('The job summary', () => runner.appendSummary(CANCELLED_MEANWHILE))
}

/** The whole report, if it fits into a job summary as it is. */
function shortReport(run: RunResult): string | null {
  let text = ''
  for (const part of renderReport(run, 'file', UNLIMITED)) {
    text += part
    if (text.length > SUMMARY.limit) return null
  }
  return SUMMARY.measure(text) <= SUMMARY.limit ? text : null
}

/** An annotation that says what happened and what to do. */
export function warningOf({ message, hint }: Problem, label: string | null = null) {
  const about = label === null ? '' : `${label}: `
  return { title: 'Inbox placement', message: `${about}${sentence(message)} ${hint}` }
}

/** Warns of a problem at once. */
export function warn(runner: Runner, problem: Problem): void {
  const { title, message } = warningOf(problem)
  runner.annotate('warning', title, message)
}
