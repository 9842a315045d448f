// Runs our own CI job and the examples under a real workflow runner, nektos/act: npm run act [-- PART OF A TITLE]
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findAct } from './act.ts'
import { STAND_INS } from './actions.ts'
import { UnexpectedRun } from './checks.ts'
import { GATE } from './example.ts'
import { createByHand, lostAnswer } from './stories/create-by-hand.ts'
import { forksReport } from './stories/forks-report.ts'
import { history } from './stories/history.ts'
import { ownJob } from './stories/own-job.ts'
import { pullRequestOfFork, pullRequestReport } from './stories/pull-request-report.ts'
import { quickStart, quickStartWithList } from './stories/quick-start.ts'
import { schedule } from './stories/schedule.ts'
import { alarm, refusedKey, sendThenGate, warnOnly } from './stories/send-then-gate.ts'
import { severalTests } from './stories/several-tests.ts'
import { hostileText, slack } from './stories/slack.ts'
import type { Setting, Story } from './story.ts'

/** How long one story may take. */
const TIME_LIMIT_MS = 55_000

/** How much is shown when a story fails: of what is wrong, and of the end of the log. */
const REASON_LINES = 30
const LOG_LINES = 40

const stories: readonly Story[] = [
  ownJob,
  quickStart,
  quickStartWithList,
  sendThenGate,
  refusedKey,
  warnOnly,
  alarm,
  createByHand,
  lostAnswer,
  pullRequestReport,
  pullRequestOfFork,
  forksReport,
  severalTests,
  schedule,
  history,
  slack,
  hostileText,
]

const [part = ''] = process.argv.slice(2)
const chosen = stories.filter(({ title }) => title.includes(part))
const act = findAct(process.env)
if (chosen.length === 0) {
  console.error(`No story has ${part} in its title.`)
  process.exitCode = 2
} else if (act !== null) {
  await tellAll(act)
} else if (process.env['ACT']) {
  console.error(
    `ACT is ${process.env['ACT']}, which is not a program. Name the file of nektos/act, or unset ACT to look on PATH.`,
  )
  process.exitCode = 2
} else {
  console.log(`Nothing was run, because nektos/act is not installed.
With Go, "go install github.com/nektos/act@latest" builds it into the folder bin of "go env GOPATH". Put that folder on PATH, or the
file's name into the variable ACT.`)
}

async function tellAll(act: string): Promise<void> {
  console.log(`Each example runs as it is, with a line added to each step that asks the API: api_url, the address of the sandbox.
${GATE} is the dist/ of this folder. Instead of these, what is in tools/act/stand-ins runs: ${Object.keys(STAND_INS).join(', ')}.
`)
  const interruption = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interruption.abort(signal))
  const root = mkdtempSync(join(tmpdir(), 'act-'))
  try {
    for (const [index, story] of chosen.entries()) {
      if (interruption.signal.aborted) break
      const folder = join(root, String(index))
      mkdirSync(folder)
      const stop = AbortSignal.any([interruption.signal, AbortSignal.timeout(TIME_LIMIT_MS)])
      await tell(story, { act, folder, stop })
    }
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
  if (interruption.signal.aborted) process.exitCode = 130
}

async function tell(story: Story, setting: Setting): Promise<void> {
  const begin = performance.now()
  const took = () => `(${((performance.now() - begin) / 1000).toFixed(1)} s)`
  try {
    await story.tell(setting)
    console.log(`✓ ${story.title} ${took()}`)
  } catch (error) {
    process.exitCode = 1
    console.log(`✗ ${story.title} ${took()}\n${reason(error).replaceAll(/^/gmu, '    ')}\n`)
  }
}

/** What was not as it should be, and the end of the log of the run it was about. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (!(error instanceof UnexpectedRun)) return error.stack ?? error.message
  const lines = error.log.split('\n').filter((line) => !/^\W*\*{3}$|^LocalRepositoryCache /u.test(line))
  return [...error.message.split('\n').slice(0, REASON_LINES), '', ...lines.slice(-LOG_LINES)].join('\n')
}
