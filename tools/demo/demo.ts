// Runs the built action against the sandbox, as GitHub's runner would, and keeps its reports as pages: npm run demo
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ActionResult, runAction } from '../runner/run-action.ts'
import type { WorkflowCommand } from '../runner/workflow-commands.ts'
import { startGitHub } from '../sandbox/github.ts'
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts'
import { githubPage } from './github-page.ts'
import { tenPastRuns } from './past-runs.ts'
import { type DemoRun, demoRuns, demoTests, LAST_WEEK } from './runs.ts'

const REPORT_FOLDER = fileURLToPath(new URL('../../demo-report/', import.meta.url))

const sandbox = await startSandbox()
const github = await startGitHub()
const workspace = mkdtempSync(join(tmpdir(), 'demo-'))
writeFileSync(join(workspace, 'placement-history.jsonl'), tenPastRuns(Date.now(), LAST_WEEK))
for (const [jobId, scenario] of demoTests(2)) sandbox.play(jobId, scenario)
console.log(`Inbox Placement Gate against the sandbox at ${sandbox.apiUrl}`)

rmSync(REPORT_FOLDER, { recursive: true, force: true })
mkdirSync(REPORT_FOLDER)
const runs = demoRuns({ githubApiUrl: github.apiUrl, workspace, quietMinutes: '0.03' })
const results: ActionResult[] = []
for (const run of runs) {
  const result = await play(run, sandbox)
  await keepReport(run, result)
  results.push(result)
}
await Promise.all([sandbox.close(), github.close()])
rmSync(workspace, { recursive: true })
await write('index.html', githubPage(overview(runs, results), 'Inbox Placement Gate: demo'))

const unexpected = runs.filter((run, index) => results[index]?.exitCode !== run.exitCode)
console.log(
  unexpected.length === 0
    ? '\nAll runs ended as they should. Their pages:'
    : `\nNot as they should ended: ${unexpected.map(({ name }) => name).join(', ')}. The pages:`,
)
for (const name of ['index', ...runs.map((run) => run.name)]) {
  console.log(`  ${relative(process.cwd(), join(REPORT_FOLDER, `${name}.html`))}`)
}
process.exitCode = unexpected.length === 0 ? 0 : 1

/** Runs the action and shows it as it goes: inputs, log, exit code, outputs. */
async function play({ title, exitCode, inputs, options }: DemoRun, api: Sandbox): Promise<ActionResult> {
  const given = { api_url: api.apiUrl, poll_interval_seconds: '1', ...inputs }
  console.log(`\n\n${title}\n\nwith:`)
  for (const [name, value] of Object.entries(given))
    console.log(`  ${name}: ${value.replaceAll('\n', ' / ')}`)

  console.log('\nlog:')
  const result = await runAction({
    ...options,
    inputs: { ...given, api_key: api.apiKey },
    onLog: (line) => console.log(`  │ ${line}`),
    onCommand: (command) => {
      for (const line of annotation(command)) console.log(`  │ ${line}`)
    },
  })

  const ended = result.signal === null ? `exit code ${result.exitCode}` : `ended by ${result.signal}`
  console.log(
    `\n${ended}, expected ${exitCode}, after ${(result.durationMs / 1000).toFixed(1)} s\n\noutputs:`,
  )
  for (const [name, value] of Object.entries(result.outputs)) console.log(`  ${name}: ${value}`)
  return result
}

/** What GitHub's log shows of a command: annotations and the titles of groups, nothing of the rest. */
function annotation({ command, message }: WorkflowCommand): string[] {
  const label = { error: 'Error: ', warning: 'Warning: ', notice: 'Notice: ', group: '▾ ' }[command]
  return label === undefined ? [] : `${label}${message}`.split('\n')
}

/** The run's own files go with its temporary folder; what is worth reading stays in the report folder. */
async function keepReport({ name, title, inputs }: DemoRun, { summary, files }: ActionResult): Promise<void> {
  const report = inputs['comment'] === undefined ? summary : (github.comments[0]?.body ?? '')
  await write(`${name}.md`, report)
  await write(`${name}.html`, githubPage(report, title))
  if (files.resultsFile !== null) await write(`${name}.results.json`, files.resultsFile)
}

function overview(played: readonly DemoRun[], ended: readonly ActionResult[]): string {
  const rows = played.map(({ name, title, exitCode: expected }, index) => {
    const { exitCode = null, outputs = {} } = ended[index] ?? {}
    const { verdict = 'none' } = outputs
    const exit = exitCode === expected ? `${exitCode}` : `**${exitCode}**, expected ${expected}`
    return `| [${title}](${name}.html) | ${verdict} | ${exit} | [Markdown](${name}.md), [results](${name}.results.json) |`
  })
  return [
    'The reports of the demo, as GitHub shows them.',
    '',
    '| Run | Verdict | Exit code | Files |',
    '| :--- | :--- | ---: | :--- |',
    ...rows,
  ].join('\n')
}

async function write(file: string, content: string | Promise<string>): Promise<void> {
  writeFileSync(join(REPORT_FOLDER, file), await content)
}
