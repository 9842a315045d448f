/**
 * Text that tries to leave its place: out of a table cell, a code span or a log line, into HTML, links, images, notifications,
 * workflow commands, the terminal, or the reader's eye.
 */
export const hostileTexts: readonly string[] = [
  'a | **b** | c |\n# Heading\n\n- [ ] task',
  '`` ` ``` ```` unbalanced ` span',
  '```\n</details></table><h1>Passed</h1>',
  '[link](https://evil.example/a) ![pixel](https://evil.example/p.png) [ref][1]\n\n[1]: https://evil.example/b',
  'https://evil.example/?q=1 www.evil.example mailto:a@evil.example someone@evil.example',
  '<img src=x onerror=alert(1)><script>alert(2)</script><a href="javascript:alert(3)">x</a>',
  '--> <!-- inbox-placement-gate --> <!--',
  '@octocat @acme/team #1 GH-1 acme/mail#1 0123456789abcdef0123456789abcdef01234567 :tada:',
  '&commat;octocat &#64;octocat &lt;b&gt; \\@octocat \\| $x^2$ [^1] ~~x~~',
  'x\n::error title=Owned::owned\n::set-output name=verdict::passed\n::add-mask::a',
  'x\r::stop-commands::owned\r\n::group::owned\r##[error]owned',
  '##[set-output name=verdict;]passed %0A::error::owned',
  '\u001b[2K\u001b[1A\u001b[32mPassed\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007\u009b31m\u0000\u0008',
  '\u202Egnp.exe\u202C \u2066hidden\u2069 zero\u200Bwidth\u200D\uFEFF soft\u00ADhyphen \u{E0041}tag',
  'line\u2028separator\u2029paragraph\u0085next\u000Bvertical\fform',
  'lone \ud800 surrogate',
  'Zalgo e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301, 🏳️‍🌈',
  '__proto__',
  'constructor',
  '   ',
  'x'.repeat(10_000),
]
