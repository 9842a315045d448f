import type { Effects } from './effects.ts'
import { gate } from './gate.ts'
import { failsTheStep, type GateResult } from './gate-result.ts'
import { annotate, publish } from './publish/publish.ts'
import { publishToPullRequest } from './publish/pull-request-comment.ts'
import type { Runner } from './runner/runner.ts'
import { verdictLine } from './wording/verdict-line.ts'

/** The whole step: inputs → wait → judge → render → publish → exit. */
export async function run(effects: Effects): Promise<void> {
  const { runner } = effects
  const { result, comment, clean } = await gate(effects)
  publish(result, runner)
  await publishToPullRequest(result, comment, clean, effects)
  annotate(result, runner)
  exit(result, runner)
}

/** The one place that decides how the step ends. */
function exit(result: GateResult, runner: Runner): void {
  const line = verdictLine(result)
  if (failsTheStep(result)) runner.setFailed(line)
  else if (result.verdict === 'passed') runner.info(line)
  else runner.annotate('warning', 'Inbox placement', line)
}
