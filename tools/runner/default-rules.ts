import { readInputs } from '../../src/inputs/inputs.ts'
import { secretsOf } from '../../src/privacy/secrets.ts'
import type { Rules } from '../../src/rules/rules.ts'

const REQUIRED: Readonly<Record<string, string>> = { job_id: 'job-1', api_key: 'key-1' }

/** What is judged when the workflow gives no more inputs than it must. */
export const DEFAULT_RULES: Rules = readInputs({
  get: (name) => REQUIRED[name] ?? '',
  secrets: secretsOf([]),
  faultOfHistoryPath: () => null,
}).rules
