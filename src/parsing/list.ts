import { InvalidValue } from './invalid-value.ts'

// A list under YAML's `>`, with commas, or as a JSON list arrives on one line. Read as one entry, that line would drop all
// entries but one, so whatever looks like it is refused.

const ONE_PER_LINE = 'one per line, under `|`, not `>`'

/** Refuses a line of a list that is written as YAML's own. @throws InvalidValue */
export function refuseListItem(line: string): void {
  if (/^-(?:\s|$)/u.test(line))
    throw new InvalidValue(`it must not begin with "- ": write them ${ONE_PER_LINE}`)
}

/**
 * Refuses a name or label that holds an entry of its own: `Gmail: 90 Outlook`, also `Gmail:90 Outlook`.
 * @throws InvalidValue
 */
export function refuseFoldedName(name: string): void {
  if (/:\s|:\d[\d.]*\s*%?[\s,]/u.test(name)) {
    throw new InvalidValue(`it looks like several lines folded into one: write them ${ONE_PER_LINE}`)
  }
}

/** Refuses the quotes that YAML and JSON write around a name: they would be part of it here. @throws InvalidValue */
export function refuseQuotes(provider: string): void {
  if (/^["']|["']$/u.test(provider)) {
    throw new InvalidValue(`a provider must not be in quotes: write them ${ONE_PER_LINE}`)
  }
}

/** Refuses several ids or addresses in the place of one. @throws InvalidValue */
export function refuseSeveral(entry: string, what: 'id' | 'address'): void {
  if (/[\s,]/u.test(entry)) {
    throw new InvalidValue(`an ${what} must not contain white space or a comma: write them ${ONE_PER_LINE}`)
  }
}

/** Characters. Shorter words are too often alike by chance, such as `Week 47: 12`. */
const SHORTEST_ID = 8

/**
 * Refuses a label with a word of the same form as the line's id: a line without a label and the labelled one after it.
 * @throws InvalidValue
 */
export function refuseIdInLabel(label: string, id: string): void {
  if (id.length < SHORTEST_ID || !/\d/u.test(id)) return
  const form = (word: string) => word.replace(/[a-z\d]/giu, 'x')
  const isLikeId = (word: string) => /\d/u.test(word) && form(word) === form(id)
  if (label.split(/[\s,]+/u).some(isLikeId)) {
    throw new InvalidValue(`its label contains what looks like another id: write them ${ONE_PER_LINE}`)
  }
}
