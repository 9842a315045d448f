import type { InvalidInput } from '../core/problem.ts'
import { oneLine } from '../privacy/one-line.ts'
import { MAX_TEXT_LENGTH, type Secrets } from '../privacy/secrets.ts'
import { formatCount } from '../wording/numbers.ts'
import { type GetInput, type InputDeclaration, secretInputs } from './declaration.ts'

/**
 * One mistake for each input that a secret was pasted into. Labels, names of providers and paths are shown in reports,
 * comments and the history, so such an input is refused instead of shown without it.
 */
export function pastedSecrets<Name extends string>(
  inputs: readonly Pick<InputDeclaration<Name, unknown>, 'name' | 'isSecret'>[],
  get: GetInput<Name>,
  secrets: Secrets,
): (InvalidInput & { readonly input: Name })[] {
  return inputs.flatMap(({ name: input, isSecret }) => {
    const lines = isSecret ? [] : get(input).split('\n')
    // A longer line is found as well: no secret is looked for in it, and no valid input is that long.
    const line = lines.find((each) => secrets.remove(each) !== each)
    if (line === undefined) return []
    const message =
      line.length > MAX_TEXT_LENGTH
        ? `one of its lines has ${formatCount(line.length)} characters, more than the ${formatCount(MAX_TEXT_LENGTH)} allowed`
        : `it contains the ${secretInputs(inputs).join(' or the ')}; check what was pasted where`
    return [{ input, value: oneLine(secrets.remove(line), 100), message }]
  })
}
