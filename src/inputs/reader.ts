import type { InvalidInput } from '../judge/result.ts'
import { oneLine } from '../privacy/one-line.ts'
import type { Secrets } from '../privacy/secrets.ts'
import { InvalidValue } from './invalid-value.ts'
import { refuseListItem } from './list.ts'
import type { Declared, InputName } from './names.ts'
import { pastedSecrets } from './pasted-secrets.ts'

/** Reads inputs one by one and keeps every mistake, so that all are reported at once. */
export interface Reader<Name extends string = InputName> {
  /** The input as given, or its default; trimmed, empty when there is neither. */
  text(name: Name): string
  /** The lines of an input that are not blank, trimmed. */
  lines(name: Name): string[]
  /** Runs a parser. A mistake is kept under the input's name, and `fallback` stands in so that the others are still read. */
  read<T>(name: Name, parse: (raw: string) => T, fallback: T, raw?: string): T
  /** Runs a parser on each line of an input, and keeps each mistake. A line with one is left out. */
  readLines<T>(name: Name, parse: (line: string) => T): T[]
  /** The same as `read` for an input that may be left out. */
  optional<T>(name: Name, parse: (raw: string) => T): T | null
  /** Keeps a mistake that is not one value's, such as a missing input. */
  refuse(name: Name, message: string): void
  /** All mistakes in the order in which the inputs are declared. An input that holds a secret is reported for that alone. */
  mistakes(): readonly Mistake<Name>[]
}

type Mistake<Name extends string> = InvalidInput & { readonly input: Name }

/**
 * @param get the input as the workflow gives it, trimmed; empty when not given
 * @param secrets one may have been pasted into the wrong input
 * @param declared the action's inputs
 */
export function inputReader<Name extends string>(
  get: (name: Name) => string,
  secrets: Secrets,
  declared: Declared<Name>,
): Reader<Name> {
  const found: Mistake<Name>[] = []
  const text = (name: Name) => get(name) || declared.defaults[name]
  function read<T>(name: Name, parse: (raw: string) => T, fallback: T, raw = text(name)): T {
    try {
      return parse(raw)
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error
      found.push({ input: name, value: shownInput(name, secrets.remove(raw)), message: error.message })
      return fallback
    }
  }
  const shownInput = (name: Name, raw: string) =>
    declared.secrets.includes(name) ? null : shownValue(name, raw)
  const lines = (name: Name) =>
    text(name)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
  return {
    text,
    lines,
    read,
    readLines<T>(name: Name, parse: (line: string) => T) {
      const parseLine = (line: string): T[] => {
        refuseListItem(line)
        return [parse(line)]
      }
      return lines(name).flatMap((line) => read<T[]>(name, parseLine, [], line))
    },
    optional: (name, parse) => (text(name) === '' ? null : read(name, parse, null)),
    refuse: (input, message) => void found.push({ input, value: null, message }),
    mistakes() {
      const pasted = pastedSecrets(get, secrets, declared)
      const others = found.filter(({ input }) => !pasted.some((each) => each.input === input))
      const order = Object.keys(declared.defaults)
      return [...pasted, ...others].toSorted((a, b) => order.indexOf(a.input) - order.indexOf(b.input))
    },
  }
}

/** The value on one line, without credentials. */
function shownValue(name: string, raw: string): string {
  return oneLine(name === 'api_url' ? withoutCredentials(raw) : raw, 100)
}

/** Takes out the parts of a URL in which credentials hide: what stands before the host, and the query. */
function withoutCredentials(raw: string): string {
  if (!/[@?#]/u.test(raw)) return raw
  const url = URL.canParse(raw) ? new URL(raw) : null
  // `user:password@host` is a URL too, all of it a path.
  return url === null || url.host === '' ? '…' : `${url.protocol}//${url.host}${url.pathname}`
}
