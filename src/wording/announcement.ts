import type { Job } from '../core/job.ts'
import type { Waiting } from '../core/waiting.ts'
import { formatDuration } from './numbers.ts'

/** The first line of the log: what is waited for, until when, and how often it is looked at. */
export function announcement(jobs: readonly Job[], waiting: Waiting): string {
  const { timeoutMs, pollIntervalMs, waitFor, quietMs } = waiting
  const [first] = jobs
  const which = jobs.length === 1 ? `inbox test ${first?.id.shown}` : `${jobs.length} inbox tests`
  if (timeoutMs === 0) return `Looking once at ${which}.`
  const isOne = jobs.length === 1
  const completed = isOne ? 'it is Completed' : 'each is Completed'
  const certain = isOne ? 'its verdict is certain' : 'the verdict of each is certain'
  const quiet = quietMs === null ? '' : `, or until nothing new has arrived for ${exactDuration(quietMs)}`
  return `Polling ${which} until ${waitFor === 'completed' ? completed : certain}, for at most ${exactDuration(timeoutMs)}${quiet}; one poll every ${exactDuration(pollIntervalMs)}.`
}

/** A duration as the input gives it: a fraction of a second is not rounded away. */
function exactDuration(ms: number): string {
  return ms % 1000 === 0 ? formatDuration(ms) : `${Number((ms / 1000).toFixed(3))} s`
}
