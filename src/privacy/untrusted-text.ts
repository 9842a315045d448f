// Everything the API, GitHub and the workflow hand in is untrusted text. What is shared by log, report and files is
// here: one line, nothing invisible, no secret. Markdown has its own room.

const LINE_BREAKS_AND_CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu
// Bidi controls and zero-width characters reorder or hide what the reader sees.
const INVISIBLE = /\p{Cf}/gu

/**
 * One line of visible text: control characters and line breaks become a space, invisible format characters (bidi
 * controls, zero-width joiners) go, lone surrogates become U+FFFD, and what is longer than `maxLength` code points ends
 * in an ellipsis.
 */
export function oneLine(text: string, maxLength = 200): string {
  // Nearly every text; the rest pays for compiling Unicode classes.
  if (text.length <= maxLength && /^[ -~]*$/.test(text)) return text.trim()
  // Nothing below needs more than this; it keeps a megabyte of hostile text from being scanned in full.
  const head = text.length > maxLength * 8 ? text.slice(0, maxLength * 8) : text
  const line = head.toWellFormed().replace(LINE_BREAKS_AND_CONTROLS, ' ').replace(INVISIBLE, '').trim()
  if (line.length <= maxLength) return line
  const points = Array.from(line)
  return points.length <= maxLength ? line : `${points.slice(0, maxLength - 1).join('')}…`
}

const WITHHELD = '(text withheld: it contains a secret)'
// Removing a shorter one would turn `Inbox` into `Inbo***`; no API gives out such keys.
const SHORTEST_SECRET = 4
// Shorter secrets would match ordinary words once spaces and punctuation are gone.
const SHORTEST_SPLIT_SECRET = 8

/**
 * Makes a function that removes the secrets from a text: as they are and URL-encoded they become `***`. A text that
 * still spells one when punctuation, spaces and escapes are taken away (an echo split over words, say) is withheld whole,
 * because the runner's own masking would not recognise it.
 */
export function secretRemover(secrets: readonly (string | null)[]): (text: string) => string {
  const given = secrets
    .filter((secret) => secret !== null)
    .filter((secret) => secret.length >= SHORTEST_SECRET)
  const spellings = [
    ...new Set(given.flatMap((secret) => [secret, encodeURIComponent(secret.toWellFormed())])),
  ]
  // A secret inside a longer one must not leave the rest of it behind.
  spellings.sort((a, b) => b.length - a.length)
  // A secret may look escaped itself, and then loses in an echo what is taken for the escape.
  const bare = [...new Set(given.flatMap((secret) => [secret, unescaped(secret)]).map(bareLetters))].filter(
    (letters) => letters.length >= SHORTEST_SPLIT_SECRET,
  )
  const shortest = Math.min(...[...spellings, ...bare].map((spelling) => spelling.length))
  return (text) => {
    if (text.length < shortest) return text
    let cleaned = text
    for (const spelling of spellings) cleaned = cleaned.replaceAll(spelling, '***')
    return spells(cleaned, bare) ? WITHHELD : cleaned
  }
}

/** What is left of a text when only what a secret can consist of counts; secrets are ASCII, they travel in headers. */
function bareLetters(text: string): string {
  return text.replace(/[^a-z0-9]/gi, '').toLowerCase()
}

/** Text is escaped once for each layer it passes on its way here: a URL inside JSON inside HTML. */
const MOST_LAYERS = 4

/** Whether a text spells one of the bare secrets, as it stands or under layers of escapes. */
function spells(text: string, bare: readonly string[]): boolean {
  let layer = text
  for (let depth = 0; depth <= MOST_LAYERS; depth += 1) {
    const letters = bareLetters(layer)
    if (bare.some((secret) => letters.includes(secret))) return true
    const inner = unescaped(layer)
    if (inner === layer) return false
    layer = inner
  }
  return false
}

// Escapes by number, as URLs, JSON and HTML write them, and HTML's names for what may stand in a secret.
const ESCAPE = /(?:%|\\u00|\\x|&#x0*)([0-9a-f]{2});?|&#0*(\d{2,3});|&(amp|lt|gt|quot|apos|nbsp);/giu

/** One layer of escapes taken off. */
function unescaped(text: string): string {
  if (!/[%\\&]/.test(text)) return text
  return text.replace(ESCAPE, (_, hex?: string, decimal?: string, name?: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16))
    if (decimal !== undefined) return String.fromCharCode(Number(decimal))
    // Only an ampersand can begin the next layer; no letter or digit has a name.
    return name?.toLowerCase() === 'amp' ? '&' : ' '
  })
}

/**
 * A line of the log that the runner cannot take for a command: one line, with `::` in front and `##[` anywhere broken up
 * (both forms are read by the runner's ActionCommand parser).
 */
export function logLine(text: string): string {
  return oneLine(text, 2000).replaceAll('##[', '# #[').replace(/^::/u, ': :')
}
