/** What an action declares of its inputs. */
export interface Declared<Name extends string> {
  /** An empty optional input counts as not given, so the defaults are needed here too. */
  readonly defaults: Readonly<Record<Name, string>>
  /** The inputs that hold a secret, which is masked and never shown. */
  readonly secrets: readonly Name[]
}

/** The defaults of `action.yml`. */
export const INPUT_DEFAULTS = {
  job_id: '',
  api_key: '',
  min_inbox_rate: '80',
  max_spam_rate: '',
  provider_min_inbox_rate: '',
  require_spf: 'false',
  allowed_sender_ips: '',
  max_unknown_rate: '',
  max_missing_seeds: '',
  provider_weights: '',
  min_weighted_inbox_rate: '',
  baseline_job_id: '',
  max_inbox_rate_drop: '',
  wait_for: 'completed',
  timeout_minutes: '30',
  poll_interval_seconds: '15',
  quiet_minutes: '',
  history_file: '',
  on_timeout: 'decide',
  warn_only: 'false',
  comment: 'never',
  comment_key: '',
  commit_status: '',
  pr_number: '',
  github_token: '',
  seed_addresses: 'masked',
  api_url: 'https://api.campaigncleaner.com/v1',
} as const

/** An input of `action.yml`. */
export type InputName = keyof typeof INPUT_DEFAULTS

/** The inputs that hold a secret, which is masked and never shown. */
export const SECRET_INPUTS: readonly InputName[] = ['api_key', 'github_token']

export const GATE_INPUTS: Declared<InputName> = { defaults: INPUT_DEFAULTS, secrets: SECRET_INPUTS }
