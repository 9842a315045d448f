import { describe, expect, test } from 'vitest'
import type { GitHubApi } from '../src/github/github-api.ts'
import type { HttpReply } from '../src/net/http.ts'
import { run } from '../src/run.ts'
import type { Runner } from '../src/runner/runner.ts'
import { type FakeClock, fakeClock } from './fake-clock.ts'
import { type BodyOverrides, type SeedSpec, seeds, testBody } from './sandbox/inbox-test-body.ts'

/** What the run did to the runner, in order and by kind. */
interface Record {
  info: string[]
  debug: string[]
  annotations: { level: string; title: string; message: string }[]
  outputs: { [name: string]: string }
  masks: string[]
  summary: string
  files: { [name: string]: string }
  failed: string[]
  /** Names of everything that happened, in order. */
  order: string[]
}

type Replies = (jobId: string, poll: number) => HttpReply | Error

/** Runs the story with fakes for its effects. */
async function story(
  inputs: { [name: string]: string },
  replies: Replies,
  over: {
    clock?: FakeClock
    signal?: AbortSignal
    github?: () => Promise<GitHubApi>
    broken?: (keyof Runner)[]
  } = {},
) {
  const record: Record = {
    info: [],
    debug: [],
    annotations: [],
    outputs: {},
    masks: [],
    summary: '',
    files: {},
    failed: [],
    order: [],
  }
  const clock = over.clock ?? fakeClock()
  const did = (what: keyof Runner) => {
    record.order.push(what)
    if (over.broken?.includes(what)) throw new Error(`${what} is broken`)
  }
  const runner: Runner = {
    runUrl: null,
    getInput: (name) => ({ job_id: 'job-1', api_key: 'a-key-of-some-length', ...inputs })[name] ?? '',
    mask: (secret) => {
      did('mask')
      record.masks.push(secret)
    },
    info: (line) => record.info.push(line),
    debug: (line) => record.debug.push(line),
    annotate: (level, title, message) => {
      did('annotate')
      record.annotations.push({ level, title, message })
    },
    setOutput: (name, value) => {
      did('setOutput')
      record.outputs[name] = value
    },
    appendSummary: (markdown) => {
      did('appendSummary')
      record.summary += markdown
    },
    writeFile: (name, content) => {
      did('writeFile')
      record.files[name] = content
      return `/temp/${name}`
    },
    setFailed: (line) => {
      did('setFailed')
      record.failed.push(line)
    },
    githubContext: () => ({
      apiUrl: 'https://api.github.com',
      repository: 'acme/mail',
      eventName: 'pull_request',
      event: { pull_request: { number: 7 } },
      sha: null,
      workflow: 'Newsletter',
      job: 'gate',
      runUrl: null,
    }),
  }
  const polls: { [jobId: string]: number } = {}
  await run({
    runner,
    clock,
    wallClock: () => 0,
    send: ({ body }) => {
      const { job_id } = JSON.parse(String(body)) as { job_id: string }
      polls[job_id] = (polls[job_id] ?? 0) + 1
      const reply = replies(job_id, polls[job_id])
      return reply instanceof Error ? Promise.reject(reply) : Promise.resolve(reply)
    },
    openGitHub: over.github ?? (() => Promise.reject(new Error('GitHub was not to be asked'))),
    signal: over.signal ?? new AbortController().signal,
  })
  return { ...record, clock, polls }
}

const ok = (body: object): HttpReply => ({ status: 200, headers: {}, body: JSON.stringify(body) })
const spec = (placement: string, index = 0): SeedSpec => ({
  provider: 'Gmail',
  placement,
  address: `seed-${index}@gmail.example`,
})
const body = (counts: { [placement: string]: number }, over?: BodyOverrides) =>
  ok(
    testBody(
      Object.entries(counts).flatMap(([placement, count]) => seeds(count, (index) => spec(placement, index))),
      over,
    ),
  )

const good = body({ Inbox: 10 })
const open = body({ Inbox: 8, Pending: 2 })

describe('the order of things', () => {
  test('secrets are masked before anything else, outputs are set before the step fails, and failing is last', async () => {
    const { order } = await story({ github_token: 'token-of-the-workflow' }, () => body({ Spam: 10 }))
    expect(order.slice(0, 2)).toEqual(['mask', 'mask'])
    expect(order.at(-1)).toBe('setFailed')
    expect(order.filter((what) => what === 'setFailed')).toHaveLength(1)
    expect(order.lastIndexOf('setOutput')).toBeLessThan(order.indexOf('setFailed'))
  })

  test('a passed test fails nothing and annotates nothing', async () => {
    const { failed, annotations, outputs } = await story({}, () => good)
    expect([failed, annotations]).toEqual([[], []])
    expect(outputs['verdict']).toBe('passed')
  })
})

describe('the log', () => {
  test('has one line for each change, and none when nothing changed', async () => {
    const { info } = await story({}, (_, poll) => (poll < 4 ? open : good))
    const progress = info.filter((line) => line.includes('· received'))
    expect(progress.map((line) => /received (\d+)/u.exec(line)?.[1])).toEqual(['8', '10'])
    expect(info[0]).toBe(
      'Polling inbox test job-1 until it is Completed, for at most 30 min, one poll every 15 s.',
    )
  })

  test('shows a sign of life at least every five minutes', async () => {
    const clock = fakeClock()
    const at: number[] = []
    const { info } = await story({ timeout_minutes: '30', poll_interval_seconds: '600' }, () => open, {
      clock,
    })
    for (const line of info) {
      const found = /^(?:(\d+) min ?)?(?:(\d+) s)? ·/u.exec(line)
      if (found) at.push(Number(found[1] ?? 0) * 60 + Number(found[2] ?? 0))
    }
    expect(at.length).toBeGreaterThanOrEqual(6)
    for (const [index, seconds] of at.entries())
      expect(seconds - (at[index - 1] ?? 0)).toBeLessThanOrEqual(300)
    expect(1800 - (at.at(-1) ?? 0)).toBeLessThanOrEqual(300)
  })

  test('tells of a fault that is tried again, once', async () => {
    const { info } = await story({}, (_, poll) =>
      poll < 4 ? { status: 503, headers: {}, body: '{}' } : good,
    )
    expect(info.filter((line) => line.includes('HTTP 503'))).toHaveLength(1)
    expect(info.find((line) => line.includes('HTTP 503'))).toContain('trying again in 1 s')
  })

  test('looking once says so', async () => {
    expect((await story({ timeout_minutes: '0' }, () => good)).info[0]).toBe(
      'Looking once at inbox test job-1.',
    )
  })
})

describe('seed addresses', () => {
  test('are masked in the runner as they become known, each once', async () => {
    const { masks } = await story({}, (_, poll) => (poll === 1 ? open : good))
    expect(masks.filter((mask) => mask.includes('@'))).toHaveLength(10)
  })

  test('are not masked when they are shown in full', async () => {
    const { masks } = await story({ seed_addresses: 'full' }, () => good)
    expect(masks.filter((mask) => mask.includes('@'))).toEqual([])
  })

  test('are not masked one by one for a test of thousands, and still shown nowhere', async () => {
    const { masks, summary, files } = await story({}, () => body({ Inbox: 1001 }))
    expect(masks.filter((mask) => mask.includes('@'))).toEqual([])
    expect(summary + files['report.md'] + files['results.json']).not.toContain('seed-')
  })

  test('do not reach an error message', async () => {
    const error = ok({ error: 'no mail for seed-3@gmail.example' })
    const { failed, summary } = await story({}, () => error)
    expect(failed[0]).toContain('s•••@gmail.example')
    expect(failed[0] + summary).not.toContain('seed-3@')
  })
})

describe('what cannot be written is a warning and changes nothing', () => {
  test.each(['writeFile', 'appendSummary', 'setOutput'] as const)('%s', async (what) => {
    const { failed, annotations, info } = await story({}, () => good, { broken: [what] })
    expect(failed).toEqual([])
    expect(annotations.length).toBeGreaterThan(0)
    expect(annotations.every(({ level }) => level === 'warning')).toBe(true)
    expect(annotations[0]?.message).toContain(`${what} is broken`)
    expect(info.at(-1)).toContain('passed')
  })
})

describe('the verdict and the step', () => {
  test('an error fails the step, with warn_only and on_timeout: warn too', async () => {
    const { failed, outputs } = await story({ warn_only: 'true', on_timeout: 'warn' }, () => ({
      status: 401,
      headers: {},
      body: '{}',
    }))
    expect(failed).toHaveLength(1)
    expect(outputs).toMatchObject({ verdict: 'error', timed_out: 'false' })
  })

  test('warn_only turns an open verdict into a warning too', async () => {
    const { failed, annotations } = await story(
      { warn_only: 'true', timeout_minutes: '0', min_inbox_rate: '90' },
      () => open,
    )
    expect(failed).toEqual([])
    expect(annotations.map(({ level }) => level)).toEqual(['warning'])
  })

  test('on_timeout: warn does not excuse a Completed test whose list has gaps', async () => {
    const gaps = body(
      { Inbox: 9 },
      { summary: { total_seeds: 10, received: 10, inbox: 10, inbox_rate: 100 }, status: 'Completed' },
    )
    const { failed, outputs } = await story(
      { on_timeout: 'warn', provider_min_inbox_rate: 'Gmail: 95' },
      () => gaps,
    )
    expect(outputs['verdict']).toBe('undecided')
    expect(failed).toHaveLength(1)
  })

  test('results that came before a refusal are shown, but decide nothing', async () => {
    const { outputs, summary } = await story({}, (_, poll) =>
      poll === 1 ? open : { status: 403, headers: {}, body: '{}' },
    )
    expect(outputs).toMatchObject({ verdict: 'error', received: '8' })
    expect(summary).toContain('could not be judged')
    expect(summary).toContain('### Placement')
  })

  test('a fault of the action itself is an error with a request to report it, and no stack trace outside debug', async () => {
    const { failed, debug } = await story({}, () => new TypeError('boom'), {
      clock: {
        ...fakeClock(),
        now: () => {
          throw new TypeError('broken clock')
        },
      },
    })
    expect(failed[0]).toContain('unexpected error: broken clock')
    expect(failed[0]).toContain('report')
    expect(debug[0]).toContain('TypeError')
  })
})

describe('the baseline', () => {
  const drop = { baseline_job_id: 'earlier', max_inbox_rate_drop: '5' }
  const both =
    (now: HttpReply, earlier: HttpReply): Replies =>
    (jobId) =>
      jobId === 'earlier' ? earlier : now

  test('is fetched once however long the wait is', async () => {
    const { polls } = await story(drop, (jobId, poll) => (jobId === 'earlier' || poll > 5 ? good : open))
    expect(polls).toEqual({ 'job-1': 6, earlier: 1 })
  })

  test('a drop beyond the limit fails, a rise never does', async () => {
    expect((await story(drop, both(body({ Inbox: 9, Spam: 1 }), good))).outputs['verdict']).toBe('failed')
    expect((await story(drop, both(good, body({ Inbox: 5, Spam: 5 })))).outputs['verdict']).toBe('passed')
  })

  test('a passing fault while reading it is tried again', async () => {
    const { outputs } = await story(drop, (jobId, poll) =>
      jobId === 'earlier' && poll === 1 ? { status: 502, headers: {}, body: '' } : good,
    )
    expect(outputs['verdict']).toBe('passed')
  })

  test('is an error when a rule needs it and it cannot be read, else a warning', async () => {
    const missing: HttpReply = { status: 404, headers: {}, body: '{}' }
    const needed = await story(drop, both(good, missing))
    expect(needed.outputs['verdict']).toBe('error')
    expect(needed.failed[0]).toContain('max_inbox_rate_drop needs')
    const shown = await story({ baseline_job_id: 'earlier' }, both(good, missing))
    expect(shown.outputs['verdict']).toBe('passed')
    expect(shown.annotations.map(({ level }) => level)).toEqual(['warning'])
  })

  test('that was not Completed is used with a note', async () => {
    const { summary, outputs } = await story(drop, both(good, open))
    expect(outputs['verdict']).toBe('passed')
    expect(summary).toContain('**The baseline was not Completed**')
  })

  test('pairs seeds by address, and says whether chance explains the change', async () => {
    const moved = await story(
      { baseline_job_id: 'earlier' },
      both(body({ Spam: 8, Inbox: 12 }), body({ Inbox: 20 })),
    )
    expect(moved.summary).toMatch(
      /Down 40 points since the baseline:\*\* lost 8 of \d+ seeds, all at Gmail; unlikely to be chance \(p = 0\.008\)/u,
    )
    const one = await story(
      { baseline_job_id: 'earlier', min_inbox_rate: '0' },
      both(body({ Spam: 1, Inbox: 19 }), body({ Inbox: 20 })),
    )
    expect(one.summary).toContain('within chance (p = 1)')
  })

  test('tests without common seeds are compared as wholes', async () => {
    const others = ok(
      testBody(
        seeds(20, (index) => ({
          provider: 'Gmail',
          placement: 'Inbox',
          address: `other-${index}@gmail.example`,
        })),
      ),
    )
    const { summary } = await story(
      { baseline_job_id: 'earlier' },
      both(body({ Spam: 10, Inbox: 10 }), others),
    )
    expect(summary).toMatch(
      /share too few seeds to compare them one by one; unlikely to be chance \(p < 0\.001\)/u,
    )
  })
})

describe('the comment', () => {
  test('nothing of octokit is loaded and nobody is asked unless a comment is wanted', async () => {
    await story({}, () => good)
  })

  test('whatever goes wrong there is one warning', async () => {
    const { failed, annotations, outputs } = await story(
      { comment: 'always', github_token: 'token-of-the-workflow' },
      () => good,
      {
        github: () => Promise.reject(new Error('token-of-the-workflow was refused')),
      },
    )
    expect(failed).toEqual([])
    expect(outputs['verdict']).toBe('passed')
    expect(annotations.map(({ level }) => level)).toEqual(['warning'])
    expect(annotations[0]?.message).not.toContain('token-of-the-workflow')
  })

  test('without a token it says so', async () => {
    const { annotations } = await story({ comment: 'always' }, () => good)
    expect(annotations[0]?.message).toContain('github_token is empty')
  })
})

test('a cancelled run writes what is known and no comment, and fails', async () => {
  const abort = new AbortController()
  const { outputs, failed, summary } = await story(
    { comment: 'always', min_inbox_rate: '50' },
    (_, poll) => {
      if (poll === 2) abort.abort(new Error('cancelled by SIGTERM'))
      return open
    },
    { signal: abort.signal },
  )
  expect(outputs).toMatchObject({ verdict: 'passed', status: 'Processing', timed_out: 'false', pending: '2' })
  expect(failed).toEqual([expect.stringContaining('cancelled')])
  expect(summary).toContain('cancelled')
})
