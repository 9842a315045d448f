import { type Quoting, shortReason } from '../result/headline.ts'
import { htmlProse, htmlText, prose, text, unbroken } from './markdown.ts'

/** Makes a headline's untrusted parts safe for Markdown, and keeps its figures on one line. */
export const IN_MARKDOWN: Quoting = {
  name: text,
  figures: unbroken,
  problem: (problem) => prose(shortReason(problem)),
}

/** The same inside of an HTML tag. */
export const IN_HTML: Quoting = {
  name: htmlText,
  figures: unbroken,
  problem: (problem) => htmlProse(shortReason(problem)),
}
