import type { ApiError } from '../core/api-error.ts'
import type { InboxTest } from '../core/inbox-test.ts'
import type { Problem } from '../core/problem.ts'
import type { Text } from '../core/text.ts'
import type { Comparison } from './comparison.ts'
import type { Disagreement } from './consistency.ts'
import type { CountedTest } from './range.ts'
import type { Corrected } from './statistics.ts'
import { type Counts, countsOf } from './tally.ts'

/** Which tests of the history can be a baseline. */
export type RememberedBaseline = 'last' | 'last-passed'

/** No earlier test is asked for. */
interface None {
  readonly kind: 'none'
}

interface Named {
  readonly kind: 'named'
  readonly jobId: Text
}

/** The history holds no usable test yet, or the API no longer knows any. `cause` says why, in words that follow a colon. */
interface NotCompared {
  readonly kind: 'not_compared'
  readonly cause: string
}

/** The history file that should name it cannot be read, or holds no line of this action. */
interface NoHistory {
  readonly kind: 'no_history'
  readonly problem: Problem
}

interface Stages<Change> {
  /** As the input has it. */
  chosen: None | Named | { readonly kind: 'remembered'; readonly which: RememberedBaseline }
  /** Where it is to be found. */
  planned:
    | None
    | NotCompared
    | NoHistory
    | Named
    /** From the history, newest first. A test that the API no longer knows gives way to the next. */
    | {
        readonly kind: 'remembered'
        readonly jobIds: readonly Text[]
        /** What to say when the API knows none of them. */
        readonly cause: string
      }
  /** As far as the API has given it. */
  read:
    | None
    | NotCompared
    | NoHistory
    /** It is still being read. */
    | { readonly kind: 'not_read' }
    /** The API does not give it. */
    | { readonly kind: 'unreadable'; readonly error: ApiError }
    | {
        readonly kind: 'read'
        readonly test: InboxTest
        /** Counted once, however often a test is judged by it. */
        readonly figures: Counts
        /** It will not be read again. */
        readonly isLastReading: boolean
        /** What the last reading failed with, if it did: `test` is then what came before it. */
        readonly error?: ApiError
      }
  /** As one test was compared with it. */
  compared:
    | None
    | NotCompared
    /** It was to be compared with, and could not be read. */
    | { readonly kind: 'unreadable'; readonly problem: Problem }
    | (CountedTest & {
        readonly kind: 'read'
        /** null unless both tests are settled, and neither contradicts itself. */
        readonly comparison: Change | null
        readonly disagreements: readonly Disagreement[]
      })
}

/** The earlier test to compare with, as it is known at one stage of the run. */
export type Baseline<
  Stage extends keyof Stages<never>,
  Change = Corrected<Comparison>,
> = Stages<Change>[Stage]

/** An earlier test as the API has given it. @param isLastReading it will not be read again */
export function baselineRead(
  test: InboxTest,
  isLastReading: boolean,
): Extract<Baseline<'read'>, { readonly kind: 'read' }> {
  return { kind: 'read', test, figures: countsOf(test), isLastReading }
}
