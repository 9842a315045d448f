import type { ApiError } from '../core/api-error.ts'

/** Ends waits early: with what ends the run, or for a fault after which there is nothing left to wait for. */
export interface Stop {
  readonly signal: AbortSignal
  /** The fault that ended the waits; null while they go on, and when the run was cancelled. */
  fault(): ApiError | null
  endBy(fault: ApiError): void
  /** Ends whatever still goes on, and listens for nothing any more. */
  end(): void
}

/** @param outer whatever ends it ends this one too, for the same fault */
export function stopWith(outer: Pick<Stop, 'signal' | 'fault'>): Stop {
  const controller = new AbortController()
  const abort = () => controller.abort(outer.signal.reason)
  let raised: ApiError | null = null
  if (outer.signal.aborted) abort()
  else outer.signal.addEventListener('abort', abort)
  return {
    signal: controller.signal,
    fault: () => raised ?? outer.fault(),
    endBy(fault) {
      if (!controller.signal.aborted) raised = fault
      controller.abort()
    },
    end() {
      outer.signal.removeEventListener('abort', abort)
      controller.abort()
    },
  }
}
