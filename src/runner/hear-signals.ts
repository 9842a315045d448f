/**
 * Lets a signal be heard that came while something else ran. The event loop hears of it when it polls: the first wait ends the
 * current turn, the second comes after a poll.
 */
export async function hearSignals(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
