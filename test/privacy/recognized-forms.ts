/** How a text may be escaped, by the words of SECURITY.md. */
export const ESCAPES: Readonly<Record<string, readonly ((text: string) => string)[]>> = {
  'in percent escapes (`%2F`, `%2f`)': [
    encodeURIComponent,
    (text) => encodeURIComponent(text).replace(/%../gu, (escaped) => escaped.toLowerCase()),
    (text) => hex(text, '%$&'),
    (text) => hex(text, '%$&').toUpperCase(),
  ],
  'in JSON escapes (`\\u002F`, `\\/`)': [
    (text) => eachUnit(text, (unit) => `\\u${base16(unit).padStart(4, '0')}`),
    (text) => eachUnit(text, (unit) => `\\u${base16(unit).padStart(4, '0').toUpperCase()}`),
    // As PHP writes it.
    (text) => JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/'),
  ],
  'in HTML escapes (`&#47;`, `&#x2F;`, `&amp;`)': [
    (text) => eachUnit(text, (unit) => `&#${unit};`),
    (text) => eachUnit(text, (unit) => `&#${unit}`),
    (text) => eachUnit(text, (unit) => `&#x${base16(unit)};`),
    (text) => eachUnit(text, (unit) => `&#X00${base16(unit)};`),
    (text) =>
      text
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&apos;'),
  ],
}

/** Every form in which a secret of at least eight characters is recognized, by the words of SECURITY.md. */
export const FORMS: Readonly<Record<string, readonly ((secret: string) => string)[]>> = {
  'as it is': [(secret) => secret, (secret) => secret.toUpperCase(), (secret) => secret.toLowerCase()],
  'spaced out: with white space or invisible characters between its characters': [
    (secret) => Array.from(secret).join(' '),
    (secret) => Array.from(secret).join('\u200b'),
    (secret) => Array.from(secret).join('\r\n\t'),
  ],
  'punctuated, if it has at least eight letters and digits: with other punctuation, or none, between them': [
    (secret) => (isWordy(secret) ? lettersAndDigits(secret) : secret),
    (secret) => (isWordy(secret) ? Array.from(lettersAndDigits(secret)).join('", "') : secret),
  ],
  ...ESCAPES,
  'in base64 and base64url, alone or at any place in a longer text such as `name:secret`': (
    ['base64', 'base64url'] as const
  ).flatMap((alphabet) =>
    [
      (secret: string) => secret,
      (secret: string) => `n:${secret}`,
      (secret: string) => `name:${secret}`,
      (secret: string) => `other:${secret}`,
      (secret: string) => `${secret}:`,
      (secret: string) => `{"user":"é","key":"${secret}"}\n`,
    ].map((within) => (secret: string) => Buffer.from(within(secret)).toString(alphabet)),
  ),
  'in hex, with or without separators': [
    (secret) => hex(secret),
    (secret) => hex(secret).toUpperCase(),
    (secret) => hex(secret, '$& ').trim(),
    (secret) => hex(secret, '$&:'),
  ],
}

/** Every form of an at-sign that is recognized, by the words of SECURITY.md. */
export const AT_SIGNS: Readonly<Record<string, readonly string[]>> = {
  '`@` or the full-width `＠`': ['@', '＠'],
  '`%40` and `%2540`': ['%40', '%2540'],
  '`&#64;`, `&#x40;` and `&commat;`, also without the semicolon': [
    ...['&#64;', '&#x40;', '&#X40;', '&#064;', '&#x0040;', '&commat;'],
    ...['&#64', '&#x40', '&commat'],
  ],
  '`\\u0040`': ['\\u0040'],
  'any of these with white space on either side, when the domain has a dot followed by letters, or is an address in brackets':
    [' @', '@ ', ' @ ', '\r\n@\n\t', '\u00a0＠\u00a0', '\u200b @ \u200b', ' %40 ', ' &#64; '],
}

/** Each byte by its number, written as `form` says. */
export function hex(text: string, form = '$&'): string {
  return Buffer.from(text).toString('hex').replace(/../gu, form)
}

function eachUnit(text: string, write: (unit: number) => string): string {
  return Array.from({ length: text.length }, (_, at) => write(text.charCodeAt(at))).join('')
}

function base16(unit: number): string {
  return unit.toString(16)
}

export function lettersAndDigits(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/gu, '')
}

function isWordy(secret: string): boolean {
  return lettersAndDigits(secret).length >= 8
}
