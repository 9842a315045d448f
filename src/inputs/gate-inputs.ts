import { defineInput, type OtherInputs } from '../parsing/declaration.ts'
import { InvalidValue } from '../parsing/invalid-value.ts'
import {
  parseBoolean,
  parseChoice,
  parseDuration,
  parseSecret,
  parseStatusName,
  parseWhole,
} from '../parsing/parse.ts'
import { RULES } from '../rules/rules.ts'
import { apiKey, apiUrl } from './api-key.ts'
import { baselineJobId } from './baseline.ts'
import { jobId } from './jobs.ts'
import { providerWeights } from './provider-weights.ts'

export const warnOnly = defineInput({
  name: 'warn_only',
  byDefault: 'false',
  read: ({ read }) => read(parseBoolean, false),
})

const WAIT_FOR = ['completed', 'verdict'] as const

export const waitFor = defineInput({
  name: 'wait_for',
  byDefault: 'completed',
  read: ({ read }) => read<(typeof WAIT_FOR)[number]>((raw) => parseChoice(raw, WAIT_FOR), 'completed'),
})

/** Milliseconds. */
export const timeoutMinutes = defineInput({
  name: 'timeout_minutes',
  byDefault: '30',
  read: ({ read }) => read((raw) => parseDuration(raw, 'minutes', 0), 0),
})

/** Milliseconds. */
export const pollIntervalSeconds = defineInput({
  name: 'poll_interval_seconds',
  byDefault: '15',
  read: ({ read }) => read((raw) => parseDuration(raw, 'seconds', 1), 0),
})

/** Milliseconds. */
export const quietMinutes = defineInput({
  name: 'quiet_minutes',
  byDefault: '',
  read: ({ optional }) => optional(parseQuiet),
})

function parseQuiet(raw: string): number {
  const quietMs = parseDuration(raw, 'minutes', 0)
  if (quietMs === 0) throw new InvalidValue('it must be a number of minutes above 0, such as 5 or 0.5')
  return quietMs
}

const COMMENT_MODES = ['never', 'always', 'on_failure'] as const

export const comment = defineInput({
  name: 'comment',
  byDefault: 'never',
  read: ({ read }) => read<(typeof COMMENT_MODES)[number]>((raw) => parseChoice(raw, COMMENT_MODES), 'never'),
})

/** Any text. */
export const commentKey = defineInput({ name: 'comment_key', byDefault: '', read: ({ text }) => text })

export const commitStatus = defineInput({
  name: 'commit_status',
  byDefault: '',
  read: ({ optional }) => optional(parseStatusName),
})

export const prNumber = defineInput({
  name: 'pr_number',
  byDefault: '',
  read: ({ optional }) => optional((raw) => parseWhole(raw, 1)),
})

export const githubToken = defineInput({
  name: 'github_token',
  byDefault: '',
  isSecret: true,
  read: ({ optional }) => optional(parseSecret),
})

const SEED_ADDRESSES = ['masked', 'hidden', 'full'] as const

export const seedAddresses = defineInput({
  name: 'seed_addresses',
  byDefault: 'masked',
  read: ({ read }) =>
    read<(typeof SEED_ADDRESSES)[number]>((raw) => parseChoice(raw, SEED_ADDRESSES), 'masked'),
})

/** As given, relative to the workspace. */
export const historyFile = defineInput({
  name: 'history_file',
  byDefault: '',
  read: ({ optional }, { faultOfHistoryPath }: Pick<OtherInputs, 'faultOfHistoryPath'>) =>
    optional((raw) => {
      const fault = faultOfHistoryPath(raw)
      if (fault !== null) throw new InvalidValue(fault)
      return raw
    }),
})

/** The inputs of `action.yml` and of the README by their groups, in their order. The first group has no title. */
export const INPUT_GROUPS = {
  '': [jobId, apiKey],
  Rules: [...RULES, providerWeights, warnOnly],
  Waiting: [waitFor, timeoutMinutes, pollIntervalSeconds, quietMinutes],
  Report: [comment, commentKey, commitStatus, prNumber, githubToken, seedAddresses],
  Comparing: [baselineJobId, historyFile],
  Connection: [apiUrl],
} as const

export type GateInput = (typeof INPUT_GROUPS)[keyof typeof INPUT_GROUPS][number]

/** An input of `action.yml`. */
export type InputName = GateInput['name']

export const GATE_INPUTS: readonly GateInput[] = Object.values(INPUT_GROUPS).flat()
