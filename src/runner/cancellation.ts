/**
 * The signal that is aborted at the first SIGINT or SIGTERM.
 * @param onCancel called then, beside the abort
 */
export function cancellationSignal(onCancel: () => void = () => {}): AbortSignal {
  const cancellation = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // A second signal must not end the process before it has written what is known, so the listener stays.
    process.on(signal, () => {
      if (cancellation.signal.aborted) return
      // The run may have only its last line left to write. A cancelled step never counts as passed all the same.
      process.exitCode = 1
      cancellation.abort(new Error(`cancelled by ${signal}`))
      onCancel()
    })
  }
  return cancellation.signal
}
