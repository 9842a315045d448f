import assert from 'node:assert/strict'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Scenario } from '../../sandbox/scenario.ts'
import { scenarios } from '../../sandbox/scenarios.ts'
import type { WorkflowRun } from '../act.ts'
import { check, step } from '../checks.ts'
import { type Example, jsonLines, withExample } from '../example.ts'
import type { Setting, Story } from '../story.ts'

/** One message as the Slack action got it. */
interface Post {
  webhook: string
  type: string
  payload: string
}

type Variables = Record<string, string>

interface Nights {
  example: Example
  /** Runs the workflow, and gives what was posted in that run. */
  night(env?: Variables, secrets?: Variables): Promise<{ run: WorkflowRun; posts: Post[] }>
}

const WEBHOOK = 'https://hooks.slack.example/services/T0/B0/secret'

export const slack: Story = {
  title: 'slack.yml posts the first verdict, and then only a verdict that differs from the one before',
  tell: (setting) =>
    withNights(setting, async ({ example, night }) => {
      const said = []
      for (const scenario of [
        'all-inbox-completed',
        'subject-short-completed',
        'subject-shouting-completed',
        'subject-shouting-completed',
        'all-inbox-completed',
      ] as const) {
        example.delivers = () => scenario
        const { run, posts } = await night()
        check(run, () => {
          const { headline } = step(run, 'gate').outputs
          for (const post of posts) {
            assert.deepEqual([post.webhook, post.type], [WEBHOOK, 'incoming-webhook'])
            assert(textOf(post).startsWith(`${headline} https://github.com/acme/mail/actions/runs/`))
          }
        })
        said.push(posts.map((post) => /\S+ in the inbox/u.exec(textOf(post))?.[0]))
      }
      assert.deepEqual(said, [['100% in the inbox'], [], ['60% in the inbox'], [], ['100% in the inbox']])

      const { run, posts } = await night({}, { CAMPAIGN_CLEANER_API_KEY: 'another-key' })
      check(run, () => assert.deepEqual([run.steps.has('gate'), posts], [false, []]))
    }),
}

/** Ends a JSON string, notifies a channel, links, and runs in a shell, where it is let. */
const HOSTILE = `"}, "x": {"y <!channel> <https://evil.example|click> @here $(touch ~/owned) \`touch ~/owned\` '; touch ~/owned; '`

/** The seeds are known when it is created. Its results are an error that quotes an attack. */
const unreadableTest: Scenario = {
  title: 'an error that quotes an attack',
  reply: (poll) =>
    poll.number === Number.POSITIVE_INFINITY
      ? scenarios()['all-inbox'].reply(poll)
      : { body: { error: `Cannot read ${HOSTILE}` } },
}

export const hostileText: Story = {
  title: 'slack.yml posts one harmless text, whatever the name of the test or an error of the API holds',
  tell: (setting) =>
    withNights(setting, async ({ example, night }) => {
      // The example puts the number of the run into the name of the test.
      const named = await night({ GITHUB_RUN_NUMBER: HOSTILE })
      const created = example.sandbox.requests.map(({ body }) => JSON.parse(body).test_name)
      assert.equal(created[0], `Nightly ${HOSTILE}`)
      example.delivers = () => unreadableTest
      const unreadable = await night()
      for (const { run, posts } of [named, unreadable]) {
        check(run, () => {
          assert.equal(posts.length, 1)
          const text = textOf(posts[0] as Post)
          assert.match(
            text,
            /^\p{Emoji}\uFE0F? [\w .,:;%()–…-]+ https:\/\/github\.com\/acme\/mail\/actions\/runs\/\d+\/attempts\/1$/u,
          )
        })
      }
      assert(!existsSync(join(example.home, 'owned')), 'a part of the text ran in a shell')
    }),
}

async function withNights(setting: Setting, story: (nights: Nights) => Promise<void>): Promise<void> {
  const cache = join(setting.folder, 'cache')
  const posted = join(setting.folder, 'posted')
  mkdirSync(cache)
  await withExample(setting, 'slack.yml', (example) =>
    story({
      example,
      async night(env = {}, secrets = {}) {
        const before = read().length
        const run = await example.run({
          event: 'schedule',
          env: { CACHE: cache, POSTED: posted, ...env },
          secrets: { SLACK_WEBHOOK_URL: WEBHOOK, ...secrets },
        })
        return { run, posts: read().slice(before) }
      },
    }),
  )

  function read(): Post[] {
    return existsSync(posted) ? jsonLines(posted) : []
  }
}

/** The text of a message, which must be all there is in it. */
function textOf({ payload }: Post): string {
  const message: Record<string, unknown> = JSON.parse(payload)
  assert.deepEqual(Object.keys(message), ['text'])
  return String(message['text'])
}
