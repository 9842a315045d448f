import type { Job } from '../core/job.ts'
import type { ProviderWeight } from '../core/provider-lines.ts'
import { type Texts, textsOf } from '../core/texts.ts'
import type { Waiting } from '../core/waiting.ts'
import type { Baseline } from '../judge/baseline.ts'
import type { GetInput, OtherInputs } from '../parsing/declaration.ts'
import { inputReader, type Reader } from '../parsing/reader.ts'
import type { Secrets } from '../privacy/secrets.ts'
import { RULES, type Rules } from '../rules/rules.ts'
import { apiKey, apiUrl } from './api-key.ts'
import { baselineJobId } from './baseline.ts'
import {
  comment,
  commentKey,
  commitStatus,
  GATE_INPUTS,
  githubToken,
  historyFile,
  type InputName,
  pollIntervalSeconds,
  prNumber,
  quietMinutes,
  seedAddresses,
  timeoutMinutes,
  waitFor,
  warnOnly,
} from './gate-inputs.ts'
import type { CommentInputs, StatusInputs } from './github-inputs.ts'
import { InvalidInputs } from './invalid-inputs.ts'
import { jobId } from './jobs.ts'
import { providerWeights } from './provider-weights.ts'

/** The action's inputs, all valid. */
export interface Inputs {
  readonly jobs: readonly Job[]
  readonly apiKey: string
  /** Without a trailing slash. */
  readonly apiUrl: string
  readonly rules: Rules
  /** null when the list is not described. */
  readonly providerWeights: readonly ProviderWeight[] | null
  readonly baseline: Baseline<'chosen'>
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
  readonly get: GetInput<InputName>
  readonly secrets: Secrets
  /** What is wrong with a path for the history file; null when it can be used. */
  readonly faultOfHistoryPath: (path: string) => string | null
}

/**
 * Reads and checks every input.
 * @throws InvalidInputs naming each mistake, its value and what would be valid
 */
export function readInputs({ get, secrets, faultOfHistoryPath }: InputSources): Inputs {
  const others: OtherInputs = {
    isGiven: (name: string) => get(name as InputName) !== '',
    get texts() {
      return texts
    },
    get jobs() {
      return reader.value(jobId)
    },
    get weights() {
      return reader.value(providerWeights)
    },
    faultOfHistoryPath,
  }
  const reader: Reader<InputName, OtherInputs> = inputReader(GATE_INPUTS, get, secrets, others)
  const texts = textsOf(secrets, reader.value(seedAddresses))
  const { value } = reader
  const atGitHub = { prNumber: value(prNumber), token: value(githubToken) }
  const statusName = value(commitStatus)
  const inputs: Inputs = {
    jobs: value(jobId),
    apiKey: value(apiKey),
    apiUrl: value(apiUrl),
    rules: Object.fromEntries(RULES.map((rule) => [rule.name, value<unknown>(rule)])) as Rules,
    providerWeights: value(providerWeights),
    baseline: value(baselineJobId),
    waiting: {
      waitFor: value(waitFor),
      timeoutMs: value(timeoutMinutes),
      pollIntervalMs: value(pollIntervalSeconds),
      quietMs: value(quietMinutes),
    },
    historyFile: value(historyFile),
    warnOnly: value(warnOnly),
    comment: { mode: value(comment), key: value(commentKey), ...atGitHub },
    status: statusName === null ? null : { name: statusName, ...atGitHub },
    texts: others.texts,
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
