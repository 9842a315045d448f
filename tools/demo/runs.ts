import type { ActionOptions } from '../runner/run-action.ts'
import type { Scenario } from '../sandbox/scenario.ts'
import { scenarios } from '../sandbox/scenarios.ts'

/** One run of the action, and the page of the report folder that shows its job summary. */
export interface DemoRun {
  /** File name of the page. */
  readonly name: string
  readonly title: string
  readonly exitCode: number
  readonly inputs: Readonly<Record<string, string>>
  readonly options?: ActionOptions
}

/** The inbox test of the week before, which the history file of the demo ends with. */
export const LAST_WEEK = 'newsletter-41'

/** All inbox tests of the demo by their id. @param speed at 1, those that arrive little by little take eight seconds */
export function demoTests(speed: number): ReadonlyMap<string, Scenario> {
  const played = scenarios({ speed })
  return new Map([
    ...Object.entries(played),
    [LAST_WEEK, lastWeek(played['subject-short-completed'])],
    ['newsletter-42', played['gmail-to-spam-completed']],
  ])
}

/** The same test, submitted a week before the others. */
function lastWeek(scenario: Scenario): Scenario {
  return {
    ...scenario,
    reply(poll) {
      const { body, ...rest } = scenario.reply(poll)
      return { ...rest, body: { ...(body as object), submitted_date: '2026-11-13 09:30:00' } }
    },
  }
}

/**
 * @param githubApiUrl where the comment goes
 * @param workspace holds `placement-history.jsonl`
 * @param quietMinutes the input of that name, where a run ends by it
 */
export function demoRuns({
  githubApiUrl,
  workspace,
  quietMinutes,
}: {
  readonly githubApiUrl: string
  readonly workspace: string
  readonly quietMinutes: string
}): readonly DemoRun[] {
  const outlookRules = {
    min_inbox_rate: '85',
    max_spam_rate: '15',
    provider_min_inbox_rate: 'Gmail: 90\nOutlook: 75',
    baseline_job_id: 'outlook-to-spam-baseline',
    max_inbox_rate_drop: '5',
  }
  return [
    {
      name: 'failed',
      title: 'A failed test: most of Outlook lands in spam',
      exitCode: 1,
      inputs: { job_id: 'outlook-to-spam', ...outlookRules },
    },
    {
      name: 'passed',
      title: 'A passed test: everything in the inbox',
      exitCode: 0,
      inputs: { job_id: 'all-inbox-stepped', min_inbox_rate: '85', max_spam_rate: '15', require_spf: 'true' },
    },
    {
      name: 'undecided',
      title: 'An undecided test: 20 seeds do not arrive, and the wait ends when it gets quiet',
      exitCode: 1,
      inputs: { job_id: 'lost-many-stepped', quiet_minutes: quietMinutes },
    },
    {
      name: 'error',
      title: 'An error: the API does not know the test',
      exitCode: 1,
      inputs: { job_id: 'unknown-job' },
    },
    {
      name: 'invalid-inputs',
      title: 'An error: inputs that would make a gate that never fails',
      exitCode: 1,
      inputs: { job_id: 'all-inbox', min_inbox_rate: '0.85', max_spam_rate: 'ten', max_inbox_rate_drop: '5' },
    },
    {
      name: 'nine-providers',
      title: 'Nine providers, two families of them bad, against a baseline',
      exitCode: 1,
      inputs: {
        job_id: 'nine-providers-completed',
        provider_min_inbox_rate: 'Gmail: 90\n*: 70',
        baseline_job_id: 'nine-providers-baseline',
      },
    },
    {
      name: 'subject-lines',
      title: 'Three subject lines side by side',
      exitCode: 1,
      inputs: {
        job_id: [
          'Short subject: subject-short-stepped',
          'Question: subject-question-stepped',
          'SHOUTING: subject-shouting-stepped',
        ].join('\n'),
      },
    },
    {
      name: 'history',
      title: 'The eleventh newsletter, against the last that passed',
      exitCode: 1,
      inputs: {
        job_id: 'newsletter-42',
        history_file: 'placement-history.jsonl',
        baseline_job_id: 'last-passed',
        max_inbox_rate_drop: '5',
      },
      options: { env: { GITHUB_WORKSPACE: workspace } },
    },
    {
      name: 'weights',
      title: 'A list that is mostly Gmail: a good rate of the seeds, a bad one of the list',
      exitCode: 1,
      inputs: {
        job_id: 'gmail-to-spam-completed',
        provider_weights: 'Gmail: 60\nOutlook: 25\n*: 15',
        min_weighted_inbox_rate: '80',
      },
    },
    {
      name: 'comment',
      title: 'On a pull request: the same failed test, as a comment',
      exitCode: 1,
      inputs: { job_id: 'outlook-to-spam-completed', ...outlookRules, comment: 'on_failure' },
      options: {
        event: { name: 'pull_request', payload: { pull_request: PULL_REQUEST } },
        env: { GITHUB_API_URL: githubApiUrl },
      },
    },
  ]
}

/** The one that the GitHub stand-in has. */
const PULL_REQUEST = { number: 7, state: 'open', head: { sha: 'ffac537e6cbbf934b08745a378932722df287a53' } }
