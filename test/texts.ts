import type { BlockList } from 'node:net'
import { Text } from '../src/core/text.ts'
import { textsOf } from '../src/core/texts.ts'
import type { SeedAddress } from '../src/privacy/addresses.ts'
import { secretsOf } from '../src/privacy/secrets.ts'

/** Texts of a run without secrets that shows addresses in full. */
export const OPENLY = textsOf(secretsOf([]), 'full')

/** A text that is shown as it came in. */
export function asText(given: string): Text {
  return new Text(given, (text) => text)
}

/** The same, in which every `Text` may be written as a string. */
export type Loose<T> = T extends Text
  ? Text | string
  : T extends SeedAddress | BlockList | Error | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>
    ? T
    : T extends (...args: never[]) => unknown
      ? T
      : T extends object
        ? { [Name in keyof T]: Loose<T[Name]> }
        : T

const TEXTS = new Set([
  ...['provider', 'placementText', 'spf', 'senderIp', 'senderIps', 'submissionResult'],
  ...['jobId', 'jobIds', 'testName', 'submittedDate', 'status', 'label', 'id', 'name'],
])

/** Makes a `Text` of every string that stands where one belongs. */
export function withTexts<T>(loose: Loose<T>): T {
  return converted(loose, false) as T
}

function converted(value: unknown, isText: boolean): unknown {
  if (typeof value === 'string') return isText ? asText(value) : value
  if (Array.isArray(value)) return value.map((item) => converted(item, isText))
  if (!isPlain(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inside]) => [name, converted(inside, TEXTS.has(name))]),
  )
}

/** The other way round: every `Text` is the string that is shown of it. */
export type AsShown<T> = T extends Text
  ? string
  : T extends SeedAddress | BlockList | Error | ReadonlyMap<unknown, unknown> | ReadonlySet<unknown>
    ? T
    : T extends object
      ? { [Name in keyof T]: AsShown<T[Name]> }
      : T

/** Shows every `Text`, for comparing with what a reader should see. */
export function asShown<T>(value: T): AsShown<T> {
  return shown(value) as AsShown<T>
}

function shown(value: unknown): unknown {
  if (value instanceof Text) return value.shown
  if (Array.isArray(value)) return value.map(shown)
  if (!isPlain(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, inside]) => [name, shown(inside)]))
}

/** fast-check makes objects without a prototype too. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
