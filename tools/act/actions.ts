import { cpSync, existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'

export const ROOT = join(import.meta.dirname, '../..')

/** What stands for each action that a workflow would download. actions/checkout is missing: act copies the repository itself. */
const STAND_INS: Readonly<Record<string, string>> = {
  'actions/cache': standIn('cache'),
  'actions/download-artifact': standIn('download-artifact'),
  'actions/setup-node': standIn('setup-node'),
  'actions/upload-artifact': standIn('upload-artifact'),
  'slackapi/slack-github-action': standIn('slack'),
}

/** What is never run for real, and why. */
const NEVER_REAL: Readonly<Record<string, string>> = {
  'actions/setup-node': 'it would download another Node than the one that runs these stories',
  // act puts the time of expiry into its links with blanks in it. The action's client writes them in another way, and act then
  // finds its own signature wrong ("Error unauthorized").
  'actions/upload-artifact':
    "act's server of artifacts (0.2.89) refuses the links that it has given to the action",
  'actions/download-artifact':
    "an artifact of another run is asked for at GitHub, and not at act's server of artifacts",
}

/** The repository both actions are published from, as the examples name it. */
const PUBLISHED = 'acme/inbox-placement-gate'

interface ParsedWorkflow {
  jobs: Record<string, { steps: { uses?: string }[] }>
}

/** An action that a workflow uses. */
interface UsedAction {
  /** `owner/name` */
  readonly repository: string
  readonly ref: string
}

/** What a release consists of, in a folder of its own. */
export function publish(folder: string): void {
  for (const part of ['action.yml', 'create', 'dist'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true })
}

/**
 * For each action that a job uses, with its ref, the folder that act is to run instead.
 * @param published what stands for the two actions of this repository
 * @param checkouts has real actions as `owner/name/ref`; null for none
 * @param job all jobs unless one is named
 * @throws Error when an action has neither a stand-in nor a whole checkout
 */
export function localActions(
  workflow: string,
  published: string,
  checkouts: string | null,
  job?: string,
): Record<string, string> {
  const local: Record<string, string> = {}
  for (const { repository, ref } of usedActions(workflow, job)) {
    const folder = repository === PUBLISHED ? published : folderOf({ repository, ref }, checkouts)
    if (folder !== null) local[`${repository}@${ref}`] = folder
  }
  return local
}

/** What runs for the actions of these workflows, in sentences for whoever reads what the stories found. */
export function whatRuns(workflows: readonly string[], checkouts: string | null): string {
  const used = new Map(
    workflows
      .flatMap((workflow) => usedActions(workflow))
      .filter(({ repository }) => repository in STAND_INS)
      .map((action) => [`${action.repository}@${action.ref}`, action]),
  )
  const names = { real: [] as string[], standIn: [] as string[] }
  for (const [name, action] of Array.from(used).toSorted())
    names[checkoutOf(action, checkouts) === null ? 'standIn' : 'real'].push(name)
  const list = (found: readonly string[]) => found.map((name) => `\n  ${name}`).join('') || ' none'
  return `Real actions, from the folder that --actions names:${list(names.real)}
Stand-ins for them, from tools/act/stand-ins:${list(names.standIn)}
act itself does what actions/checkout would, by copying the repository. It knows no environments: all jobs get the same secrets.
Never real: ${Object.entries(NEVER_REAL)
    .map(([repository, why]) => `\n  ${repository}: ${why}`)
    .join('')}`
}

function usedActions(workflow: string, job?: string): UsedAction[] {
  const { jobs }: ParsedWorkflow = parse(workflow)
  const steps = Object.entries(jobs).flatMap(([id, { steps }]) =>
    job === undefined || id === job ? steps : [],
  )
  return steps.flatMap(({ uses = '' }) => {
    const [, repository, ref] = /^([\w-]+\/[\w-]+)[^@]*@(.+)$/u.exec(uses) ?? []
    return repository === undefined || ref === undefined ? [] : [{ repository, ref }]
  })
}

function folderOf(action: UsedAction, checkouts: string | null): string | null {
  if (action.repository === 'actions/checkout') return null
  const folder = checkoutOf(action, checkouts) ?? STAND_INS[action.repository]
  if (folder === undefined) throw new Error(`${action.repository} has no stand-in in tools/act/stand-ins`)
  return folder
}

/** The checkout of an action, when there is one. Large files are easily missing in one, and then act's message helps nobody. */
function checkoutOf({ repository, ref }: UsedAction, checkouts: string | null): string | null {
  if (checkouts === null || repository in NEVER_REAL) return null
  const folder = join(checkouts, repository, ref)
  if (!existsSync(folder)) return null
  const files = globSync(['action.{yml,yaml}', '*/action.{yml,yaml}'], { cwd: folder })
  if (files.length === 0) throw new Error(`${folder} holds no action`)
  for (const file of files) {
    const { runs } = parse(readFileSync(join(folder, file), 'utf8')) as { runs: { main?: string } }
    const main = join(folder, dirname(file), runs.main ?? '')
    if (!existsSync(main)) throw new Error(`${main} is missing: this checkout of ${repository} is not whole`)
  }
  return folder
}

export function standIn(name: string): string {
  return join(import.meta.dirname, 'stand-ins', name)
}
