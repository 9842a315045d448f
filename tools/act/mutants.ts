import type { Mutation } from './story.ts'

/** A mistake that an example could make. A story of this example must fail when it does. */
export interface Mutant extends Mutation {
  title: string
}

const SEND_IF = / +if: steps\.gate\.outputs\.verdict == 'passed'\n/u
const SLACK_IF = 'steps.gate.outputs.verdict != steps.posted.outputs.verdict'
const SAVE_IF = / +- if: always\(\) && hashFiles/u

export const mutants: readonly Mutant[] = [
  mutant('pull-request-report.yml', 'says nothing of what passed', 'comment: always', 'comment: on_failure'),
  mutant('pull-request-report.yml', 'tests pull requests from forks', / +if: .*\n/u, ''),
  mutant(
    'slack.yml',
    'quotes the text by hand',
    /\$\{\{ toJSON\(env.MESSAGE\) \}\}/u,
    `"\${{ env.MESSAGE }}"`,
  ),
  mutant('slack.yml', 'does not quote the text', /toJSON\(env.MESSAGE\)/u, 'env.MESSAGE'),
  mutant('slack.yml', 'stays green when Slack refuses', / +errors: true.*\n/u, ''),
  mutant('slack.yml', 'posts every verdict', ` && ${SLACK_IF}`, ''),
  mutant('slack.yml', 'posts only when the gate passed', `if: always() && steps.gate`, 'if: steps.gate'),
  mutant('slack.yml', 'counts what was refused as seen', / && steps\.post\.outcome == 'success'/gu, ''),
  mutant('slack.yml', 'forgets bad nights', /always\(\) && steps\.post\.outcome/gu, 'steps.post.outcome'),
  mutant('slack.yml', 'never finds what was posted', / +restore-keys: .*\n/u, ''),
  mutant('slack.yml', 'never renews what was posted', /-\$\{\{ github\.run_id \}\}.*\n/gu, '\n'),
  mutant('send-then-gate.yml', 'always mails the list', SEND_IF, ''),
  mutant('send-then-gate.yml', 'has another threshold', 'min_inbox_rate: 85', 'min_inbox_rate: 80'),
  mutant('send-and-alarm.yml', 'forgets the seeds', ' --also-to "$SEND_TO"', ''),
  mutant('create-by-hand.yml', 'keeps another file', /path: .*\n/u, 'path: README.md\n'),
  mutant('create-by-hand.yml', 'does not show the job_id', '$JOB_ID', '$JOB'),
  mutant('gate-by-hand.yml', 'judges no job', 'inputs.job_id', 'inputs.job'),
  mutant('history.yml', 'never finds its history', / +restore-keys: .*\n/u, ''),
  mutant('history.yml', 'forgets what failed', /always\(\) && hashFiles/u, 'hashFiles'),
  mutant('history.yml', 'compares with what failed', 'last-passed', 'last'),
  mutant('history.yml', 'never renews its history', /-\$\{\{ github\.run_id \}\}.*\n/gu, '\n'),
  mutant('history-branch.yml', 'does not make its branch', /2\) git switch --orphan \S+/u, '2) exit 1'),
  mutant('history-branch.yml', 'keeps all of main on its branch', '--orphan', '--create'),
  mutant('history-branch.yml', 'pushes without a pull', / +git pull --rebase .*\n/u, ''),
  mutant('history-branch.yml', 'cannot merge two lines', / +echo 'history\.jsonl merge=union'.*\n/u, ''),
  mutant('history-branch.yml', 'forgets what failed', / +if: always\(\)\n/u, ''),
  mutant('history-branch.yml', 'mails the list whatever the verdict', SEND_IF, '        if: always()\n'),
  mutant(
    'history-branch.yml',
    'stays green without a history',
    /( +echo '::error::The history .*\n) +exit 1\n/u,
    '$1',
  ),
  mutant(
    'history-branch.yml',
    'compares with nothing',
    / +baseline_job_id: .*\n +max_inbox_rate_drop: .*\n/u,
    '',
  ),
  mutant('clients.yml', 'has one comment for all', / +comment_key: .*\n/u, ''),
  mutant('clients.yml', 'sets no status', / +commit_status: .*\n/u, ''),
  mutant('clients.yml', 'has one status for all', /(commit_status: Inbox placement) of .*/u, '$1'),
  mutant(
    'clients.yml',
    'has one history for all',
    /inbox-history-\$\{\{ matrix\.client \}\}-/gu,
    'inbox-history-',
  ),
  mutant('clients.yml', 'forgets what failed', SAVE_IF, '      - if: hashFiles'),
  mutant('clients.yml', 'has one threshold for all', 'matrix.min_inbox_rate', "'80'"),
  mutant('clients.yml', "sends one client's mail for all", '$CLIENT.html', 'acme.html'),
  mutant(
    'forks-render.yml',
    'keeps another mail',
    '> newsletter.html',
    '> /dev/null; echo > newsletter.html',
  ),
  mutant('forks-report.yml', 'sets no status', / +commit_status: .*\n/u, ''),
  mutant('forks-report.yml', 'says nothing of what passed', 'comment: always', 'comment: on_failure'),
  mutant(
    'forks-report.yml',
    'reports on what did not render',
    / && github\.event\.workflow_run\.conclusion == 'success'/u,
    '',
  ),
  mutant('forks-report.yml', 'looks for the artifact in its own run', / +run-id: .*\n/u, ''),
  mutant('schedule.yml', 'turns red while the verdict is open', / +on_timeout: .*\n/u, ''),
  mutant('schedule.yml', 'looks without a test', / +if: .*\n/u, ''),
  mutant(
    'several-tests.yml',
    'waits for one test twice',
    'steps.long.outputs.job_id',
    'steps.short.outputs.job_id',
  ),
  mutant(
    'several-tests.yml',
    'mails the seeds of the other test',
    'LONG_TO: ${{ steps.long',
    'LONG_TO: ${{ steps.short',
  ),
]

function mutant(example: string, title: string, from: string | RegExp, to: string): Mutant {
  return { example, title, change: (workflow) => workflow.replace(from, to) }
}
