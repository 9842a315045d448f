// All text from the API, GitHub and the workflow is untrusted. Log, report and files share what is here: one line, with nothing
// invisible in it. Making text safe for Markdown is the report's business.

const LINE_BREAKS_AND_CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu
// Bidi controls and zero-width characters reorder or hide what the reader sees.
const INVISIBLE = /\p{Cf}/gu

/**
 * One line of visible text: control characters and line breaks become a space, invisible format characters (bidi
 * controls, zero-width joiners) go, lone surrogates become U+FFFD, and what is longer than `maxLength` code points ends
 * in an ellipsis.
 */
export function oneLine(text: string, maxLength = 200): string {
  // Nearly every text is short and plain. Only the rest pays for compiling Unicode classes.
  if (text.length <= maxLength && /^[ -~]*$/.test(text)) return text.trim()
  // The end will be cut off anyway, so a megabyte of hostile text costs no more than its beginning.
  const head = text.length > maxLength * 8 ? text.slice(0, maxLength * 8) : text
  const line = head.toWellFormed().replace(LINE_BREAKS_AND_CONTROLS, ' ').replace(INVISIBLE, '').trim()
  if (line.length <= maxLength) return line
  const points = Array.from(line)
  return points.length <= maxLength ? line : `${points.slice(0, maxLength - 1).join('')}…`
}

/**
 * A line of the log that the runner cannot take for a command: one line, with `::` in front and `##[` anywhere broken up
 * (both forms are read by the runner's ActionCommand parser).
 */
export function logLine(text: string): string {
  return oneLine(text, 2000).replaceAll('##[', '# #[').replace(/^::/u, ': :')
}

/** Code points. Any path is shorter. */
const MAX_OUTPUT_LENGTH = 65_536

/** An output of one line, as long as a path may be. */
export function outputLine(text: string): string {
  return oneLine(text, MAX_OUTPUT_LENGTH)
}
