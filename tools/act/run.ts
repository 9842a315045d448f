// Runs our own CI job, the README's workflows and the examples under a real workflow runner, nektos/act:
// npm run act [-- [--actions FOLDER] [--mutants] [PART OF A TITLE]]
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { findAct } from './act.ts'
import { ROOT, whatRuns } from './actions.ts'
import { UnexpectedRun } from './checks.ts'
import { type Mutant, mutants } from './mutants.ts'
import { stories } from './stories.ts'
import type { Setting, Story } from './story.ts'

/** How long one story may take. */
const TIME_LIMIT_MS = 120_000

/** One story waits half a minute for real. Others run meanwhile. */
const AT_ONCE = 2

/** How much is shown when a story fails: of what is wrong, and of the end of the log. */
const REASON_LINES = 30
const LOG_LINES = 40

const { values, positionals } = parseArgs({
  options: { actions: { type: 'string' }, mutants: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const [part = ''] = positionals
const checkouts = values.actions === undefined ? null : resolve(values.actions)
const act = findAct(process.env)
if (act === null) {
  const { ACT } = process.env
  const found = ACT ? `ACT is ${ACT}, which is not a program` : 'nektos/act is not on PATH'
  refuse(
    `Nothing was run: ${found}. "go install github.com/nektos/act@latest" builds it into "$(go env GOPATH)/bin"; put that on PATH, or the file's name into ACT.`,
  )
} else {
  await run(act)
}

async function run(act: string): Promise<void> {
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort(signal))
  const root = mkdtempSync(join(tmpdir(), 'act-'))
  try {
    console.log(introduction())
    const tellIn = (story: Story, name: string, mutation: Mutant | null) => {
      const folder = join(root, name)
      mkdirSync(folder)
      const stop = AbortSignal.any([interruption.signal, AbortSignal.timeout(TIME_LIMIT_MS)])
      return tell(story, { act, actions: checkouts, folder, stop, mutation, ran: new Set() })
    }
    if (values.mutants) await tryMutants(tellIn, interruption.signal)
    else await tellAll(tellIn, interruption.signal)
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error))
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
  if (interruption.signal.aborted) process.exitCode = 130
}

function introduction(): string {
  const files = globSync(['examples/*.yml', '.github/workflows/ci.yml'], { cwd: ROOT })
  const workflows = files.map((file) => readFileSync(join(ROOT, file), 'utf8'))
  return `Each example runs as it is, with a line added to each step that asks the API: api_url, the address of the sandbox. Both actions of
this repository are the dist/ of this folder. ${whatRuns(workflows, checkouts)}
`
}

/** Tells a story in a folder of that name. @returns what was wrong, or null */
type TellIn = (story: Story, folder: string, mutation: Mutant | null) => Promise<string | null>

async function tellAll(tellIn: TellIn, stop: AbortSignal): Promise<void> {
  const chosen = stories.filter(({ title }) => title.includes(part))
  if (chosen.length === 0) refuse(`No story has ${part} in its title.`)
  await eachOf(chosen, stop, async (story, index) => {
    const begin = performance.now()
    const wrong = await tellIn(story, String(index), null)
    const took = `(${((performance.now() - begin) / 1000).toFixed(1)} s)`
    if (wrong === null) {
      console.log(`✓ ${story.title} ${took}`)
    } else {
      process.exitCode = 1
      console.log(`✗ ${story.title} ${took}\n${wrong.replaceAll(/^/gmu, '    ')}\n`)
    }
  })
}

async function tryMutants(tellIn: TellIn, stop: AbortSignal): Promise<void> {
  const chosen = mutants.filter(({ example, title }) => `${example} ${title}`.includes(part))
  if (chosen.length === 0) refuse(`No mutant has ${part} in its title.`)
  await eachOf(chosen, stop, async (mutant, index) => {
    const told = stories.filter(({ examples }) => examples.includes(mutant.example))
    for (const [nth, story] of told.entries()) {
      const wrong = await tellIn(story, `${index}-${nth}`, mutant)
      if (wrong === null) continue
      const [line = ''] = wrong.split('\n')
      console.log(`✓ ${mutant.example} that ${mutant.title}: caught by "${story.title}" (${line})`)
      return
    }
    process.exitCode = 1
    console.log(`✗ ${mutant.example} that ${mutant.title}: no story notices`)
  })
}

/** Does them in order, a few at a time, and none any more once `stop` has fired. */
async function eachOf<T>(
  all: readonly T[],
  stop: AbortSignal,
  each: (one: T, index: number) => Promise<void>,
): Promise<void> {
  const queue = all.entries()
  const worker = async () => {
    for (const [index, one] of queue) {
      if (stop.aborted) return
      await each(one, index)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

async function tell(story: Story, setting: Setting): Promise<string | null> {
  try {
    await story.tell(setting)
    const idle = story.examples.filter((example) => !setting.ran.has(example))
    return idle.length === 0 ? null : `This story did not run ${idle.join(', ')}.`
  } catch (error) {
    return reason(error)
  }
}

/** What was not as it should be, and the end of the log of the run it was about. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (!(error instanceof UnexpectedRun)) return error.stack ?? error.message
  const lines = error.log.split('\n').filter((line) => !/^\W*\*{3}$|^LocalRepositoryCache /u.test(line))
  return [...error.message.split('\n').slice(0, REASON_LINES), '', ...lines.slice(-LOG_LINES)].join('\n')
}

function refuse(why: string): void {
  console.error(why)
  process.exitCode = 2
}
