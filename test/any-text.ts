import fc from 'fast-check'
import { hostileTexts } from '../tools/sandbox/hostile-text.ts'

/** UTF-16 as it may come over a wire: every character there is, and halves of characters. */
const utf16 = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0, max: 0x7f })), { maxLength: 20 })
  .map((units) => String.fromCharCode(...units))

/** Text of every kind: controls, bidi controls, lone surrogates, emoji, Markdown, and what reads as a workflow command. */
export const anyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      utf16,
      fc.constantFrom('\r\n', '\u2028', '\u202e', '\u200b', '::', '##[', '::error::', '=', '<<', ' ', '🏳️‍🌈'),
      fc.constantFrom(...hostileTexts),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))
