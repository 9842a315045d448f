import assert from 'node:assert/strict'
import type { WorkflowRun } from './act.ts'
import type { StepRun, StepRuns } from './log.ts'

/** A check that failed, with the log of the run it was about. */
export class UnexpectedRun extends Error {
  readonly log: string

  constructor(message: string, log: string) {
    super(message)
    this.log = log
  }
}

/** Runs checks on a workflow run; when one fails, the error brings the log along. */
export function check(run: WorkflowRun, checks: () => void): void {
  try {
    checks()
  } catch (error) {
    throw new UnexpectedRun(error instanceof Error ? error.message : String(error), run.log)
  }
}

/** The step of that name, which must have run. */
export function step({ steps }: { steps: StepRuns }, name: string): StepRun {
  const found = steps.get(name)
  assert(found !== undefined, `the step ${name} did not run`)
  return found
}

/** The steps of the job of that name, which must have run. */
export function job({ jobs }: WorkflowRun, name: string): { steps: StepRuns } {
  const steps = jobs.get(name)
  assert(steps !== undefined, `the job ${name} did not run`)
  return { steps }
}
