// Runs the built action twice against the sandbox, as GitHub's runner would: npm run demo
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ActionResult, runAction } from '../runner/run-action.ts'
import type { WorkflowCommand } from '../runner/workflow-commands.ts'
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts'
import { type ScenarioName, scenarios } from '../sandbox/scenarios.ts'
import { githubPage } from './github-page.ts'

const REPORT_FOLDER = fileURLToPath(new URL('../../demo-report/', import.meta.url))

interface DemoRun {
  scenario: ScenarioName
  title: string
  expectedExitCode: number
  inputs: Record<string, string>
}

const runs: DemoRun[] = [
  {
    scenario: 'outlook-to-spam',
    title: 'A bad test: most of Outlook lands in spam',
    expectedExitCode: 1,
    inputs: {
      min_inbox_rate: '85',
      max_spam_rate: '15',
      provider_min_inbox_rate: 'Gmail: 90\nOutlook: 75',
      baseline_job_id: 'outlook-to-spam-baseline',
      max_inbox_rate_drop: '5',
    },
  },
  {
    scenario: 'all-inbox',
    title: 'A good test: everything in the inbox',
    expectedExitCode: 0,
    inputs: { min_inbox_rate: '85', max_spam_rate: '15', require_spf: 'true' },
  },
]

const sandbox = await startSandbox()
for (const [jobId, scenario] of Object.entries(scenarios())) sandbox.play(jobId, scenario)
console.log(`Inbox Placement Gate against the sandbox at ${sandbox.apiUrl}`)

rmSync(REPORT_FOLDER, { recursive: true, force: true })
mkdirSync(REPORT_FOLDER)
const results: ActionResult[] = []
for (const run of runs) {
  const result = await play(run, sandbox)
  await keepReport(run, result)
  results.push(result)
}
await sandbox.close()
await write('index.html', githubPage(overview(results), 'Inbox Placement Gate: demo'))

const asExpected = runs.every((run, index) => results[index]?.exitCode === run.expectedExitCode)
console.log(
  asExpected
    ? '\nBoth runs ended as they should. Their pages:'
    : '\nNot every run ended as it should. Their pages:',
)
for (const file of ['index.html', ...runs.map((run) => `${run.scenario}.html`)]) {
  console.log(`  ${relative(process.cwd(), join(REPORT_FOLDER, file))}`)
}
process.exitCode = asExpected ? 0 : 1

/** Runs the action on one scenario and shows it as it goes: inputs, log, exit code, outputs. */
async function play(
  { scenario, title, expectedExitCode, inputs }: DemoRun,
  api: Sandbox,
): Promise<ActionResult> {
  const given = { job_id: scenario, api_url: api.apiUrl, poll_interval_seconds: '1', ...inputs }
  console.log(`\n\n${title}\n\nwith:`)
  for (const [name, value] of Object.entries(given))
    console.log(`  ${name}: ${value.replaceAll('\n', ' / ')}`)

  console.log('\nlog:')
  const result = await runAction({
    inputs: { ...given, api_key: api.apiKey },
    onLog: (line) => console.log(`  │ ${line}`),
    onCommand: (command) => {
      for (const line of annotation(command)) console.log(`  │ ${line}`)
    },
  })

  const ended = result.signal === null ? `exit code ${result.exitCode}` : `ended by ${result.signal}`
  console.log(
    `\n${ended}, expected ${expectedExitCode}, after ${(result.durationMs / 1000).toFixed(1)} s\n\noutputs:`,
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
async function keepReport({ scenario, title }: DemoRun, { summary, files }: ActionResult): Promise<void> {
  await write(`${scenario}.md`, summary)
  await write(`${scenario}.html`, githubPage(summary, title))
  if (files.resultsFile !== null) await write(`${scenario}.results.json`, files.resultsFile)
}

function overview(ended: ActionResult[]): string {
  const rows = runs.map(({ scenario, title, expectedExitCode }, index) => {
    const { exitCode = null, outputs = {} } = ended[index] ?? {}
    const { verdict = 'none', inbox_rate: inboxRate = 'none' } = outputs
    const exit =
      exitCode === expectedExitCode ? `${exitCode}` : `**${exitCode}**, expected ${expectedExitCode}`
    return `| [${title}](${scenario}.html) | ${verdict} | ${inboxRate} | ${exit} | [Markdown](${scenario}.md), [results](${scenario}.results.json) |`
  })
  return [
    'The job summaries of the two runs, as GitHub shows them.',
    '',
    '| Run | Verdict | Inbox rate | Exit code | Files |',
    '| :--- | :--- | ---: | ---: | :--- |',
    ...rows,
  ].join('\n')
}

async function write(file: string, content: string | Promise<string>): Promise<void> {
  writeFileSync(join(REPORT_FOLDER, file), await content)
}
