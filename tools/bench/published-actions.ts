import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'

/** An action as the runner has it after `uses:`. */
export interface PublishedAction {
  /** `owner/name` */
  readonly name: string
  /** Starts it without inputs, so that it does no more than load and complain. @returns how long that took, in milliseconds */
  readonly load: () => number
}

/**
 * JavaScript actions that are installed.
 * @param folder has them as the runner's `_actions` has: `owner/name/ref`; null for none
 */
export function publishedActions(folder: string | null): PublishedAction[] {
  if (folder === null) return []
  return globSync('*/*/*/action.{yml,yaml}', { cwd: folder })
    .toSorted()
    .flatMap((file) => {
      const { runs } = parse(readFileSync(join(folder, file), 'utf8')) as { runs: { main?: string } }
      if (runs.main === undefined) return []
      const main = join(folder, dirname(file), runs.main)
      return [{ name: file.split(/[\\/]/u).slice(0, 2).join('/'), load: () => load(main) }]
    })
}

function load(main: string): number {
  const { PATH, HOME } = process.env
  const startedAtMs = performance.now()
  const { signal } = spawnSync(process.execPath, [main], { env: { PATH, HOME }, timeout: 60_000 })
  if (signal !== null) throw new Error(`${main} was ended by ${signal}`)
  return performance.now() - startedAtMs
}
