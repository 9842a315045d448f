import { BlockList } from 'node:net'
import type { ProviderRate, Rules } from '../judge/rules.ts'
import { oneLine, secretRemover } from '../privacy/untrusted-text.ts'
import {
  addAllowedIps,
  InvalidValue,
  parseApiUrl,
  parseBoolean,
  parseChoice,
  parseDuration,
  parseJobId,
  parsePercent,
  parsePoints,
  parseProviderRate,
  parseSecret,
  parseWhole,
  providerRateKey,
} from './parse.ts'

/** How seed addresses show wherever they could. */
export type SeedAddresses = 'masked' | 'hidden' | 'full'

/** What the pull-request comment needs. */
export interface CommentInputs {
  readonly mode: 'never' | 'always' | 'on_failure'
  /** Tells the comments of several tests on one pull request apart. */
  readonly key: string
  readonly prNumber: number | null
  readonly token: string | null
}

/** The action's inputs, all valid. */
export interface Inputs {
  readonly jobId: string
  readonly apiKey: string
  /** Without a trailing slash. */
  readonly apiUrl: string
  readonly rules: Rules
  readonly baselineJobId: string | null
  readonly waitFor: 'completed' | 'verdict'
  /** 0 looks once. */
  readonly timeoutMs: number
  readonly pollIntervalMs: number
  readonly warnOnly: boolean
  readonly comment: CommentInputs
  readonly seedAddresses: SeedAddresses
}

/** The defaults of `action.yml`; an empty optional input counts as not given, so they are needed here too. */
export const INPUT_DEFAULTS = {
  job_id: '',
  api_key: '',
  min_inbox_rate: '80',
  max_spam_rate: '',
  provider_min_inbox_rate: '',
  require_spf: 'false',
  allowed_sender_ips: '',
  max_missing_seeds: '',
  baseline_job_id: '',
  max_inbox_rate_drop: '',
  wait_for: 'completed',
  timeout_minutes: '30',
  poll_interval_seconds: '15',
  on_timeout: 'decide',
  warn_only: 'false',
  comment: 'never',
  comment_key: '',
  pr_number: '',
  github_token: '',
  seed_addresses: 'masked',
  api_url: 'https://api.campaigncleaner.com/v1',
} as const

export type InputName = keyof typeof INPUT_DEFAULTS

/** One thing wrong with one input, in a sentence that never holds a secret. */
export interface InputProblem {
  readonly input: InputName
  readonly message: string
}

/** Every mistake in the inputs at once. */
export class InvalidInputs extends Error {
  readonly problems: readonly InputProblem[]
  /** What is right about the comment, so that it can say what is wrong elsewhere; null when it is among the mistakes. */
  readonly comment: CommentInputs | null

  constructor(problems: readonly InputProblem[], comment: CommentInputs | null) {
    super(problems.map((problem) => problem.message).join('\n'))
    this.problems = problems
    this.comment = comment
  }
}

/**
 * Reads and checks every input.
 * @param get the input as the workflow gives it, trimmed; empty when not given
 * @throws InvalidInputs naming each mistake, its value and what would be valid
 */
export function readInputs(get: (name: InputName) => string): Inputs {
  const problems: InputProblem[] = []
  const text = (name: InputName) => get(name) || INPUT_DEFAULTS[name]
  // A secret may have been pasted into the wrong input.
  const clean = secretRemover([get('api_key'), get('github_token')])

  /** Runs a parser; a mistake is noted under the input's name and `fallback` stands in until all are known. */
  function read<T>(name: InputName, parse: (raw: string) => T, fallback: T, raw = text(name)): T {
    try {
      return parse(raw)
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error
      problems.push({ input: name, message: `${name}${shownValue(name, clean(raw))}: ${error.message}.` })
      return fallback
    }
  }
  function required(name: InputName, parse: (raw: string) => string): string {
    if (text(name) !== '') return read(name, parse, '')
    problems.push({ input: name, message: `${name} is required: ${WHERE_FROM[name]}.` })
    return ''
  }
  function optional<T>(name: InputName, parse: (raw: string) => T): T | null {
    return text(name) === '' ? null : read<T | null>(name, parse, null)
  }
  const lines = (name: InputName) =>
    text(name)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')

  function providerRates(): ProviderRate[] {
    const name = 'provider_min_inbox_rate'
    const rates = new Map<string, ProviderRate>()
    for (const line of lines(name)) {
      const rate = read<ProviderRate | null>(name, parseProviderRate, null, line)
      if (rate === null) continue
      const key = providerRateKey(rate)
      const refuse = () => {
        throw new InvalidValue('each provider may stand once, and this one is named twice')
      }
      if (rates.has(key)) read(name, refuse, null, line)
      else rates.set(key, rate)
    }
    return [...rates.values()]
  }
  function senderIps(): BlockList | null {
    const name = 'allowed_sender_ips'
    const entries = lines(name)
    if (entries.length === 0) return null
    const list = new BlockList()
    for (const line of entries) read(name, (raw) => addAllowedIps(list, raw), undefined, line)
    return list
  }

  const inputs: Inputs = {
    jobId: required('job_id', parseJobId),
    apiKey: required('api_key', parseSecret),
    apiUrl: read('api_url', parseApiUrl, ''),
    rules: {
      minInboxRate: read('min_inbox_rate', parsePercent, 0),
      maxSpamRate: optional('max_spam_rate', parsePercent),
      providerMinInboxRate: providerRates(),
      requireSpf: read('require_spf', parseBoolean, false),
      allowedSenderIps: senderIps(),
      maxMissingSeeds: optional('max_missing_seeds', (raw) => parseWhole(raw, 0)),
      maxInboxRateDrop: optional('max_inbox_rate_drop', parsePoints),
      onTimeout: read('on_timeout', (raw) => parseChoice(raw, ['decide', 'warn', 'fail']), 'decide'),
    },
    baselineJobId: optional('baseline_job_id', parseJobId),
    waitFor: read('wait_for', (raw) => parseChoice(raw, ['completed', 'verdict']), 'completed'),
    timeoutMs: read('timeout_minutes', (raw) => parseDuration(raw, 'minutes', 0), 0),
    pollIntervalMs: read('poll_interval_seconds', (raw) => parseDuration(raw, 'seconds', 1), 0),
    warnOnly: read('warn_only', parseBoolean, false),
    comment: {
      mode: read('comment', (raw) => parseChoice(raw, ['never', 'always', 'on_failure']), 'never'),
      key: text('comment_key'),
      prNumber: optional('pr_number', (raw) => parseWhole(raw, 1)),
      token: optional('github_token', parseSecret),
    },
    seedAddresses: read('seed_addresses', (raw) => parseChoice(raw, ['masked', 'hidden', 'full']), 'masked'),
  }
  if (text('max_inbox_rate_drop') !== '' && text('baseline_job_id') === '') {
    problems.push({
      input: 'max_inbox_rate_drop',
      message:
        'max_inbox_rate_drop needs baseline_job_id: give the job_id of the earlier test to compare with.',
    })
  }
  if (problems.length > 0) {
    const commentIsValid = !problems.some((problem) => COMMENT_INPUTS.has(problem.input))
    throw new InvalidInputs(problems, commentIsValid ? inputs.comment : null)
  }
  return Object.freeze(inputs)
}

/** Those for the comment that can be wrong; any key will do. */
const COMMENT_INPUTS: ReadonlySet<InputName> = new Set(['comment', 'pr_number', 'github_token'])

const WHERE_FROM: Partial<Record<InputName, string>> = {
  job_id: 'give the job_id that create_inbox_test returned',
  api_key:
    'give the Campaign Cleaner API key, usually from a secret (is it set, and may this event read it? Pull requests from forks get none)',
}

/** The value in quotes, unless it is a secret or could hold one. */
function shownValue(name: InputName, raw: string): string {
  if (name === 'api_key' || name === 'github_token') return ''
  return ` ${JSON.stringify(oneLine(name === 'api_url' ? withoutCredentials(raw) : raw, 100))}`
}

/** A URL is where credentials hide: in front of the host, or in a query. */
function withoutCredentials(raw: string): string {
  if (!/[@?#]/u.test(raw)) return raw
  const url = URL.canParse(raw) ? new URL(raw) : null
  // `user:password@host` is a URL too, all of it a path.
  return url === null || url.host === '' ? '…' : `${url.protocol}//${url.host}${url.pathname}`
}
