/** So much memory may make V8 wait for a collection, in bytes. A usual run has a third of it. */
const MUCH_MEMORY = 32 * 2 ** 20

/**
 * Ends the process with its exit code as soon as what is printed is out, whatever hangs: a handshake or a look-up that nobody
 * answers would keep it for seconds more.
 */
export async function endProcess(): Promise<void> {
  // A signal that came while the report was being written is heard when the event loop polls: the first wait ends the turn
  // that this is part of, the second comes after a poll.
  for (let turn = 0; turn < 2; turn += 1) await new Promise(setImmediate)
  await new Promise((resolve) => process.stdout.write('', resolve))
  exitNow()
}

/** Ends the process with its exit code, without another look at anything. */
export function exitNow(): never {
  collectGarbage()
  process.exit()
}

/**
 * Where memory is short, V8's compilers in other threads wait until this thread has collected garbage, and exit waits for
 * them, both for ever: https://github.com/nodejs/node/issues/54918. After an answer of tens of megabytes on a busy machine
 * that was up to one run in ten; after a collection it was none of a thousand.
 */
function collectGarbage(): void {
  const { heapTotal, external } = process.memoryUsage()
  if (heapTotal + external < MUCH_MEMORY) return
  process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc')
  process.getBuiltinModule('node:vm').runInNewContext('gc')()
}
