/**
 * Runs `work` with a signal that is aborted with `outer`, or with what `expired` makes after so many milliseconds.
 * A timer instead of `AbortSignal.timeout`, which no test can move and which would outlive the work.
 * @throws the reason of the abort once there was one, whatever the work made of it; else what the work throws
 */
export async function withTimeLimit<T>(
  limitMs: number,
  outer: AbortSignal,
  expired: () => Error,
  work: (signal: AbortSignal) => T | Promise<T>,
): Promise<T> {
  const limit = new AbortController()
  const cancel = () => limit.abort(outer.reason)
  if (outer.aborted) cancel()
  outer.addEventListener('abort', cancel)
  const timer = setTimeout(() => limit.abort(expired()), limitMs)
  try {
    return await work(limit.signal)
  } catch (error) {
    throw limit.signal.aborted ? limit.signal.reason : error
  } finally {
    clearTimeout(timer)
    outer.removeEventListener('abort', cancel)
  }
}
