const LETTERS = 36

/**
 * Looks for several words at once in a text of which only the letters and digits count, in any case: spaced out, punctuated
 * or hyphenated, a word is still found. It looks at each character once, whatever the text and the words are (Aho and
 * Corasick, "Efficient string matching", 1975); a search word by word would not promise that.
 */
export class WordSearch {
  /**
   * A state is the longest beginning of a word that was just read. For each state and letter this holds the next state. States
   * are numbered in steps of `LETTERS`, so that state + letter is the index.
   */
  readonly #next: Uint32Array
  /** For each of these states whether a word has just ended. */
  readonly #isEnd: Uint8Array

  /** @param words everything but their letters and digits is ignored */
  constructor(words: readonly string[]) {
    const { children, ends } = tree(words)
    this.#next = new Uint32Array(children.length * LETTERS)
    this.#isEnd = new Uint8Array(children.length * LETTERS)
    for (const state of ends) this.#isEnd[state * LETTERS] = 1
    // Shorter beginnings come first, so the state that one falls back to is complete before it is needed.
    const queue = [{ state: 0, fallback: 0 }]
    for (const { state, fallback } of queue) {
      if (this.#isEnd[fallback] === 1) this.#isEnd[state] = 1
      for (let letter = 0; letter < LETTERS; letter += 1) {
        // A beginning of one letter falls back to none.
        const otherwise = state === 0 ? 0 : (this.#next[fallback + letter] as number)
        const child = children[state / LETTERS]?.[letter]
        if (child !== undefined) queue.push({ state: child * LETTERS, fallback: otherwise })
        this.#next[state + letter] = child === undefined ? otherwise : child * LETTERS
      }
    }
  }

  /** @param codes UTF-16 code units, of which the first `length` count */
  findsIn(codes: Uint16Array, length: number): boolean {
    const next = this.#next
    const isEnd = this.#isEnd
    let state = 0
    for (let at = 0; at < length; at += 1) {
      const letter = letterOf(codes[at])
      if (letter < 0) continue
      state = next[state + letter] as number
      if (isEnd[state] === 1) return true
    }
    return false
  }
}

/** The words as a tree: for each state its children by letter, and the states that end a word. */
function tree(words: readonly string[]): { children: number[][]; ends: number[] } {
  const children: number[][] = [[]]
  const ends = words.map((word) => {
    let state = 0
    for (let at = 0; at < word.length; at += 1) {
      const letter = letterOf(word.charCodeAt(at))
      if (letter < 0) continue
      const branches = children[state] as number[]
      branches[letter] ??= children.push([]) - 1
      state = branches[letter]
    }
    return state
  })
  // A word without letters and digits would end at the root, and be found in every text.
  return { children, ends: ends.filter((state) => state !== 0) }
}

/** 0 to 9 for digits, 10 to 35 for letters in either case, -1 for all else. */
function letterOf(code = 0): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x7a ? lower - 0x57 : -1
}
