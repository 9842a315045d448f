import type { SeedField } from '../core/inbox-test.ts'
import type { Bound, Outcome, Range, Unit } from '../core/measure.ts'
import type { Text } from '../core/text.ts'
import type { Context, Openness } from '../judge/context.ts'
import type { InputDeclaration, OtherInputs } from '../parsing/declaration.ts'

/** What a rule is about: the whole test, one provider, or whatever provider the API has not listed yet. */
export type Subject =
  | { readonly kind: 'test' }
  | { readonly kind: 'provider'; readonly name: Text }
  | { readonly kind: 'unlisted' }

export const WHOLE_TEST: Subject = { kind: 'test' }

interface About {
  readonly subject: Subject
  readonly unit: Unit
  readonly bound: Bound
  /** What the numbers alone do not say, in the action's own words. */
  readonly note: string | null
  /** The addresses that break `allowed_sender_ips`; null among them for seeds that carry none. No other rule has any. */
  readonly senderIps?: readonly (Text | null)[]
}

/** How a rule stands. Only one that failed or is open may have nothing to measure. */
export type Standing =
  | { readonly outcome: 'passed'; readonly measured: Range }
  | { readonly outcome: 'failed'; readonly measured: Range | null }
  | ({ readonly outcome: 'undecided'; readonly measured: Range | null } & Openness)
  /** There is no earlier test yet, and the verdict ignores the rule. */
  | { readonly outcome: 'not_compared'; readonly measured: null }

/** What one rule says of a test, or of one provider in it. */
export type Judged = About & Standing

/** The parts from which a rule's sentence is made. */
interface Phrases {
  /** The provider the rule is about. */
  readonly who: string
  /** `84%`, or `60%–100%` while both ends matter. */
  readonly number: string
  /** Set where only the end of the range nearest to passing is shown: on which side of it the rest lies. */
  readonly end: 'at most' | 'at least' | null
  /** The same with the end in front: `at most 60%`. */
  readonly value: string
  /** ` so far` while open seeds can change it, else empty. */
  readonly soFar: string
  /** ` (85% required)`, ` (at most 15% allowed)`. */
  readonly asked: string
  readonly seeds: number
}

/**
 * All there is to say of one rule. Its input has its name; null, false and an empty list are a rule that is off.
 * @see RULES, the one table of them
 */
export interface Rule<Name extends string, Setting> extends InputDeclaration<Name, Setting, OtherInputs> {
  /** The fields of the seeds that it is counted from. */
  readonly needs: readonly SeedField[]
  /** Judges a test by a rule that is on; one result for each provider, where it is about providers. */
  judge(setting: On<Setting>, context: Context): readonly Judged[]
  /** What it is called in tables and annotations. */
  readonly title: string
  /** The one fact of a result that failed or is open, for the headline. */
  readonly fact: (phrases: Phrases) => string
}

/** The setting of a rule that is on. */
export type On<Setting> = Exclude<Setting, null | false>

export function defineRule<const Name extends string, Setting>(
  rule: Rule<Name, Setting>,
): Rule<Name, Setting> {
  return rule
}

export function atMost(value: number): Bound {
  return { kind: 'at_most', value }
}

/** How a rule stands whose range was held against its bound. */
export function standing(outcome: Outcome, measured: Range, open: Openness): Standing {
  return outcome === 'undecided' ? { outcome, measured, ...open } : { outcome, measured }
}
