import type { InvalidInput } from '../core/problem.ts'
import { invalidInputSentence } from '../wording/invalid-input.ts'
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
}
