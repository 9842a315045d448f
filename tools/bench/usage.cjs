// Loaded into a measured Node process ahead of its script: writes what the process has used to the file that
// BENCH_USAGE_FILE names, as JSON, when it ends.
//
// From inside, and not `/usr/bin/time` from outside, because that counts processor time in hundredths of a second, and
// a whole run takes about ten of them; it is also absent on Windows and differs on macOS. A required CommonJS file is the
// cheapest way in: some 2 ms and 0.2 MiB, against 5 ms for an imported module.
const { readFileSync, writeFileSync } = require('node:fs')

let longestTurnMs = 0
let atLastTurn = threadCpuMs()

setInterval(endTurn, 10).unref()

process.on('exit', () => {
  endTurn()
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  const usage = {
    cpuMs: (userCPUTime + systemCPUTime) / 1000,
    peakBytes: 1024 * (ownPeak() ?? maxRSS),
    longestTurnMs,
  }
  writeFileSync(process.env.BENCH_USAGE_FILE, JSON.stringify(usage))
})

/**
 * In KiB. On Linux `maxRSS` also counts the moment between fork and exec, when the child is still a copy of the process
 * that measures it: a large parent would be mistaken for a large child. VmHWM begins with the program itself.
 */
function ownPeak() {
  if (process.platform !== 'linux') return null
  const [, kibibytes] = /^VmHWM:\s*(\d+) kB$/mu.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return kibibytes === undefined ? null : Number(kibibytes)
}

/** In processor time, because on a busy machine a turn takes longer than it is. */
function endTurn() {
  const now = threadCpuMs()
  longestTurnMs = Math.max(longestTurnMs, now - atLastTurn)
  atLastTurn = now
}

/** Of the thread that runs the event loop. */
function threadCpuMs() {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
