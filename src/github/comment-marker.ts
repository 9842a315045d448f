import { createHash } from 'node:crypto'
import type { GitHubContext } from '../core/github-context.ts'

/**
 * The hidden line by which a comment is found again. It holds a digest, so that no workflow name, job or key can end the HTML
 * comment, and no two combinations of them look the same.
 */
export function marker({ workflow, job }: Pick<GitHubContext, 'workflow' | 'job'>, key: string): string {
  return `<!-- inbox-placement-gate ${digest(JSON.stringify([workflow, job, key]))} -->\n`
}

/** Which run wrote a comment. */
export interface Stamp {
  /** 0 when not known: comments of version 1.0.0 have no stamp. */
  readonly run: number
  readonly attempt: number
  /** Short digest of the workflow file. Run numbers of two files say nothing about each other. */
  readonly workflow: string
  /** Short digest of the process. */
  readonly writer: string
}

type Writer = Pick<GitHubContext, 'runNumber' | 'runAttempt' | 'workflowRef' | 'writer'>

/** The stamp of this run. */
export function stampOf({ runNumber, runAttempt, workflowRef, writer }: Writer): Stamp {
  return {
    run: runNumber ?? 0,
    attempt: runAttempt ?? 1,
    // The branch follows the @. Runs of all branches are counted together.
    workflow: shortDigest((workflowRef ?? '').replace(/@.*/su, '')),
    writer: shortDigest(writer),
  }
}

/** The hidden line below the marker. The search for a comment ignores it. */
export function stampLine({ run, attempt, workflow, writer }: Stamp): string {
  return `<!-- run ${run} attempt ${attempt} of ${workflow} by ${writer} -->\n`
}

const UNKNOWN: Stamp = { run: 0, attempt: 0, workflow: '', writer: '' }

/** The stamp of a comment that begins with the marker. */
export function stampIn(body: string): Stamp {
  // GitHub may return a body with other line breaks than it was sent with.
  const found = /^.*\r?\n<!-- run (\d{1,15}) attempt (\d{1,9}) of ([0-9a-f]{8}) by ([0-9a-f]{8}) -->/u.exec(
    body,
  )
  if (found === null) return UNKNOWN
  const [, run, attempt, workflow = '', writer = ''] = found
  return { run: Number(run), attempt: Number(attempt), workflow, writer }
}

/** Whether `one` comes from a later run than `other`, by run number, then attempt. False where that is unknown. */
export function isLater(one: Stamp, other: Stamp): boolean {
  if (one.workflow !== other.workflow || one.run === 0 || other.run === 0) return false
  return one.run === other.run ? one.attempt > other.attempt : one.run > other.run
}

/** Whether both come from one run and attempt. False where that is unknown. */
export function isSameRun(one: Stamp, other: Stamp): boolean {
  return (
    one.workflow === other.workflow && one.run !== 0 && one.run === other.run && one.attempt === other.attempt
  )
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function shortDigest(text: string): string {
  return digest(text).slice(0, 8)
}
