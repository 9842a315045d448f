import type { InvalidInput } from '../core/problem.ts'
import { sentence } from './sentence.ts'

/** One invalid input in one line: its name, its value unless that is missing or a secret, and what would be valid. */
export function invalidInputSentence({ input, value, message }: InvalidInput): string {
  return `${input}${value === null ? '' : ` ${JSON.stringify(value)}`}: ${sentence(message)}`
}
