/**
 * Ends the process with its exit code as soon as what is printed is out, whatever hangs: a handshake or a look-up that nobody
 * answers would keep it for seconds more.
 */
export async function endProcess(): Promise<void> {
  // A signal that came while the report was being written is heard when the event loop next looks what has arrived; the
  // first turn only ends the one that this is part of.
  for (let turn = 0; turn < 2; turn += 1) await new Promise(setImmediate)
  await new Promise((resolve) => process.stdout.write('', resolve))
  exitNow()
}

/** Ends the process with its exit code, without another look at anything. */
export function exitNow(): never {
  process.exit()
}
