import { beforeEach, describe, expect, test } from 'vitest'
import { GitHubError } from '../../src/github/github-api.ts'
import { PULL_REQUEST_RUN } from '../../tools/runner/fake-runner.ts'
import { AUTHOR, type PullRequestModel, pullRequestModel } from '../github/pull-request-model.ts'
import { type Api, failing, placed, step, TOKEN } from '../one-step.ts'

let world: PullRequestModel
let runs = 0
beforeEach(() => {
  world = pullRequestModel()
})

const GOOD = placed({ Inbox: 10 })
const BAD = placed({ Spam: 10 })

/** One run of the action on pull request 7, each the next in number unless told otherwise. */
function gate(api: Api, inputs: Record<string, string> = {}, runNumber = runs + 1) {
  runs = Math.max(runs, runNumber)
  const writer = String(Math.random())
  return step({ github_token: TOKEN, timeout_minutes: '0', comment: 'always', ...inputs }, api, {
    runner: { githubContext: () => ({ ...PULL_REQUEST_RUN, runNumber, writer }) },
    openGitHub: () => Promise.resolve(world.client('action', () => Promise.resolve())),
  })
}

const shown = () => world.comments.map((each) => each.body)

describe('always', () => {
  test('is created once and updated in place, and the output says where', async () => {
    const first = await gate(BAD)
    expect(first.outputs['comment_url']).toBe('#issuecomment-1')
    expect(shown()).toEqual([expect.stringMatching(/placement failed/u)])
    const second = await gate(GOOD)
    expect(second.outputs['comment_url']).toBe('#issuecomment-1')
    expect(shown()).toEqual([expect.stringMatching(/placement passed/u)])
    expect(second.annotations).toEqual([])
  })

  test.each([
    ['an error with its hint', failing(404, 'no such job'), {}, /Check `job_id`/u],
    ['invalid inputs', GOOD, { min_inbox_rate: '0.85' }, /did you mean 85\?/u],
    ['a test that is not Completed', placed({ Inbox: 7, Pending: 3 }), {}, /undecided/u],
  ])('shows %s, so that no older report stands as this one', async (_, reply, inputs, expected) => {
    await gate(GOOD)
    await gate(reply, inputs)
    expect(shown()).toEqual([expect.stringMatching(expected)])
  })
})

test('on_failure: none for a good test, one for a bad one, which follows when it passes later', async () => {
  await gate(GOOD, { comment: 'on_failure' })
  expect(shown()).toEqual([])
  await gate(BAD, { comment: 'on_failure' })
  expect(shown()).toEqual([expect.stringMatching(/failed/u)])
  await gate(GOOD, { comment: 'on_failure' })
  expect(shown()).toEqual([expect.stringMatching(/passed/u)])
})

test('a comment that was written is never called unwritten, though its output cannot be', async () => {
  const full = (name: string) => {
    if (name === 'comment_url') throw new Error('ENOSPC: no space left on device')
  }
  const { annotations } = await step({ github_token: TOKEN, timeout_minutes: '0', comment: 'always' }, GOOD, {
    runner: { githubContext: () => PULL_REQUEST_RUN, setOutput: full },
    openGitHub: () => Promise.resolve(world.client('action', () => Promise.resolve())),
  })
  expect(shown()).toHaveLength(1)
  expect(annotations.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^The output comment_url could not be written: ENOSPC/u),
  ])
})

test('an older run that ends later says in the log that it left the comment alone', async () => {
  await gate(GOOD, {}, 90)
  const late = await gate(BAD, {}, 89)
  expect(shown()).toEqual([expect.stringMatching(/passed/u)])
  expect(late.info.filter((line) => line.includes('later run'))).toHaveLength(1)
  expect(late.annotations.filter(({ level }) => level === 'warning')).toEqual([])
})

test('two jobs of one run that share a comment are one warning, which names comment_key', async () => {
  const first = await gate(GOOD, {}, 95)
  const second = await gate(GOOD, {}, 95)
  expect(first.annotations).toEqual([])
  expect(second.annotations).toEqual([
    { level: 'warning', title: expect.any(String), message: expect.stringContaining('comment_key') },
  ])
  expect(second.annotations[0]?.message).not.toMatch(/\.\./u)
})

test('thousands of seeds stay within what GitHub takes', async () => {
  await gate(placed({ Inbox: 2000, Spam: 3000 }))
  expect(shown()[0]?.length).toBeLessThanOrEqual(65_536)
})

test('what GitHub refuses is one warning with what to do, and changes nothing else', async () => {
  world.client = () => ({
    ...pullRequestModel().client('action', () => Promise.resolve()),
    createComment: () => Promise.reject(new GitHubError('Resource not accessible by integration', 403)),
  })
  const { annotations, outputs, failed } = await gate(GOOD)
  expect(annotations).toEqual([
    { level: 'warning', title: expect.any(String), message: expect.stringContaining('pull-requests: write') },
  ])
  expect(outputs).toMatchObject({ verdict: 'passed', inbox_rate: '100' })
  expect(outputs['comment_url']).toBeUndefined()
  expect(failed).toEqual([])
})

describe('whatever goes wrong is one warning, and the token is not in it', () => {
  test('GitHub cannot be reached', async () => {
    const openGitHub = () => Promise.reject(new Error(`${TOKEN} was refused`))
    const inputs = { github_token: TOKEN, comment: 'always' }
    const { annotations, failed, outputs, debug } = await step(inputs, GOOD, { openGitHub })
    expect([failed, outputs['verdict']]).toEqual([[], 'passed'])
    expect(annotations.map(({ level }) => level)).toEqual(['warning'])
    expect(JSON.stringify([annotations, debug])).not.toContain(TOKEN)
  })

  test('no token', async () => {
    const { annotations, failed } = await gate(GOOD, { github_token: '' })
    expect(annotations.map(({ level, message }) => [level, message.includes('github_token')])).toEqual([
      ['warning', true],
    ])
    expect(failed).toEqual([])
  })

  test('no pull request', async () => {
    const runner = { githubContext: () => ({ ...PULL_REQUEST_RUN, event: {}, eventName: 'push' }) }
    const openGitHub = () => Promise.resolve(world.client('action', () => Promise.resolve()))
    const { annotations, failed } = await step({ github_token: TOKEN, comment: 'always' }, GOOD, {
      runner,
      openGitHub,
    })
    expect(annotations.map(({ level }) => level)).toEqual(['warning'])
    expect(failed).toEqual([])
    expect(world.comments).toEqual([])
  })

  test('a mistake in the inputs of the comment: there is none, and the step says why', async () => {
    const { failed } = await gate(GOOD, { pr_number: 'seven' })
    expect(failed[0]).toContain('pr_number')
    expect(world.comments).toEqual([])
  })
})

test('never, which is the default: GitHub is not asked', async () => {
  for (const comment of ['never', '']) {
    const { annotations } = await step({ github_token: TOKEN, comment }, GOOD)
    // It would have been a warning.
    expect(annotations).toEqual([])
  }
})

test('has no row per seed, and links to the run for those', async () => {
  const runUrl = 'https://github.com/acme/mail/actions/runs/4242'
  const openGitHub = () => Promise.resolve(world.client('action', () => Promise.resolve()))
  const inputs = { github_token: TOKEN, comment: 'always' }
  const { summary } = await step(inputs, placed({ Inbox: 7, Spam: 3 }), { openGitHub, runner: { runUrl } })
  expect(shown()[0]).not.toContain('s•••@gmail.example')
  expect(summary).toContain('s•••@gmail.example')
  expect(shown()[0]).toContain(runUrl)
})

test("nobody else's comment is touched", async () => {
  world.add('octocat', 'chat')
  await gate(GOOD)
  expect(world.comments.map((each) => each.author)).toEqual(['octocat', AUTHOR])
  expect(shown()[0]).toBe('chat')
})
