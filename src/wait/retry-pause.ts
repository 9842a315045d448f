const FIRST_PAUSE_MS = 1000
const MAX_PAUSE_MS = 60_000

/** Pauses grow from one second to one minute, and are never shorter than the API asked for. Milliseconds. */
export function retryPause(failures: number, retryAfterMs: number | null): number {
  const growing = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), MAX_PAUSE_MS)
  return Math.max(growing, retryAfterMs ?? 0)
}
