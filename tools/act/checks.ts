import assert from 'node:assert/strict'
import type { StepRun, WorkflowRun } from './act.ts'

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
export function step(run: WorkflowRun, name: string): StepRun {
  const found = run.steps.get(name)
  assert(found !== undefined, `the step ${name} did not run`)
  return found
}
