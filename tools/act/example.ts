import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CreateAnswer, createAnswers } from '../sandbox/created-tests.ts'
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts'
import type { Scenario } from '../sandbox/scenario.ts'
import { type ScenarioName, scenarios } from '../sandbox/scenarios.ts'
import { runWorkflow, type WorkflowRun } from './act.ts'
import { localActions, publish, ROOT, standIn } from './actions.ts'
import { makeRepository } from './repository.ts'
import type { Setting } from './story.ts'

/** The gate's step in the examples that give it no id. */
export const GATE = 'acme/inbox-placement-gate@v1'

/** An example in the repository of a user who has done what its first lines say. */
export interface Example {
  sandbox: Sandbox
  /** How the mail of the next tests lands, by the name of the test; all in the inbox at first. */
  delivers: (testName: string) => ScenarioName | Scenario
  /** What the API answers to a client that creates a test; a list of addresses at first. */
  creates: () => CreateAnswer
  /** Runs a workflow once more. Runs are numbered from 1. */
  run(options: RunOptions): Promise<WorkflowRun>
  /** What the steps have for `~`. It outlives each run. */
  home: string
  /** The bare repository that the user's repository is a clone of. */
  origin: string
  /** What `send-campaign` was called with, each time. */
  sent(): string[][]
  /** The text of the one file in an artifact of the newest run. */
  artifact(name: string): string
}

interface RunOptions {
  /** Another example in the same repository. */
  file?: string
  event: string
  payload?: unknown
  env?: Readonly<Record<string, string>>
  secrets?: Readonly<Record<string, string>>
  variables?: Readonly<Record<string, string>>
}

/**
 * Sets an example up beside a sandbox, in a repository that holds the other examples too, and ends the sandbox when `story` is over.
 * @param change what the user has made of it
 */
export async function withExample(
  { act, actions, folder, stop, mutation, ran }: Setting,
  name: string,
  story: (example: Example) => Promise<void>,
  change: (workflow: string) => string = (workflow) => workflow,
): Promise<void> {
  const all = scenarios()
  const sandbox = await startSandbox({
    delivers(testName) {
      const scenario = example.delivers(testName)
      return typeof scenario === 'string' ? all[scenario] : scenario
    },
    creates: () => example.creates(),
  })
  const repository = join(folder, 'repository')
  const origin = join(folder, 'origin.git')
  const published = join(folder, 'published')
  const home = join(folder, 'home')
  const sent = join(folder, 'sent')
  const cache = join(folder, 'cache')
  const artifacts = join(folder, 'artifacts')
  const workflows = new Map(
    globSync('*.yml', { cwd: join(ROOT, 'examples') }).map((file) => {
      const text = readFileSync(join(ROOT, 'examples', file), 'utf8')
      const mutated = mutation?.example === file ? mutation.change(text) : text
      return [file, askingSandbox(file === name ? change(mutated) : mutated, sandbox.apiUrl)]
    }),
  )
  let runs = 0

  const example: Example = {
    sandbox,
    home,
    origin,
    delivers: () => 'all-inbox-completed',
    creates: () => createAnswers['create-list'],
    run({ file = name, event, payload = {}, env = {}, secrets = {}, variables = {} }) {
      runs += 1
      ran.add(file)
      const eventFile = join(folder, 'event.json')
      writeFileSync(eventFile, JSON.stringify(payload))
      const workflow = {
        repository,
        file: `.github/workflows/${file}`,
        event,
        eventFile,
        env: {
          SENT: sent,
          CACHE: cache,
          ARTIFACTS: artifacts,
          GITHUB_REPOSITORY: 'acme/mail',
          GITHUB_RUN_ID: String(1000 + runs),
          GITHUB_RUN_NUMBER: String(runs),
          ...env,
        },
        secrets: { CAMPAIGN_CLEANER_API_KEY: sandbox.apiKey, GITHUB_TOKEN: 'github-token', ...secrets },
        variables,
        actions: localActions(workflows.get(file) ?? '', published, actions),
      }
      return runWorkflow(act, home, workflow, stop)
    },
    sent: () => (existsSync(sent) ? jsonLines(sent) : []),
    artifact(artifact) {
      const run = String(1000 + runs)
      const [file = ''] = globSync(join(artifacts, run, artifact, '*'))
      return readFileSync(file, 'utf8')
    },
  }

  try {
    for (const made of [home, cache, artifacts]) mkdirSync(made)
    publish(published)
    const files: Record<string, string> = {}
    for (const [file, text] of workflows) {
      files[`.github/workflows/${file}`] = join(folder, file)
      writeFileSync(join(folder, file), text)
    }
    const own = standIn('repository')
    for (const file of ['send-campaign', 'render', 'newsletters/acme.html', 'newsletters/globex.html'])
      files[file] = join(own, file)
    makeRepository(repository, files, origin)
    await story(example)
  } finally {
    await sandbox.close()
  }
}

/** The one change to an example: both actions are reported where the sandbox is. */
function askingSandbox(workflow: string, apiUrl: string): string {
  return workflow.replace(/^( +)api_key: .+\n/gmu, (line, indent) => `${line}${indent}api_url: ${apiUrl}\n`)
}

function jsonLines<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}
