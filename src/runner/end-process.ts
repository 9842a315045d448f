import { hearSignals } from './hear-signals.ts'

/**
 * Ends the process with its exit code as soon as everything printed is written. An unanswered TLS handshake or DNS look-up
 * would otherwise keep the process alive for seconds.
 */
export async function endProcess(): Promise<void> {
  await hearSignals()
  await new Promise((resolve) => process.stdout.write('', resolve))
  process.exit()
}
