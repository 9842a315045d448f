import type { Job } from '../core/job.ts'
import type { ProviderWeight } from '../core/provider-lines.ts'
import type { Texts } from '../core/texts.ts'

/** Reads one input and keeps its mistakes under its name, so that all mistakes are reported at once. */
export interface OwnReader {
  /** The input as given, or its default; trimmed, empty when there is neither. */
  readonly text: string
  /** The lines of the input that are not blank, trimmed. */
  readonly lines: () => string[]
  /** Runs a parser. `fallback` stands in for a mistake, so that the other inputs are still read. */
  readonly read: <T>(parse: (raw: string) => T, fallback: T) => T
  /** Runs a parser on each line, and keeps each mistake. A line with one is left out. */
  readonly readLines: <T>(parse: (line: string) => T) => T[]
  /** The same as `read` for an input that may be left out. */
  readonly optional: <T>(parse: (raw: string) => T) => T | null
  /** Keeps a mistake that is not one value's, such as a missing input. */
  readonly refuse: (message: string) => void
}

/** What an input may need to know of the other inputs of the gate. */
export interface OtherInputs {
  readonly isGiven: (name: string) => boolean
  /** How everything from outside is shown. */
  readonly texts: Texts
  /** The tests of `job_id`. */
  readonly jobs: readonly Job[]
  /** `provider_weights`; null without them. */
  readonly weights: readonly ProviderWeight[] | null
  /** What is wrong with a path for the history file; null when it can be used. */
  readonly faultOfHistoryPath: (path: string) => string | null
}

/** All there is to say of one input of an action. @template Others what it needs to know of other inputs */
export interface InputDeclaration<Name extends string, Value, Others = object> {
  readonly name: Name
  /** As in `action.yml`. An empty optional input counts as not given, so the default is needed here too. */
  readonly byDefault: string
  /** A secret is masked, and never shown. */
  readonly isSecret?: true
  read(own: OwnReader, others: Others): Value
}

export function defineInput<const Name extends string, Value, Others = object>(
  input: InputDeclaration<Name, Value, Others>,
): InputDeclaration<Name, Value, Others> {
  return input
}

/** The text of an input as the workflow gives it, trimmed; empty when not given. */
export type GetInput<Name extends string> = (name: Name) => string

/** The names of those that hold a secret. */
export function secretInputs<Name extends string>(
  inputs: readonly Pick<InputDeclaration<Name, unknown>, 'name' | 'isSecret'>[],
): Name[] {
  return inputs.filter(({ isSecret }) => isSecret).map(({ name }) => name)
}
