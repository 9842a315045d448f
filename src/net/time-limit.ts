/**
 * Runs `work` with a signal that is aborted with `outer`, or with what `expired` makes after so many milliseconds.
 * A timer instead of `AbortSignal.timeout`, which no test can move and which would outlive the work.
 * @throws the reason of the abort as soon as there is one, whatever the work makes of it; else what the work throws
 */
export async function withTimeLimit<T>(
  limitMs: number,
  outer: AbortSignal,
  expired: () => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController()
  const { signal } = limit
  const cancel = () => limit.abort(outer.reason)
  if (outer.aborted) cancel()
  outer.addEventListener('abort', cancel)
  const timer = setTimeout(() => limit.abort(expired()), limitMs)
  const aborted = new Promise<never>((_, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop)
  })
  try {
    // What does not listen to the signal, a proxy that never answers for one, is left behind.
    return await Promise.race([aborted, work(signal)])
  } finally {
    clearTimeout(timer)
    outer.removeEventListener('abort', cancel)
  }
}
