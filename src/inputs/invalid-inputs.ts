import type { InvalidInput, Problem } from '../core/problem.ts'
import { invalidInputSentence } from '../wording/invalid-input.ts'
import { plural } from '../wording/numbers.ts'
import type { CommentInputs, StatusInputs } from './github-inputs.ts'

/** Every mistake in the inputs at once. */
export class InvalidInputs extends Error {
  readonly problems: readonly InvalidInput[]
  /** The inputs of the comment, so that it can report the mistakes in the others; null when one of them is invalid too. */
  readonly comment: CommentInputs | null
  /** Those of the commit status; null when none is asked for, or its name or the token is invalid. */
  readonly status: StatusInputs | null

  constructor(
    problems: readonly InvalidInput[],
    comment: CommentInputs | null = null,
    status: StatusInputs | null = null,
  ) {
    super(problems.map(invalidInputSentence).join('\n'))
    this.problems = problems
    this.comment = comment
    this.status = status
  }

  /** All of them as one problem. */
  get problem(): Problem {
    // One input may have several invalid lines, and counts once.
    const inputs = new Set(this.problems.map(({ input }) => input)).size
    const message = `${plural(inputs, 'input')} ${inputs === 1 ? 'is' : 'are'} invalid`
    return {
      message,
      reason: message,
      hint: 'Correct the `with:` block of this step; the README lists every input.',
      invalid: this.problems,
    }
  }
}
