import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { GitHubApi } from '../../src/github/github-api.ts'
import type { HttpReply } from '../../src/net/http.ts'
import type { SeedAddresses } from '../../src/privacy/addresses.ts'
import { run } from '../../src/run.ts'
import { eventClock } from '../../tools/clock/event-clock.ts'
import { fakeRunner, PULL_REQUEST_RUN } from '../../tools/runner/fake-runner.ts'
import { testBody } from '../../tools/sandbox/inbox-test-body.ts'

describe('a whole run', () => {
  /** All that a run says, wherever it says it, as a reader would see it. */
  async function said(mode: SeedAddresses, replies: readonly HttpReply[]) {
    const comments: string[] = []
    const inputs = {
      job_id: 'job-1',
      api_key: 'a-key-of-some-length',
      github_token: 'a-token-of-some-length',
      baseline_job_id: 'job-0',
      provider_min_inbox_rate: '*: 100',
      timeout_minutes: '1',
      poll_interval_seconds: '60',
      comment: 'always',
      pr_number: '7',
      seed_addresses: mode,
    }
    const record = fakeRunner(inputs, { githubContext: () => PULL_REQUEST_RUN })
    let poll = 0
    await run({
      runner: record.runner,
      clock: eventClock(),
      wallClock: () => 0,
      // The baseline is the first of the replies.
      send: ({ body }) => {
        const isBaseline = JSON.parse(String(body)).job_id === 'job-0'
        poll += isBaseline ? 0 : 1
        return Promise.resolve(replies[isBaseline ? 0 : Math.min(poll - 1, replies.length - 1)] as HttpReply)
      },
      openGitHub: () => Promise.resolve(commentsOnly(comments)),
      signal: new AbortController().signal,
    })
    const { info, annotations, outputs, files, failed, summary } = record
    const strings = [
      ...info,
      ...annotations.flatMap(({ title, message }) => [title, message]),
      ...Object.values(outputs),
      ...stringsOf(JSON.parse(files['results.json'] ?? '')),
      ...[files['report.md'] ?? '', summary, ...comments].map((markdown) => markdown.replaceAll('\\|', '|')),
      ...failed,
    ]
    expect(comments).toHaveLength(1)
    return strings.map((text) => text.replace(/\p{Cf}/gu, '').toLowerCase())
  }

  const local = fc.oneof(
    fc.stringMatching(/^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{2,20}$/u),
    fc.stringMatching(/^"[a-z .]{1,10}"$/u),
    fc.constantFrom("o'brien", "it's'", 'a=b=', 'x|', '=', 'ünal', 'Some.One'),
  )
  const domain = fc.constantFrom(
    ...[
      'gmail.example',
      'GMAIL.example',
      '[192.0.2.1]',
      'bücher.example',
      'xn--bcher-kva.example',
      'a_b.example',
    ],
  )
  const address = fc.tuple(local, domain).map((parts) => parts.join('@'))
  const quoting = fc.tuple(
    fc.constantFrom('', 'to ', '<', '"', '(', 'mailto:', '::error::', '|', '550 5.1.1 ', 'a,'),
    fc.constantFrom(
      (text: string) => text,
      (text: string) => text.toUpperCase(),
      (text: string) => text.replace('@', '%2540'),
      (text: string) => text.replace('@', '&commat;'),
      (text: string) => text.replace('@', '＠'),
      (text: string) => text.replace('@', ' @ '),
      (text: string) => text.replace('@', '@\u200b'),
    ),
    fc.constantFrom('', '>', '"', '.', ' is full', ',b', '|'),
  )

  /** Answers that quote an address in every text there is, and errors that do. */
  function stories(seedAddress: string, quote: string): HttpReply[][] {
    const reply = (status: number, body: object) => ({ status, headers: {}, body: JSON.stringify(body) })
    const quotes = { provider: quote, placement: quote, spf: quote, senderIp: quote, submissionResult: quote }
    const told = { testName: quote, submittedDate: quote, status: quote }
    const good = testBody([{ ...quotes, address: seedAddress, found: true }], told)
    return [
      [reply(200, good)],
      [reply(200, good), reply(200, { error: quote })],
      [reply(200, good), reply(503, { error: quote })],
      [reply(200, { error: quote })],
      [reply(200, { ...good, job_id: quote })],
      [reply(200, { ...good, summary: { ...good.summary, inbox_rate: quote } })],
    ]
  }

  test('shows no address in full, wherever the API quotes it, unless asked to', {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(address, quoting, async (seedAddress, [before, spelled, after]) => {
        const forms = [seedAddress, spelled(seedAddress).replace(/\p{Cf}/gu, '')].map((form) =>
          form.toLowerCase(),
        )
        const told = stories(seedAddress, before + spelled(seedAddress) + after)
        const runs = told.flatMap((replies) => [said('masked', replies), said('hidden', replies)])
        const texts = (await Promise.all(runs)).flat()
        expect(texts.filter((text) => forms.some((form) => text.includes(form)))).toEqual([])
      }),
      { numRuns: 100 },
    )
  })

  test('shows addresses in full when asked to: summary, report, results, comment and log', async () => {
    for (const replies of stories('someone@gmail.example', 'no mail for someone@gmail.example')) {
      const texts = await said('full', replies)
      expect(texts.filter((text) => text.includes('someone@gmail.example')).length).toBeGreaterThan(3)
    }
  })

  test('when hidden has nothing of an address but null', async () => {
    const [replies = []] = stories('someone@gmail.example', 'someone@gmail.example')
    for (const text of await said('hidden', replies)) expect(text).not.toContain('gmail.example')
  })
})

/** A pull request without comments; what is written there is kept. */
function commentsOnly(written: string[]): GitHubApi {
  const unasked = () => Promise.reject(new Error('was not to be asked'))
  return {
    pullRequest: unasked,
    pullRequestsOfCommit: unasked,
    pullRequestsOfBranch: unasked,
    ownComments: () => Promise.resolve([]),
    createComment: (_, body) => {
      written.push(body)
      const url = 'https://github.com/acme/mail/pull/7#issuecomment-1'
      return Promise.resolve({ id: 1, body, url })
    },
    updateComment: unasked,
    deleteComment: unasked,
    setStatus: unasked,
  }
}

/** Every string of a JSON value, names of fields too. */
function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inside]) => [name, ...stringsOf(inside)])
}
