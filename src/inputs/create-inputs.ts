import { defineInput, type GetInput } from '../parsing/declaration.ts'
import { InvalidValue } from '../parsing/invalid-value.ts'
import { parseDuration } from '../parsing/parse.ts'
import { inputReader } from '../parsing/reader.ts'
import type { Secrets } from '../privacy/secrets.ts'
import { apiKey, apiUrl } from './api-key.ts'
import { InvalidInputs } from './invalid-inputs.ts'

const testName = defineInput({
  name: 'test_name',
  byDefault: '',
  read: ({ text, read, refuse }) => {
    if (text === '') refuse('it is required; give the inbox test a name, such as "Spring newsletter"')
    return read(parseTestName, '')
  },
})

const timeoutMinutes = defineInput({
  name: 'timeout_minutes',
  byDefault: '1',
  read: ({ read }) => read((raw) => parseDuration(raw, 'minutes', 0), 0),
})

const extraFields = defineInput({
  name: 'extra_fields',
  byDefault: '',
  read: ({ optional }) => optional(parseExtraFields) ?? {},
})

/** The inputs of `create/action.yml`, in its order. */
export const CREATE_INPUTS = [testName, apiKey, timeoutMinutes, extraFields, apiUrl] as const

type CreateInputName = (typeof CREATE_INPUTS)[number]['name']

/** The inputs of the action that creates a test, all valid. */
export interface CreateInputs {
  readonly testName: string
  readonly apiKey: string
  /** Without a trailing slash. */
  readonly apiUrl: string
  /** 0 asks once. */
  readonly timeoutMs: number
  /** Fields of the request beside `test_name`. */
  readonly extraFields: Readonly<Record<string, unknown>>
}

/** Code points. */
const MAX_NAME_LENGTH = 200

/**
 * Reads and checks every input.
 * @param get the input as the workflow gives it, trimmed; empty when not given
 * @throws InvalidInputs naming each mistake, its value and what would be valid
 */
export function readCreateInputs(get: GetInput<CreateInputName>, secrets: Secrets): CreateInputs {
  const reader = inputReader<CreateInputName, object>(CREATE_INPUTS, get, secrets, {})
  const inputs: CreateInputs = {
    testName: reader.value(testName),
    apiKey: reader.value(apiKey),
    timeoutMs: reader.value(timeoutMinutes),
    extraFields: reader.value(extraFields),
    apiUrl: reader.value(apiUrl),
  }
  const mistakes = reader.mistakes()
  if (mistakes.length > 0) throw new InvalidInputs(mistakes)
  return inputs
}

function parseTestName(raw: string): string {
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(raw)) {
    throw new InvalidValue('it must be one line without control characters')
  }
  if (Array.from(raw).length > MAX_NAME_LENGTH) {
    throw new InvalidValue(`it must have at most ${MAX_NAME_LENGTH} characters`)
  }
  return raw
}

function parseExtraFields(raw: string): Readonly<Record<string, unknown>> {
  const fields = jsonObject(raw)
  if (fields === null) throw new InvalidValue('it must be a JSON object, such as {"list_id": 7}')
  if (Object.hasOwn(fields, 'test_name')) {
    throw new InvalidValue('it must not have test_name, which is an input of its own')
  }
  return fields
}

function jsonObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text, refuseLargeNumber)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch (error) {
    if (error instanceof InvalidValue) throw error
    return null
  }
}

/** A larger integer has been rounded by the parser already. @throws InvalidValue */
function refuseLargeNumber(_name: string, value: unknown): unknown {
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new InvalidValue('it has a number that is too large; nothing is rounded, so write it as text')
  }
  return value
}
