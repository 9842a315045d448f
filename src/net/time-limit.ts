/**
 * Runs `work` with a signal that is aborted with `outer`, or with the error that `expired` makes after `limitMs` milliseconds.
 * It uses a timer because `AbortSignal.timeout` cannot be faked in tests and would outlive the work.
 * @throws the reason of the abort as soon as there is one, whether or not the work reacts to it; else what the work throws
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
    // Work that does not react to the signal, such as a proxy that never answers, is left behind.
    return await Promise.race([aborted, work(signal)])
  } finally {
    clearTimeout(timer)
    outer.removeEventListener('abort', cancel)
  }
}
