import type { Seed } from '../core/inbox-test.ts'
import { code } from './markdown.ts'

/**
 * How each seed is shown: by its address, with a number where several masked addresses look alike. null where no address is
 * shown.
 * @param seeds all of a test, in the API's order
 */
export function seedNames(seeds: readonly Seed[]): (seed: Seed) => string | null {
  const alike = new Map<string, Seed[]>()
  for (const seed of seeds) {
    const shown = shownAddress(seed)
    if (shown === null) continue
    const same = alike.get(shown)
    if (same === undefined) alike.set(shown, [seed])
    else same.push(seed)
  }
  const numbers = new Map<Seed, number>()
  for (const same of alike.values()) {
    if (same.length > 1) for (const [index, seed] of same.entries()) numbers.set(seed, index + 1)
  }
  return (seed) => {
    const shown = shownAddress(seed)
    if (shown === null) return null
    const number = numbers.get(seed)
    return number === undefined ? code(shown) : `${code(shown)} ${number}`
  }
}

function shownAddress({ address }: Seed): string | null {
  return address?.shown ?? null
}
