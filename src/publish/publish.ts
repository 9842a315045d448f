import { failsTheStep, type GateResult, type Problem } from '../gate-result.ts'
import type { Budget } from '../report/fit.ts'
import { UNLIMITED } from '../report/fit.ts'
import { renderReport } from '../report/report.ts'
import type { Runner } from '../runner/runner.ts'
import { ruleName, ruleSentence } from '../wording/rules.ts'
import { renderResults } from './results-file.ts'

/** GitHub refuses a job summary of more than 1 MiB; some is left for what else the step may write there. */
const SUMMARY_LIMIT_BYTES = 1024 * 1024 - 1024

/** GitHub shows ten annotations of a kind for a step; many more would only bury the log. */
const MOST_ANNOTATIONS = 50

const SUMMARY: Budget = {
  limit: SUMMARY_LIMIT_BYTES,
  measure: (text) => Buffer.byteLength(text),
  elsewhere: '; they are in the files named by the outputs `report_file` and `results_file`.',
}

/** Writes files, job summary and outputs. What cannot be written is a warning: it changes nothing about the verdict. */
export function publish(result: GateResult, runner: Runner): void {
  const attempt = <T>(what: string, effect: () => T): T | null => {
    try {
      return effect()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      warn(runner, {
        message: `${what} could not be written: ${reason}`,
        hint: 'Check the disk and permissions of the runner.',
      })
      return null
    }
  }
  const report = renderReport(result, UNLIMITED)
  const reportFile = attempt('The report file', () => runner.writeFile('report.md', report))
  const resultsFile = attempt('The results file', () =>
    runner.writeFile('results.json', renderResults(result)),
  )
  const fits = SUMMARY.measure(report) <= SUMMARY.limit
  attempt('The job summary', () => runner.appendSummary(fits ? report : renderReport(result, SUMMARY)))
  attempt('The outputs', () => {
    for (const [name, value] of Object.entries({
      ...outputs(result),
      report_file: reportFile,
      results_file: resultsFile,
    })) {
      if (value !== null) runner.setOutput(name, String(value))
    }
  })
}

/** What is known, under the names of the outputs; null is not set. */
function outputs({ verdict, test, timedOut }: GateResult): Record<string, string | number | boolean | null> {
  const summary = test?.summary
  return {
    verdict,
    status: test?.status ?? null,
    timed_out: timedOut,
    inbox_rate: summary?.inboxRate ?? null,
    spam_rate: summary?.spamRate ?? null,
    total_seeds: summary?.totalSeeds ?? null,
    received: summary?.received ?? null,
    inbox: summary?.inbox ?? null,
    spam: summary?.spam ?? null,
    unknown_placement: summary?.unknown ?? null,
    pending: summary?.pending ?? null,
  }
}

/** One annotation for each failed rule, each wrong input and each warning. */
export function annotate(result: GateResult, runner: Runner): void {
  const level = failsTheStep(result) ? 'error' : 'warning'
  const failed = result.rules.filter((rule) => rule.outcome === 'failed')
  const plain = (provider: string) => provider
  for (const rule of failed.slice(0, MOST_ANNOTATIONS)) {
    runner.annotate(level, `Inbox placement: ${ruleName(rule, plain)}`, ruleSentence(rule, plain))
  }
  if (failed.length > MOST_ANNOTATIONS) {
    runner.info(`${failed.length - MOST_ANNOTATIONS} more failed rules are in the job summary.`)
  }
  for (const detail of (result.error?.details ?? []).slice(0, MOST_ANNOTATIONS))
    runner.annotate('error', 'Inbox placement: invalid input', detail)
  for (const { field, rate, counted } of result.disagreements) {
    warn(runner, {
      message: `The API contradicts itself: ${field} is ${rate}, but its own counts come to ${counted.toFixed(2)}`,
      hint: 'The rules follow the rate, as the dashboard does.',
    })
  }
  for (const warning of result.warnings) warn(runner, warning)
}

/** A warning that says what happened and what to do. */
export function warn(runner: Runner, { message, hint }: Problem): void {
  runner.annotate('warning', 'Inbox placement', `${message}. ${hint}`)
}
