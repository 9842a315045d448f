import { oneLine } from '../privacy/one-line.ts'
import { getOrInsert } from './get-or-insert.ts'

/** How a text may be shown: without secrets, and with addresses as `seed_addresses` says. One function of the whole run. */
export type Show = (given: string) => string

/** The number that tells a name from others that look the same; null for one that needs none. */
type NumberOf = (key: string) => number | null

/**
 * A text from outside: of the API, the inputs or the history. It keeps what came in beside what may be shown of it, so that how
 * a text is shown never decides what it is. Rules, tallies and look-ups ask for a key; requests, outputs and the history for
 * the text as it was given; only renderers for what is shown. Neither `JSON.stringify` nor a template prints any of them: a
 * template throws, because all texts would be one key to whoever makes keys that way.
 */
export class Text {
  readonly #given: string
  readonly #show: Show
  readonly #numberOf: NumberOf | undefined
  #key: string | undefined
  #shown: string | undefined

  constructor(given: string, show: Show, numberOf?: NumberOf) {
    this.#given = given
    this.#show = show
    this.#numberOf = numberOf
  }

  [Symbol.toPrimitive](): never {
    throw new TypeError('a Text has no one form: ask for its key, as it was given, or as it is shown')
  }

  /**
   * Tells names apart, such as providers and labels: without regard to case, outer and repeated spaces, invisible characters,
   * and the canonical forms of Unicode. Never to be shown.
   */
  get key(): string {
    this.#key ??= nameKey(this.#given)
    return this.#key
  }

  /** Tells ids, words and IP addresses apart: only case and outer spaces do not count. Never to be shown. */
  get exactKey(): string {
    return this.#given.trim().toLowerCase()
  }

  /** As it came in, for requests, outputs and the history. */
  get given(): string {
    return this.#given
  }

  /** As a reader may see it; still untrusted. */
  get shown(): string {
    this.#shown ??= this.#show(this.#given)
    // Only names need a key for that. Of any other text it would be one more copy to keep.
    const number = this.#numberOf?.(this.key) ?? null
    return number === null ? this.#shown : `${this.#shown} ${number}`
  }
}

/** A text as a reader may see it, whether it came from outside or is the action's own. */
export function shownText(text: Text | string): string {
  return typeof text === 'string' ? text : text.shown
}

/**
 * The key of a name that is not a `Text` yet. It is not put into a compatibility form (NFKC): that would merge providers which
 * the API tells apart, and can make eighteen characters out of one.
 */
export function nameKey(name: string): string {
  // Nearly every name is plain, and there may be ten thousand.
  if (/^[!-~]+(?: [!-~]+)*$/.test(name)) return name.toLowerCase()
  // Lower case comes before the canonical form, because it may take one apart: `İ` becomes `i` and a dot above.
  return name
    .replace(/\p{Cf}+/gu, '')
    .trim()
    .replace(/\s+/gu, ' ')
    .toLowerCase()
    .normalize('NFC')
}

/** Whether the key of a name is not empty. The first character that stays in it says so, without making the key. */
export function isNamed(name: string): boolean {
  return /^[!-~]/.test(name) || /[^\s\p{Cf}]/u.test(name)
}

/** Lets equal texts share one `Text`, so that each is worked on once. To be made anew for each answer of the API. */
export function shared(make: (given: string) => Text): (given: string) => Text {
  const known = new Map<string, Text>()
  return (given) => getOrInsert(known, given, () => make(given))
}

/** Names that are numbered apart at most: an API that invents new ones at every poll must not fill the memory. */
const MAX_NUMBERED = 20_000

/**
 * Makes names that a reader can tell apart: where two of them differ, but look the same once they are masked, each gets a
 * number, in the order in which they came up. To be shared by the whole run, so that a name has one number everywhere.
 */
export function namesOf(show: Show): (given: string) => Text {
  /** The first spelling of each name that has not been looked at yet, by its key. */
  const fresh = new Map<string, string>()
  const numbers = new Map<string, { readonly place: number; readonly alike: { count: number } }>()
  const alikes = new Map<string, { count: number }>()

  /** Shows the new names, which is put off until somebody wants to see one. */
  function lookAtFresh(): void {
    for (const [key, given] of fresh) {
      const look = nameKey(oneLine(show(given)))
      const alike = getOrInsert(alikes, look, () => ({ count: 0 }))
      alike.count += 1
      numbers.set(key, { place: alike.count, alike })
    }
    fresh.clear()
  }
  function numberOf(key: string): number | null {
    lookAtFresh()
    const number = numbers.get(key)
    return number === undefined || number.alike.count === 1 ? null : number.place
  }
  return (given) => {
    const name = new Text(given, show, numberOf)
    const isKnown = numbers.has(name.key) || fresh.has(name.key)
    if (!isKnown && numbers.size + fresh.size < MAX_NUMBERED) fresh.set(name.key, given)
    return name
  }
}
