import type { Text } from '../core/text.ts'

/**
 * The first of the names that a reader could have meant by `name`: one that differs by a slip of the keyboard (`Outlok`), or
 * one of which every word stands in the other (`Yahoo` and `Yahoo/AOL`). null without one.
 */
export function nearName(name: Text, names: Iterable<Text>): Text | null {
  for (const other of names) if (isNear(wordsOf(name), wordsOf(other))) return other
  return null
}

function isNear(some: readonly string[], others: readonly string[]): boolean {
  if (some.length === 0 || others.length === 0) return false
  return isWithin(some, others) || isWithin(others, some) || isSlip(some.join(''), others.join(''))
}

function isWithin(some: readonly string[], others: readonly string[]): boolean {
  return some.every((word) => others.includes(word))
}

function wordsOf({ key }: Text): string[] {
  return key.match(/[\p{L}\p{N}]+/gu) ?? []
}

/** Characters. A provider with a longer name than this is not looked at letter by letter. */
const MAX_LETTERS = 40

/** Names of three letters, such as GMX and AOL, are too short to say that one was meant for the other. */
function isSlip(some: string, others: string): boolean {
  const longest = Math.max(some.length, others.length)
  if (longest < 4 || longest > MAX_LETTERS) return false
  const allowed = longest < 7 ? 1 : 2
  return Math.abs(some.length - others.length) <= allowed && slips(some, others) <= allowed
}

/** Letters left out, added, exchanged or swapped with their neighbour: the optimal string alignment distance. */
function slips(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)]
  const at = (row: number, column: number) => rows[row]?.[column] ?? 0
  for (let row = 1; row <= a.length; row += 1) {
    rows.push([row])
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1]
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      const ways = [
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + (isSame ? 0 : 1),
      ]
      if (isSwapped) ways.push(at(row - 2, column - 2) + 1)
      rows[row]?.push(Math.min(...ways))
    }
  }
  return at(a.length, b.length)
}
