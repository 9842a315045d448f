import type { InvalidInput } from '../judge/result.ts'
import { oneLine } from '../privacy/one-line.ts'
import type { Secrets } from '../privacy/secrets.ts'
import { InvalidValue } from './invalid-value.ts'
import { refuseListItem } from './list.ts'
import { INPUT_DEFAULTS, type InputName, SECRET_INPUTS } from './names.ts'

/** Reads inputs one by one and keeps every mistake, so that all are reported at once. */
export interface Reader {
  /** The input as given, or its default; trimmed, empty when there is neither. */
  text(name: InputName): string
  /** The lines of an input that are not blank, trimmed. */
  lines(name: InputName): string[]
  /** Runs a parser. A mistake is kept under the input's name, and `fallback` stands in so that the others are still read. */
  read<T>(name: InputName, parse: (raw: string) => T, fallback: T, raw?: string): T
  /** Runs a parser on each line of an input, and keeps each mistake. A line with one is left out. */
  readLines<T>(name: InputName, parse: (line: string) => T): T[]
  /** The same as `read` for an input that may be left out. */
  optional<T>(name: InputName, parse: (raw: string) => T): T | null
  /** Keeps a mistake that is not one value's, such as a missing input. */
  refuse(name: InputName, message: string): void
  readonly problems: readonly (InvalidInput & { readonly input: InputName })[]
}

/**
 * @param get the input as the workflow gives it, trimmed; empty when not given
 * @param secrets one may have been pasted into the wrong input
 */
export function inputReader(get: (name: InputName) => string, secrets: Secrets): Reader {
  const problems: (InvalidInput & { input: InputName })[] = []
  const text = (name: InputName) => get(name) || INPUT_DEFAULTS[name]
  function read<T>(name: InputName, parse: (raw: string) => T, fallback: T, raw = text(name)): T {
    try {
      return parse(raw)
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error
      problems.push({ input: name, value: shownValue(name, secrets.remove(raw)), message: error.message })
      return fallback
    }
  }
  const lines = (name: InputName) =>
    text(name)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
  return {
    text,
    lines,
    read,
    readLines<T>(name: InputName, parse: (line: string) => T) {
      const parseLine = (line: string): T[] => {
        refuseListItem(line)
        return [parse(line)]
      }
      return lines(name).flatMap((line) => read<T[]>(name, parseLine, [], line))
    },
    optional: (name, parse) => (text(name) === '' ? null : read(name, parse, null)),
    refuse: (input, message) => void problems.push({ input, value: null, message }),
    problems,
  }
}

/** The value on one line, without credentials; null for a secret. */
function shownValue(name: InputName, raw: string): string | null {
  if (SECRET_INPUTS.includes(name)) return null
  return oneLine(name === 'api_url' ? withoutCredentials(raw) : raw, 100)
}

/** Takes out the parts of a URL in which credentials hide: what stands before the host, and the query. */
function withoutCredentials(raw: string): string {
  if (!/[@?#]/u.test(raw)) return raw
  const url = URL.canParse(raw) ? new URL(raw) : null
  // `user:password@host` is a URL too, all of it a path.
  return url === null || url.host === '' ? '…' : `${url.protocol}//${url.host}${url.pathname}`
}
