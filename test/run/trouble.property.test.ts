import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type GitHubApi, GitHubError } from '../../src/github/github-api.ts'
import { PULL_REQUEST_RUN } from '../../tools/runner/fake-runner.ts'
import { pullRequestModel } from '../github/pull-request-model.ts'
import { type Api, failing, ok, placed, type Step, step, TOKEN } from '../one-step.ts'

const unhandled: unknown[] = []
const note = (reason: unknown) => unhandled.push(reason)
beforeEach(() => {
  unhandled.splice(0)
  process.on('unhandledRejection', note)
})
afterEach(() => {
  process.off('unhandledRejection', note)
})

/** Turns of the event loop. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise(setImmediate)
}

const ANSWERS: readonly Exclude<Api, (...args: never[]) => unknown>[] = [
  placed({ Inbox: 9, Spam: 1 }),
  placed({ Inbox: 2, Spam: 8 }),
  placed({ Inbox: 6, Pending: 4 }),
  failing(500),
  failing(401),
  failing(404, 'Job not found'),
  ok({ status: 'Completed' }),
  new Error('connect ECONNREFUSED'),
  'never',
]

/** One answer for each poll; the last one stays. */
const anyApi = fc.array(fc.constantFrom(...ANSWERS), { minLength: 1, maxLength: 4 }).map(
  (answers): Api =>
    ({ poll }) =>
      answers[Math.min(poll, answers.length) - 1] ?? 'never',
)

const FAULTS: readonly Error[] = [
  ...[401, 403, 404, 422, 429, 502].map((status) => new GitHubError(`HTTP ${status}`, status)),
  new GitHubError('connect ECONNREFUSED', null),
  new Error('a fault of the network'),
  new TypeError("Cannot read properties of undefined (reading 'id')"),
]

/** What becomes of one request to GitHub: a fault or an answer, some turns later. */
const anyFate = fc.record({ late: fc.nat({ max: 6 }), fault: fc.option(fc.constantFrom(...FAULTS)) })

type Fate = typeof anyFate extends fc.Arbitrary<infer Value> ? Value : never

/** A GitHub that treats one request after the other as the fates say, and then all like the last. */
function gitHub(fates: readonly Fate[]): () => Promise<GitHubApi> {
  const model = pullRequestModel()
  const kept = model.client('action', () => Promise.resolve())
  let asked = 0
  const suffered = async <T>(answer: () => Promise<T>): Promise<T> => {
    const { late, fault } = fates[Math.min(asked, fates.length - 1)] ?? { late: 0, fault: null }
    asked += 1
    await turns(late)
    if (fault !== null) throw fault
    return answer()
  }
  const head = { state: 'open', headSha: 'a'.repeat(40), mergeSha: null } as const
  const api: GitHubApi = {
    pullRequest: (number) => suffered(() => Promise.resolve({ number, ...head })),
    pullRequestsOfCommit: () => suffered(() => Promise.resolve([{ number: 7, ...head }])),
    pullRequestsOfBranch: () => suffered(() => Promise.resolve([{ number: 7, ...head }])),
    ownComments: (number) => suffered(() => kept.ownComments(number)),
    createComment: (number, body) => suffered(() => kept.createComment(number, body)),
    updateComment: (id, body) => suffered(() => kept.updateComment(id, body)),
    deleteComment: (id) => suffered(() => kept.deleteComment(id)),
    setStatus: () => suffered(() => Promise.resolve()),
  }
  return () => suffered(() => Promise.resolve(api))
}

const EVENTS = [
  PULL_REQUEST_RUN,
  { ...PULL_REQUEST_RUN, eventName: 'workflow_dispatch', event: {}, sha: 'b'.repeat(40) },
  { ...PULL_REQUEST_RUN, eventName: 'issue_comment', event: { issue: { number: 9, pull_request: {} } } },
  { ...PULL_REQUEST_RUN, repository: null },
] as const

const anyInputs = fc.record({
  job_id: fc.constantFrom('job-1', 'job-1', 'A: job-1\nB: job-2'),
  comment: fc.constantFrom('always', 'on_failure', 'never'),
  commit_status: fc.constantFrom('Inbox placement', ''),
  pr_number: fc.constantFrom('', '3'),
  github_token: fc.constantFrom(TOKEN, TOKEN, ''),
  timeout_minutes: fc.constantFrom('0', '1'),
  wait_for: fc.constantFrom('completed', 'verdict'),
  on_timeout: fc.constantFrom('decide', 'warn'),
  warn_only: fc.constantFrom('false', 'false', 'true'),
  min_inbox_rate: fc.constantFrom('80', '80', '0.85'),
  baseline_job_id: fc.constantFrom('', 'old'),
  max_inbox_rate_drop: fc.constantFrom('', '5'),
})

/** What a step leaves behind that GitHub has no part in. */
function verdictOf({ outputs: { comment_url: _, ...outputs }, summary, files, failed }: Step) {
  return { outputs, summary, files, failed }
}

test('whatever GitHub does, and whenever, verdict, outputs, summary, files and exit are those of a run that asks it nothing', async () => {
  let troubled = 0
  await fc.assert(
    fc.asyncProperty(
      anyInputs,
      anyApi,
      fc.constantFrom(...EVENTS),
      fc.array(anyFate, { minLength: 1, maxLength: 6 }),
      async (inputs, api, context, fates) => {
        const runner = { githubContext: () => context }
        const alone = await step({ ...inputs, comment: 'never', commit_status: '' }, api, { runner })
        const asked = await step(inputs, api, { runner, openGitHub: gitHub(fates) })
        await turns(10)
        expect(unhandled).toEqual([])
        expect(verdictOf(asked)).toEqual(verdictOf(alone))
        const warnings = asked.annotations.slice(alone.annotations.length)
        expect(warnings.length).toBeLessThanOrEqual(2)
        troubled += warnings.length
      },
    ),
    { numRuns: 400 },
  )
  expect(troubled).toBeGreaterThan(100)
})

/** What every step ends its log with, once. */
const ENDING =
  /^(?:Inbox placement (?:passed|failed|undecided|cancelled|could)|Cancelled, |[12] of 2 tests )/u

test('whatever the runner refuses, and whenever a signal comes, the step ends once, and is failed by the signal', async () => {
  let cancelled = 0
  await fc.assert(
    fc.asyncProperty(
      anyInputs,
      anyApi,
      fc.array(anyFate, { minLength: 1, maxLength: 6 }),
      fc.subarray(['setOutput', 'appendSummary', 'writeFile'] as const),
      fc.option(fc.nat({ max: 40 })),
      async (inputs, api, fates, broken, abortAt) => {
        const cancellation = new AbortController()
        let effects = 0
        const refuse = () => {
          throw new Error('ENOSPC: no space left on device')
        }
        const { failed, info, annotations, order } = await step(inputs, api, {
          runner: Object.fromEntries(broken.map((name) => [name, refuse])),
          onEffect() {
            if (effects === abortAt) cancellation.abort(new Error('cancelled by SIGTERM'))
            effects += 1
          },
          openGitHub: gitHub(fates),
          signal: cancellation.signal,
        })
        await turns(10)
        expect(unhandled).toEqual([])
        const lines = [...failed, ...info, ...annotations.map(({ message }) => message)]
        expect(lines.filter((line) => ENDING.test(line))).toHaveLength(1)
        if (failed.length > 0) expect(order.at(-1)).toBe('setFailed')
        // With the last line written there is nothing left to say; then the exit code alone tells of the signal.
        if (!cancellation.signal.aborted || abortAt === effects - 1) return
        expect(failed).toHaveLength(1)
        cancelled += 1
      },
    ),
    { numRuns: 400 },
  )
  expect(cancelled).toBeGreaterThan(50)
})
