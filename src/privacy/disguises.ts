// The forms in which a secret is recognized. SECURITY.md has the same list, and a test holds the two against each other.

/** Characters. Removing a shorter secret would turn `Inbox` into `Inbo***`; no API gives out such keys. */
export const MIN_SECRET = 4
/** Characters of a secret below which ordinary words would be mistaken for it once spaces and case no longer count. */
const MIN_DISGUISED = 8
/** A text may be escaped more than once on its way here, such as a URL inside JSON. */
const MAX_LAYERS = 2

const ESCAPE =
  /((?:%[\da-f]{2})+)|\\u([\da-f]{4})|&#x0*([\da-f]{1,6});?|&#0*(\d{1,7});?|\\([bfnrt\\/"])|&([a-z]{2,24});/gi
/** What the escapes by letter and by name stand for where that is no space. */
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/**
 * Recognizes secrets in whatever form: as they are, spaced out, in hex or base64, and each of these within up to two layers of
 * escapes. Secrets of fewer than eight characters are recognized as they are and escaped.
 */
export function disguisesOf(secrets: readonly string[]): (text: string) => boolean {
  // One that looks escaped itself loses these escapes together with those around it.
  const echoes = secrets.flatMap((secret) => [secret, unescaped(secret), unescaped(unescaped(secret))])
  const isLong = (secret: string) => withoutSpace(secret).length >= MIN_DISGUISED
  const short = echoes.filter((secret) => !isLong(secret) && secret.length >= MIN_SECRET)
  const spellings = echoes.filter(isLong).flatMap(spellingsOf)
  const isWordy = (spelling: string) => lettersAndDigits(spelling).length >= MIN_DISGUISED
  // Punctuation in between does not hide a secret, unless it is most of the secret.
  const wordy = [...new Set(spellings.filter(isWordy).map(lettersAndDigits))]
  const others = spellings.filter((spelling) => !isWordy(spelling)).map(withoutSpace)

  const isIn = (text: string) =>
    holdsOne(text, short) ||
    holdsOne(lettersAndDigits(text), wordy) ||
    (others.length > 0 && holdsOne(withoutSpace(text), others))
  return (text) => {
    let layer = text
    for (let taken = 0; taken < MAX_LAYERS; taken += 1) {
      if (isIn(layer)) return true
      const inside = unescaped(layer)
      if (inside === layer) return false
      layer = inside
    }
    return isIn(layer)
  }
}

/**
 * The secret, its hex, and what base64 makes of it after a multiple of three bytes, after one more and after two more. The first
 * and last letter of base64 also hold bits of the text beside the secret, so they are left out.
 */
function spellingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const base64 = (['base64', 'base64url'] as const).flatMap((alphabet) =>
    [0, 1, 2].map((before) => {
      const text = Buffer.concat([Buffer.alloc(before), bytes]).toString(alphabet)
      return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
    }),
  )
  return [secret, bytes.toString('hex'), ...base64]
}

function holdsOne(text: string, words: readonly string[]): boolean {
  return words.some((word) => text.includes(word))
}

function lettersAndDigits(text: string): string {
  return text.replace(/[^a-z\d]+/gi, '').toLowerCase()
}

function withoutSpace(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}]+/gu, '').toLowerCase()
}

/** The text with one layer of escapes taken off. */
function unescaped(text: string): string {
  return text.replace(ESCAPE, (_, percent, json, hex, decimal, letter, name) => {
    if (letter !== undefined) return /[bfnrt]/.test(letter) ? ' ' : letter
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? ' '
    if (percent !== undefined) return Buffer.from(percent.replaceAll('%', ''), 'hex').toString()
    const code = decimal === undefined ? Number.parseInt(json ?? hex, 16) : Number(decimal)
    return code > 0x10ffff ? ' ' : String.fromCodePoint(code)
  })
}
