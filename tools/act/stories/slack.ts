import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Scenario } from '../../sandbox/scenario.ts'
import { scenarios } from '../../sandbox/scenarios.ts'
import type { WorkflowRun } from '../act.ts'
import { check, step } from '../checks.ts'
import { type Example, withExample } from '../example.ts'
import { type Slack, startSlack } from '../slack.ts'
import type { Setting, Story } from '../story.ts'

type Variables = Record<string, string>

interface Nights {
  example: Example
  slack: Slack
  /** Runs the workflow, and gives the texts that were posted in that run. */
  night(options?: { env?: Variables; secrets?: Variables; variables?: Variables }): Promise<Night>
}

interface Night {
  run: WorkflowRun
  texts: string[]
}

export const slack: Story = {
  title: 'slack.yml posts the first verdict, and then only a verdict that differs from the one before',
  examples: ['slack.yml'],
  tell: (setting) =>
    withNights(setting, async ({ example, night }) => {
      const posted = []
      for (const scenario of [
        'all-inbox-completed',
        'subject-short-completed',
        'subject-shouting-completed',
        'subject-shouting-completed',
        'all-inbox-completed',
      ] as const) {
        example.delivers = () => scenario
        const { run, texts } = await night()
        check(run, () => {
          const { headline } = step(run, 'gate').outputs
          for (const text of texts)
            assert(text.startsWith(`${headline} https://github.com/acme/mail/actions/runs/`))
        })
        posted.push(texts.map((text) => /\S+ in the inbox/u.exec(text)?.[0]))
      }
      assert.deepEqual(posted, [['100% in the inbox'], [], ['60% in the inbox'], [], ['100% in the inbox']])

      const { run, texts } = await night({ secrets: { CAMPAIGN_CLEANER_API_KEY: 'another-key' } })
      check(run, () => assert.deepEqual([run.exitCode, run.steps.has('gate'), texts], [1, false, []]))
    }),
}

export const refusedMessage: Story = {
  title: 'slack.yml fails when Slack refuses a message, and sends it again the next night',
  examples: ['slack.yml'],
  tell: (setting) =>
    withNights(setting, async ({ slack, night }) => {
      slack.refuses = true
      const refused = await night()
      check(refused.run, () => {
        assert.equal(step(refused.run, 'gate').outputs['verdict'], 'passed')
        assert.equal(step(refused.run, 'post').result, 'failure')
        assert.equal(refused.run.exitCode, 1)
      })

      slack.refuses = false
      const again = await night()
      const after = await night()
      check(again.run, () => assert.deepEqual([again.run.exitCode, again.texts.length], [0, 1]))
      check(after.run, () => assert.deepEqual([after.run.exitCode, after.texts.length], [0, 0]))
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
  examples: ['slack.yml'],
  tell: (setting) =>
    withNights(setting, async ({ example, night }) => {
      // The example puts the number of the run into the name of the test.
      const named = await night({ env: { GITHUB_RUN_NUMBER: HOSTILE } })
      const created = example.sandbox.requests.map(({ body }) => JSON.parse(body).test_name)
      assert.equal(created[0], `Nightly ${HOSTILE}`)
      example.delivers = () => unreadableTest
      const unreadable = await night()
      for (const { run, texts } of [named, unreadable]) {
        check(run, () => {
          assert.equal(texts.length, 1)
          assert.match(
            texts[0] ?? '',
            /^\p{Emoji}\uFE0F? [\w .,:;%()–…-]+ https:\/\/github\.com\/acme\/mail\/actions\/runs\/\d+$/u,
          )
        })
      }
      assert(!existsSync(join(example.home, 'owned')), 'a part of the text ran in a shell')
    }),
}

export const hostileHeadline: Story = {
  title: 'slack.yml would post any headline as one text, so that it does not lean on the gate alone',
  examples: ['slack.yml'],
  tell: (setting) =>
    withNights(
      setting,
      async ({ example, night }) => {
        const { run, texts } = await night({ variables: { HEADLINE: HOSTILE } })
        check(run, () =>
          assert.deepEqual(texts, [`${HOSTILE} https://github.com/acme/mail/actions/runs/1001`]),
        )
        assert(!existsSync(join(example.home, 'owned')), 'a part of the text ran in a shell')
      },
      (workflow) => {
        const changed = workflow.replaceAll('steps.gate.outputs.headline', 'vars.HEADLINE')
        assert.notEqual(changed, workflow)
        return changed
      },
    ),
}

async function withNights(
  setting: Setting,
  story: (nights: Nights) => Promise<void>,
  change?: (workflow: string) => string,
): Promise<void> {
  const slack = await startSlack()
  const nights = (example: Example): Nights => ({
    example,
    slack,
    async night({ env = {}, secrets = {}, variables = {} } = {}) {
      const before = slack.messages.length
      const run = await example.run({
        event: 'schedule',
        env,
        secrets: { SLACK_WEBHOOK_URL: slack.webhook, ...secrets },
        variables,
      })
      return { run, texts: slack.messages.slice(before).map(textOf) }
    },
  })
  try {
    await withExample(setting, 'slack.yml', (example) => story(nights(example)), change)
  } finally {
    await slack.close()
  }
}

/** The text of a message, which must be all there is in it. */
function textOf(body: string): string {
  const message: Record<string, unknown> = JSON.parse(body)
  assert.deepEqual(Object.keys(message), ['text'])
  return String(message['text'])
}
