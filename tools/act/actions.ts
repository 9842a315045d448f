import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

export const ROOT = join(import.meta.dirname, '../..')

/** What stands for each action that a workflow would download. actions/checkout is missing: act copies the repository itself. */
export const STAND_INS: Readonly<Record<string, string>> = {
  'actions/cache': standIn('cache'),
  'actions/download-artifact': standIn('download-artifact'),
  'actions/setup-node': standIn('setup-node'),
  'actions/upload-artifact': standIn('upload-artifact'),
  'slackapi/slack-github-action': standIn('slack'),
}

/** The repository both actions are published from, as the examples name it. */
const PUBLISHED = 'acme/inbox-placement-gate'

interface ParsedWorkflow {
  jobs: Record<string, { steps: { uses?: string }[] }>
}

/** What a release consists of, in a folder of its own. */
export function publish(folder: string): void {
  for (const part of ['action.yml', 'create', 'dist'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true })
}

/** For each action that a job uses, with its ref, the folder that act is to run instead; of all jobs unless one is named. */
export function localActions(workflow: string, published: string, job?: string): Record<string, string> {
  const { jobs }: ParsedWorkflow = parse(workflow)
  const steps = Object.entries(jobs).flatMap(([id, { steps }]) =>
    job === undefined || id === job ? steps : [],
  )
  const local: Record<string, string> = {}
  for (const { uses = '' } of steps) {
    const [, repository = '', ref = ''] = /^([\w-]+\/[\w-]+)[^@]*@(.+)$/u.exec(uses) ?? []
    if (repository === '' || repository === 'actions/checkout') continue
    const folder = repository === PUBLISHED ? published : STAND_INS[repository]
    if (folder === undefined) throw new Error(`${repository} has no stand-in in tools/act/stand-ins`)
    local[`${repository}@${ref}`] = folder
  }
  return local
}

export function standIn(name: string): string {
  return join(import.meta.dirname, 'stand-ins', name)
}
