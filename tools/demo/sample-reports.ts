import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Send } from '../../src/net/http.ts'
import { run } from '../../src/run.ts'
import { eventClock } from '../clock/event-clock.ts'
import { fakeRunner, PULL_REQUEST_RUN } from '../runner/fake-runner.ts'
import type { Scenario } from '../sandbox/scenario.ts'
import { tenPastRuns } from './past-runs.ts'
import { type DemoRun, demoRuns, demoTests, LAST_WEEK } from './runs.ts'

/** When every sample begins: the same reports come out on any machine, at any time. Milliseconds since 1970. */
const BEGIN_MS = Date.UTC(2026, 10, 20, 9, 41)

/** Mail that takes some four minutes, as it often does. */
const SPEED = 1 / 32

const RUN_URL = 'https://github.com/acme/mail/actions/runs/4242/attempts/1'

/** The job summary of each run of the demo by its name, made in this process on a clock that jumps. */
export async function sampleReports(): Promise<ReadonlyMap<string, string>> {
  const workspace = mkdtempSync(join(tmpdir(), 'samples-'))
  try {
    writeFileSync(join(workspace, 'placement-history.jsonl'), tenPastRuns(BEGIN_MS, LAST_WEEK))
    const reports = new Map<string, string>()
    for (const each of demoRuns({ githubApiUrl: '', workspace, quietMinutes: '5' })) {
      // Its summary is that of another run; what differs is the comment, which needs GitHub.
      if (each.inputs['comment'] === undefined) reports.set(each.name, await summaryOf(each, workspace))
    }
    return reports
  } finally {
    rmSync(workspace, { recursive: true })
  }
}

async function summaryOf({ inputs }: DemoRun, workspace: string): Promise<string> {
  const clock = eventClock(0)
  const record = fakeRunner(
    { ...inputs, api_key: 'cc-sample-key' },
    {
      runUrl: RUN_URL,
      roots: { workspace, temp: null },
      githubContext: () => ({
        ...PULL_REQUEST_RUN,
        runUrl: RUN_URL,
        sha: '9d2e4f1a0b3c5d7e9f1a2b3c4d5e6f708192a3b4',
      }),
    },
  )
  await run({
    runner: record.runner,
    clock,
    wallClock: () => BEGIN_MS + clock.now(),
    send: playing(demoTests(SPEED), () => clock.now()),
    openGitHub: () => Promise.reject(new Error('no sample comments')),
    signal: new AbortController().signal,
  })
  return record.summary
}

/** Answers as the sandbox does, but at once and on another clock. */
function playing(tests: ReadonlyMap<string, Scenario>, now: () => number): Send {
  const polled = new Map<string, { polls: number; readonly firstMs: number }>()
  return ({ body }) => {
    const { job_id: jobId } = JSON.parse(String(body)) as { job_id: string }
    const scenario = tests.get(jobId)
    if (scenario === undefined)
      return Promise.resolve({ status: 404, headers: {}, body: `{"error": "Job ${jobId} not found"}` })
    const job = polled.get(jobId) ?? { polls: 0, firstMs: now() }
    job.polls += 1
    polled.set(jobId, job)
    const reply = scenario.reply({ number: job.polls, elapsedMs: now() - job.firstMs })
    return Promise.resolve({
      status: reply.status ?? 200,
      headers: reply.headers ?? {},
      body: JSON.stringify(reply.body),
    })
  }
}
