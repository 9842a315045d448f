import fc from 'fast-check'
import { anyText } from '../any-text.ts'

/** What means something to Markdown, to GitHub's page, to the runner or to a terminal. */
const fragments = [
  ...[
    '|',
    '\\',
    '\\|',
    '\\\\|',
    '`',
    '``',
    '```',
    '~~~',
    '\n',
    '\r',
    '\n\n',
    '\u0000',
    '\u001b[31m',
    '\t',
    '  ',
  ],
  ...['<script>alert(1)</script>', '<!--', '-->', '<img src=x>', '</details>', '<sub>', '&#64;', '&lt;'],
  ...['](http://evil.example)', '[a](http://evil.example)', '![x](http://evil.example/y)', '[^1]', '[ ] '],
  ...['https://evil.example/x', 'www.evil.example', 'someone@evil.example', 'mailto:someone@evil.example'],
  ...['@octocat', '@acme/team', '#12', 'GH-12', 'acme/mail#3', 'octocat@ffac537'],
  ...['ffac537e6cbbf934b08745a378932722df287a53', 'ffac537', '1234567'],
  ...['::error::x', '##[error]', '%0A', '\u202e', '\u2066', '\u200b', '\u2028', '😀', '\ud800', '\udc00'],
  ...['$x$', '$$', ':smile:', '* ', '# ', '> ', '- ', '1. ', '1', '---', '===', '**', '__', '~~'],
  ...['Inbox', 'a b', '受信箱', 'é'],
  // Harmless between words, and not everywhere.
  ...[', ', ': ', '. ', ' ', ',', ':', '.', '-', "'", '’', 'gh', 'GH', 'tada', '12', 'www', 'evil.example'],
]

/** What people put into names when they mean harm, between ordinary words. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 10 })
      .map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: anyText },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
)
