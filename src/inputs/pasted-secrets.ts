import type { InvalidInput } from '../judge/result.ts'
import { oneLine } from '../privacy/one-line.ts'
import { LONGEST_TEXT, type Secrets } from '../privacy/secrets.ts'
import { formatCount } from '../wording/numbers.ts'
import type { Declared } from './names.ts'

/**
 * One mistake for each input that a secret was pasted into. Labels, names of providers and paths are shown in reports,
 * comments and the history, so such an input is refused instead of shown without it.
 */
export function pastedSecrets<Name extends string>(
  get: (name: Name) => string,
  secrets: Secrets,
  declared: Declared<Name>,
): (InvalidInput & { readonly input: Name })[] {
  const names = Object.keys(declared.defaults) as Name[]
  return names.flatMap((input) => {
    const lines = declared.secrets.includes(input) ? [] : get(input).split('\n')
    // A longer line is found as well: no secret is looked for in it, and no valid input is that long.
    const line = lines.find((each) => secrets.remove(each) !== each)
    if (line === undefined) return []
    const message =
      line.length > LONGEST_TEXT
        ? `one of its lines has ${formatCount(line.length)} characters, more than the ${formatCount(LONGEST_TEXT)} allowed`
        : `it holds the ${declared.secrets.join(' or the ')}; check what was pasted where`
    return [{ input, value: oneLine(secrets.remove(line), 100), message }]
  })
}
