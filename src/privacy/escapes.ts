const NUL = 0
const PERCENT = 0x25
const AMPERSAND = 0x26
const BACKSLASH = 0x5c
const HASH = 0x23
const SEMICOLON = 0x3b
const ZERO = 0x30
const LOWER_X = 0x78
const LOWER_U = 0x75
const SPACE = 0x20

/**
 * Takes one layer of escapes off, in place: `%41`, `\u0041`, `\x41`, `&#x41;` and `&#65;` become what they stand for, and
 * `&amp;` an ampersand, which can begin the next layer. Other names of HTML and escapes such as `\n` stand for no letter or
 * digit, so they become a space. Written by hand because a regular expression takes a second over 16 MiB of escapes.
 * @param codes UTF-16 code units, with a NUL after the last one
 * @returns how many code units are left; `length` if there was no escape
 */
export function unescapeInPlace(codes: Uint16Array, length: number): number {
  let kept = 0
  for (let at = 0; at < length; kept += 1) {
    const found = escapeAt(codes, at)
    codes[kept] = found === NONE ? (codes[at] ?? NUL) : found & 0xffff
    at += found === NONE ? 1 : found >>> 16
  }
  // Without this NUL, the next layer could read an escape past the end, into the remains of this one.
  codes[kept] = NUL
  return kept
}

/** An escape as one number, its length in the high 16 bits and its meaning in the low: millions of pairs would be garbage. */
function escaped(length: number, meaning: number): number {
  return length * 0x10000 + meaning
}

const NONE = 0

function escapeAt(codes: Uint16Array, at: number): number {
  switch (codes[at]) {
    case PERCENT:
      return hexEscape(codes, at, at + 1)
    case BACKSLASH:
      return backslashEscape(codes, at)
    case AMPERSAND:
      return codes[at + 1] === HASH ? numberOfHtml(codes, at) : nameOfHtml(codes, at)
    default:
      return NONE
  }
}

/** Reads two hexadecimal digits at `at`, for an escape that begins at `start`. */
function hexEscape(codes: Uint16Array, start: number, at: number): number {
  const high = hexDigit(codes[at])
  const low = hexDigit(codes[at + 1])
  return high < 0 || low < 0 ? NONE : escaped(at + 2 - start, high * 16 + low)
}

function backslashEscape(codes: Uint16Array, at: number): number {
  const kind = lower(codes[at + 1])
  if (kind === LOWER_X) return hexEscape(codes, at, at + 2)
  if (kind === LOWER_U && codes[at + 2] === ZERO && codes[at + 3] === ZERO) {
    return hexEscape(codes, at, at + 4)
  }
  // `\b`, `\f`, `\n`, `\r` and `\t`: their letter is not part of the text.
  return [0x62, 0x66, 0x6e, 0x72, 0x74].includes(kind) ? escaped(2, SPACE) : NONE
}

/** HTML allows leading zeros, and lets the semicolon be missing. */
function numberOfHtml(codes: Uint16Array, start: number): number {
  const isHex = lower(codes[start + 2]) === LOWER_X
  const base = isHex ? 16 : 10
  let at = start + (isHex ? 3 : 2)
  const firstDigit = at
  let meaning = 0
  for (let digit = hexDigit(codes[at]); digit >= 0 && digit < base; digit = hexDigit(codes[at])) {
    meaning = Math.min(meaning * base + digit, 0xffff)
    at += 1
  }
  if (at === firstDigit) return NONE
  if (codes[at] === SEMICOLON) at += 1
  return escaped(at - start, meaning)
}

const LONGEST_NAME = 24

function nameOfHtml(codes: Uint16Array, start: number): number {
  let at = start + 1
  while (at - start <= LONGEST_NAME && isLetter(codes[at])) at += 1
  if (codes[at] !== SEMICOLON || at - start < 3) return NONE
  const isAmp =
    at - start === 4 &&
    lower(codes[start + 1]) === 0x61 &&
    lower(codes[start + 2]) === 0x6d &&
    lower(codes[start + 3]) === 0x70
  return escaped(at + 1 - start, isAmp ? AMPERSAND : SPACE)
}

function hexDigit(code = NUL): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = lower(code)
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

function isLetter(code: number | undefined): boolean {
  const letter = lower(code)
  return letter >= 0x61 && letter <= 0x7a
}

function lower(code = NUL): number {
  return code | 0x20
}
