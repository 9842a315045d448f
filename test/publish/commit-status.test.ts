import { beforeEach, describe, expect, test } from 'vitest'
import { type GitHubApi, GitHubError, type Status } from '../../src/github/github-api.ts'
import { PULL_REQUEST_RUN } from '../../tools/runner/fake-runner.ts'
import { type Api, failing, levels, placed, type StepOptions, step, TOKEN } from '../one-step.ts'

let statuses: (Status & { readonly sha: string })[]
beforeEach(() => {
  statuses = []
})

const HEAD = 'ffac537e6cbbf934b08745a378932722df287a53'
const GOOD = placed({ Inbox: 10 })
const BAD = placed({ Spam: 10 })
const OPEN = placed({ Inbox: 7, Pending: 3 })
const setStatus: GitHubApi['setStatus'] = (sha, status) => {
  statuses.push({ sha, ...status })
  return Promise.resolve()
}

function gate(api: Api, inputs: Record<string, string> = {}, over: StepOptions = {}) {
  const given = { github_token: TOKEN, timeout_minutes: '0', commit_status: 'Inbox placement', ...inputs }
  return step(given, api, {
    runner: { githubContext: () => PULL_REQUEST_RUN },
    openGitHub: () => Promise.resolve({ setStatus } as GitHubApi),
    ...over,
  })
}

const states = () => statuses.map(({ state }) => state)

describe('the state at the end', () => {
  test.each<[string, Api, Record<string, string>, Status['state']]>([
    ['passed', GOOD, {}, 'success'],
    ['failed', BAD, {}, 'failure'],
    ['undecided', OPEN, {}, 'failure'],
    ['failed, with warn_only', BAD, { warn_only: 'true' }, 'success'],
    ['undecided, with on_timeout: warn', OPEN, { on_timeout: 'warn' }, 'success'],
    ['an error', failing(404, 'Job not found'), {}, 'error'],
    ['an error, with warn_only', failing(404, 'Job not found'), { warn_only: 'true' }, 'error'],
    ['refused inputs', GOOD, { min_inbox_rate: '0.85' }, 'error'],
    ['refused inputs, pr_number among them', GOOD, { pr_number: 'seven' }, 'error'],
  ])('%s', async (_, api, inputs, state) => {
    const { annotations } = await gate(api, inputs)
    expect(statuses).toMatchObject([{ sha: HEAD, context: 'Inbox placement', state }])
    expect(annotations.filter(({ message }) => message.includes('commit status'))).toEqual([])
  })

  test.each([
    ['its own name', { commit_status: 'two\nlines' }],
    ['the token', { github_token: 'two words' }],
    ['a name that holds the token', { commit_status: `with ${TOKEN}` }],
  ])('is not set where the inputs refused are %s', async (_, inputs) => {
    const { failed } = await gate(GOOD, inputs)
    expect(statuses).toEqual([])
    expect(failed).toHaveLength(1)
  })

  test('is one for all tests', async () => {
    await gate(({ jobId }) => (jobId === 'a' ? GOOD : BAD), { job_id: 'a\nb' })
    expect(states()).toEqual(['failure'])
  })
})

describe('while the test is waited for', () => {
  test('it is pending, after the first poll and once', async () => {
    const whenAsked: string[][] = []
    await gate(
      ({ poll }) => {
        whenAsked.push(states())
        return poll < 4 ? OPEN : GOOD
      },
      { timeout_minutes: '5' },
    )
    expect(whenAsked).toEqual([[], ['pending'], ['pending'], ['pending']])
    expect(states()).toEqual(['pending', 'success'])
  })

  test('it is not when the first poll decides', async () => {
    await gate(GOOD, { timeout_minutes: '5' })
    expect(states()).toEqual(['success'])
  })

  test('it becomes an error when the run is cancelled', async () => {
    const cancellation = new AbortController()
    const api: Api = ({ poll }) => {
      if (poll === 2) cancellation.abort(new Error('cancelled by SIGTERM'))
      return OPEN
    }
    const { failed } = await gate(api, { timeout_minutes: '5' }, { signal: cancellation.signal })
    expect(states()).toEqual(['pending', 'error'])
    expect(statuses[1]?.description).toMatch(/cancelled/iu)
    expect(failed).toHaveLength(1)
  })
})

describe('the description', () => {
  test('is the headline', async () => {
    const { outputs } = await gate(BAD)
    expect(statuses[0]?.description).toBe(outputs['headline'])
  })

  test('says first that a failure is a warning only', async () => {
    await gate(BAD, { warn_only: 'true' })
    expect(statuses[0]?.description).toMatch(/^\(warning only\) (?!.*warning only).*failed/u)
  })

  test('has at most 140 characters, and what makes a success of a failure is among them', async () => {
    const long = { testName: 'Frühling '.repeat(40) }
    await gate(placed({ Spam: 10 }, long), {
      warn_only: 'true',
      job_id: `${'x'.repeat(59)}: 1\n${'y'.repeat(59)}: 2`,
    })
    const [status] = statuses
    expect([...(status?.description ?? '')].length).toBeLessThanOrEqual(140)
    expect(status?.description).toMatch(/^\(warning only\)/u)
  })
})

describe('what goes wrong is one warning with what to do, and changes nothing else', () => {
  test.each([
    ['no permission', new GitHubError('Resource not accessible by integration', 403), 'statuses: write'],
    ['a fault of anything else', new Error(`${TOKEN} was refused`), 'does not affect the verdict'],
  ])('%s', async (_, fault, hint) => {
    const setNone = () => Promise.reject(fault)
    const { annotations, outputs, failed } = await gate(
      GOOD,
      {},
      { openGitHub: () => Promise.resolve({ setStatus: setNone as GitHubApi['setStatus'] } as GitHubApi) },
    )
    expect(annotations).toEqual([
      { level: 'warning', title: 'Inbox placement', message: expect.stringContaining(hint) },
    ])
    expect(annotations[0]?.message).toMatch(/^The commit status could not be set: /u)
    expect(JSON.stringify(annotations)).not.toContain(TOKEN)
    expect([outputs['verdict'], failed]).toEqual(['passed', []])
  })

  test('no token', async () => {
    const step = await gate(GOOD, { github_token: '' })
    expect(levels(step)).toEqual(['warning'])
    expect(step.annotations[0]?.message).toContain('github_token')
    expect(step.failed).toEqual([])
  })
})

test('without commit_status GitHub is not asked', async () => {
  const { annotations } = await step({ github_token: TOKEN }, GOOD)
  // It would have been a warning.
  expect(annotations).toEqual([])
})
