import { withTimeLimit } from '../net/time-limit.ts'

export interface ProgressLimit {
  /** Milliseconds without any progress. */
  readonly stallMs: number
  /** Milliseconds for the whole work, whatever its progress. */
  readonly totalMs: number
}

/**
 * Runs `work` with a signal that is aborted with `outer`, or with the error that `expired` makes for the limit that was
 * reached. Many answers may take their time as long as they keep coming.
 * @param work calls its second parameter at each sign of progress
 * @throws the reason of the abort as soon as there is one, whether or not the work reacts to it; else what the work throws
 */
export async function withProgressLimit<T>(
  { stallMs, totalMs }: ProgressLimit,
  outer: AbortSignal,
  expired: (reached: 'stall' | 'total') => Error,
  work: (signal: AbortSignal, progress: () => void) => Promise<T>,
): Promise<T> {
  const stall = new AbortController()
  const arm = () => setTimeout(() => stall.abort(expired('stall')), stallMs)
  let timer = arm()
  const progress = () => {
    clearTimeout(timer)
    timer = arm()
  }
  const signal = AbortSignal.any([outer, stall.signal])
  try {
    return await withTimeLimit(
      totalMs,
      signal,
      () => expired('total'),
      (limited) => work(limited, progress),
    )
  } finally {
    clearTimeout(timer)
  }
}
