// Starts the sandbox and leaves it running: node tools/sandbox/start.ts FOLDER [--port 8025 …]
// It is a process of its own session, so it outlives the step of a workflow that started it, whatever runs the workflow. Its
// output is in FOLDER/sandbox.log, and the number of its process, to end it with, in FOLDER/sandbox.pid.
import { spawn } from 'node:child_process'
import { openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const [folder, ...options] = process.argv.slice(2)
if (folder === undefined) {
  console.error('name a folder for sandbox.log and sandbox.pid')
  process.exit(2)
}

const log = join(folder, 'sandbox.log')
const output = openSync(log, 'w')
const sandbox = spawn(process.execPath, [join(import.meta.dirname, 'serve.ts'), ...options], {
  detached: true,
  stdio: ['ignore', output, output],
})
writeFileSync(join(folder, 'sandbox.pid'), String(sandbox.pid))

const printed = () => readFileSync(log, 'utf8')
while (sandbox.exitCode === null && !printed().includes('api_url')) await setTimeout(50)
console.log(printed())
process.exitCode = sandbox.exitCode ?? 0
sandbox.unref()
