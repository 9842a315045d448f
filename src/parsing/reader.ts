import type { InvalidInput } from '../core/problem.ts'
import { oneLine } from '../privacy/one-line.ts'
import type { Secrets } from '../privacy/secrets.ts'
import type { GetInput, InputDeclaration, OwnReader } from './declaration.ts'
import { InvalidValue } from './invalid-value.ts'
import { refuseListItem } from './list.ts'
import { pastedSecrets } from './pasted-secrets.ts'

/** Reads declared inputs one by one and keeps every mistake, so that all are reported at once. */
export interface Reader<Name extends string, Others> {
  /** The value of an input, which is read when it is first asked for. */
  value<Value>(input: InputDeclaration<Name, Value, Others>): Value
  /** All mistakes in the order in which the inputs are declared. An input that holds a secret is reported for that alone. */
  mistakes(): readonly Mistake<Name>[]
}

type Mistake<Name extends string> = InvalidInput & { readonly input: Name }

/**
 * @param inputs all inputs of the action, in their order
 * @param secrets one may have been pasted into the wrong input
 * @param others what inputs need to know of others
 */
export function inputReader<Name extends string, Others>(
  inputs: readonly InputDeclaration<Name, unknown, Others>[],
  get: GetInput<Name>,
  secrets: Secrets,
  others: Others,
): Reader<Name, Others> {
  const found: Mistake<Name>[] = []
  const values = new Map<string, unknown>()
  function value<Value>(input: InputDeclaration<Name, Value, Others>): Value {
    if (!values.has(input.name)) {
      values.set(input.name, input.read(ownReader(input, get, secrets, found), others))
    }
    return values.get(input.name) as Value
  }
  return {
    value,
    mistakes() {
      for (const input of inputs) value(input)
      const pasted = pastedSecrets(inputs, get, secrets)
      const rest = found.filter(({ input }) => !pasted.some((each) => each.input === input))
      return inputs.flatMap(({ name }) => [...pasted, ...rest].filter(({ input }) => input === name))
    },
  }
}

function ownReader<Name extends string>(
  { name, byDefault, isSecret }: Pick<InputDeclaration<Name, unknown>, 'name' | 'byDefault' | 'isSecret'>,
  get: GetInput<Name>,
  secrets: Secrets,
  found: Mistake<Name>[],
): OwnReader {
  const text = get(name) || byDefault
  const lines = () =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
  function parsed<T>(parse: (raw: string) => T, fallback: T, raw: string): T {
    try {
      return parse(raw)
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error
      const value = isSecret ? null : shownValue(name, secrets.remove(raw))
      found.push({ input: name, value, message: error.message })
      return fallback
    }
  }
  return {
    text,
    lines,
    read: (parse, fallback) => parsed(parse, fallback, text),
    readLines<T>(parse: (line: string) => T) {
      const parseLine = (line: string): T[] => {
        refuseListItem(line)
        return [parse(line)]
      }
      return lines().flatMap((line) => parsed<T[]>(parseLine, [], line))
    },
    optional: <T>(parse: (raw: string) => T) => (text === '' ? null : parsed<T | null>(parse, null, text)),
    refuse: (message) => void found.push({ input: name, value: null, message }),
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
