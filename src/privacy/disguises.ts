import { unescapeInPlace } from './escapes.ts'
import { WordSearch } from './word-search.ts'

// Shorter secrets would match ordinary words once spaces and punctuation are gone.
const SHORTEST_DISGUISED = 8
// Text is escaped once for each layer it passes on its way here: a URL inside JSON inside HTML.
const MOST_LAYERS = 4

/**
 * Recognises secrets however they are written: as they are, escaped (up to four layers deep), spaced out or punctuated, in
 * hex, and in base64 and base64url, alone or inside a longer text such as `name:secret`. Case does not matter.
 */
export class Disguises {
  readonly #search: WordSearch
  /** Letters and digits of the shortest word that is looked for. A shorter text cannot hold any. */
  readonly #fewest: number
  /** One buffer for all texts: making one for each would be most of the work. */
  readonly #codes: Uint16Array

  /**
   * @param secrets those of fewer than eight letters and digits are not looked for
   * @param longestText in UTF-16 code units; longer texts must not be asked about
   */
  constructor(secrets: readonly string[], longestText: number) {
    this.#codes = new Uint16Array(longestText + 1)
    const words = secrets
      .filter((secret) => isLongEnough(secret) && secret.length <= longestText)
      .flatMap((secret) => [...this.#unescaped(secret), ...base64Of(secret), hexOf(secret)])
      .map(lettersAndDigits)
      .filter(isLongEnough)
    this.#search = new WordSearch(words)
    this.#fewest = Math.min(...words.map((word) => word.length))
  }

  /** Whether the text holds one of the secrets. @param text at most as long as the constructor was told */
  areIn(text: string): boolean {
    if (text.length < this.#fewest) return false
    return this.#someLayer(text, (length) => this.#search.findsIn(this.#codes, length))
  }

  /** The secret with its escapes taken off: one that looks escaped itself would otherwise not match its unescaped echo. */
  #unescaped(secret: string): string[] {
    const layers: string[] = []
    this.#someLayer(secret, (length) => {
      layers.push(String.fromCharCode(...this.#codes.subarray(0, length)))
      return false
    })
    return layers
  }

  /**
   * Puts the text into the buffer as it is, then with one more layer of escapes taken off each time, until `isFound` is true or
   * there are no more escapes.
   */
  #someLayer(text: string, isFound: (length: number) => boolean): boolean {
    let length = text.length
    for (let at = 0; at < length; at += 1) this.#codes[at] = text.charCodeAt(at)
    this.#codes[length] = 0
    for (let layer = 0; layer < MOST_LAYERS; layer += 1) {
      if (isFound(length)) return true
      const left = unescapeInPlace(this.#codes, length)
      if (left === length) return false
      length = left
    }
    return isFound(length)
  }
}

/** Whether a text has enough letters and digits to be told from an ordinary word. */
export function isLongEnough(text: string): boolean {
  return lettersAndDigits(text).length >= SHORTEST_DISGUISED
}

function lettersAndDigits(text: string): string {
  return text.replace(/[^a-z0-9]/giu, '')
}

/**
 * What base64 makes of a secret after a multiple of three bytes, after one more and after two more. The first and last
 * letter also hold bits of the text beside the secret, so they are left out. base64url differs in punctuation alone.
 */
function base64Of(secret: string): string[] {
  return [0, 1, 2].map((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret.toWellFormed())])
    return bytes.toString('base64url').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6))
  })
}

function hexOf(secret: string): string {
  return Buffer.from(secret.toWellFormed()).toString('hex')
}
