import type { Text } from '../core/text.ts'
import type { Waiting } from '../core/waiting.ts'
import type { RememberedBaseline } from '../history/history.ts'
import type { Job } from '../judge/result.ts'
import type { ProviderWeight, Rules } from '../judge/rule.ts'
import type { Secrets } from '../privacy/secrets.ts'
import { type Texts, textsOf } from '../privacy/texts.ts'
import { readApiKey } from './api-key.ts'
import { InvalidInputs } from './invalid-inputs.ts'
import { InvalidValue } from './invalid-value.ts'
import { readJobs } from './jobs.ts'
import { GATE_INPUTS, type InputName } from './names.ts'
import {
  parseApiUrl,
  parseBoolean,
  parseChoice,
  parseDuration,
  parseJobId,
  parseSecret,
  parseStatusName,
  parseWhole,
} from './parse.ts'
import { inputReader, type Reader } from './reader.ts'
import { readRules, readWeights } from './rules.ts'

/** What the pull-request comment needs. */
export interface CommentInputs {
  readonly mode: 'never' | 'always' | 'on_failure'
  /** Keeps the comments of several jobs on one pull request apart. */
  readonly key: string
  readonly prNumber: number | null
  readonly token: string | null
}

/** What the commit status needs. */
export interface StatusInputs {
  /** By which it is told from other statuses of the commit. */
  readonly name: string
  readonly prNumber: number | null
  readonly token: string | null
}

/** The earlier test to compare with: named, or the newest usable one of the history. */
export type BaselineChoice =
  | { readonly kind: 'none' }
  | { readonly kind: 'named'; readonly jobId: Text }
  | { readonly kind: 'remembered'; readonly which: RememberedBaseline }

/** The action's inputs, all valid. */
export interface Inputs {
  readonly jobs: readonly Job[]
  readonly apiKey: string
  /** Without a trailing slash. */
  readonly apiUrl: string
  readonly rules: Rules
  /** null when the list is not described. */
  readonly providerWeights: readonly ProviderWeight[] | null
  readonly baseline: BaselineChoice
  readonly waiting: Waiting
  /** As given, relative to the workspace; null without one. */
  readonly historyFile: string | null
  readonly warnOnly: boolean
  readonly comment: CommentInputs
  /** null when none is asked for. */
  readonly status: StatusInputs | null
  /** How everything from outside is shown. */
  readonly texts: Texts
}

export interface InputSources {
  /** The input as the workflow gives it, trimmed; empty when not given. */
  readonly get: (name: InputName) => string
  readonly secrets: Secrets
  /** What is wrong with a path for the history file; null when it can be used. */
  readonly faultOfHistoryPath: (path: string) => string | null
}

/**
 * Reads and checks every input.
 * @throws InvalidInputs naming each mistake, its value and what would be valid
 */
export function readInputs({ get, secrets, faultOfHistoryPath }: InputSources): Inputs {
  const reader = inputReader(get, secrets, GATE_INPUTS)
  const { read, optional } = reader
  const texts = textsOf(
    secrets,
    read('seed_addresses', (raw) => parseChoice(raw, ['masked', 'hidden', 'full']), 'masked'),
  )
  const jobs = readJobs(reader, texts)
  const weights = readWeights(reader, texts)
  const atGitHub = {
    prNumber: optional('pr_number', (raw) => parseWhole(raw, 1)),
    token: optional('github_token', parseSecret),
  }
  const statusName = optional('commit_status', parseStatusName)
  const inputs: Inputs = {
    jobs,
    apiKey: readApiKey(reader),
    apiUrl: read('api_url', parseApiUrl, ''),
    rules: readRules(reader, texts, weights),
    providerWeights: weights,
    baseline: readBaselineChoice(reader, jobs, texts),
    waiting: {
      waitFor: read('wait_for', (raw) => parseChoice(raw, ['completed', 'verdict']), 'completed'),
      timeoutMs: read('timeout_minutes', (raw) => parseDuration(raw, 'minutes', 0), 0),
      pollIntervalMs: read('poll_interval_seconds', (raw) => parseDuration(raw, 'seconds', 1), 0),
      quietMs: optional('quiet_minutes', parseQuiet),
    },
    historyFile: optional('history_file', (raw) => {
      const fault = faultOfHistoryPath(raw)
      if (fault !== null) throw new InvalidValue(fault)
      return raw
    }),
    warnOnly: read('warn_only', parseBoolean, false),
    comment: {
      mode: read('comment', (raw) => parseChoice(raw, ['never', 'always', 'on_failure']), 'never'),
      key: reader.text('comment_key'),
      ...atGitHub,
    },
    status: statusName === null ? null : { name: statusName, ...atGitHub },
    texts,
  }
  const mistakes = reader.mistakes()
  if (mistakes.length > 0) {
    const areValid = (names: ReadonlySet<InputName>) => !mistakes.some(({ input }) => names.has(input))
    throw new InvalidInputs(
      mistakes,
      areValid(COMMENT_INPUTS) ? inputs.comment : null,
      areValid(STATUS_INPUTS) ? inputs.status : null,
    )
  }
  return Object.freeze(inputs)
}

/** The inputs of the comment. `comment_key` is only invalid when it holds a secret. */
const COMMENT_INPUTS: ReadonlySet<InputName> = new Set([
  'comment',
  'comment_key',
  'pr_number',
  'github_token',
])

/** Without a valid `pr_number` the commit is found by the event. */
const STATUS_INPUTS: ReadonlySet<InputName> = new Set(['commit_status', 'github_token'])

function readBaselineChoice(reader: Reader, jobs: readonly Job[], texts: Texts): BaselineChoice {
  const name = 'baseline_job_id'
  const which = reader.text(name)
  if (which === '') return { kind: 'none' }
  if (which === 'last' || which === 'last-passed') {
    if (reader.text('history_file') === '')
      reader.refuse(name, `"${which}" needs history_file: where earlier tests are kept`)
    return { kind: 'remembered', which }
  }
  const parse = (raw: string): BaselineChoice => {
    const jobId = texts.test(parseJobId(raw))
    if (jobs.some(({ id }) => id.exactKey === jobId.exactKey)) {
      throw new InvalidValue('it must be an earlier test; a test compared with itself cannot fail')
    }
    return { kind: 'named', jobId }
  }
  return reader.read(name, parse, { kind: 'none' })
}

function parseQuiet(raw: string): number {
  const quietMs = parseDuration(raw, 'minutes', 0)
  if (quietMs === 0) throw new InvalidValue('it must be a number of minutes above 0, such as 5 or 0.5')
  return quietMs
}
