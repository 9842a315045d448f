import type { Text } from '../../core/text.ts'

// Every provider that the report knows by name, in one place: what belongs together, and where a sender can look.
// Looked up in November 2026 on the pages themselves and in the senders' guides that name them.

/** Providers that one company runs and filters alike. */
export interface MailFamily {
  /** Tells families apart. */
  readonly id: string
  /** The name for several of its providers; null for a provider that stands alone. */
  readonly name: string | null
}

interface Brand {
  readonly family: MailFamily
  /** Where a sender can look, as a clause in Markdown; null where there is nothing of the kind. */
  readonly advice: string | null
  /** In lower case, without a country: `hotmail` stands for `hotmail.co.uk` and `Hotmail UK` too. */
  readonly names: readonly string[]
}

const GOOGLE: MailFamily = { id: 'family google', name: 'Google' }
const MICROSOFT: MailFamily = { id: 'family microsoft', name: 'Microsoft' }
const YAHOO: MailFamily = { id: 'family yahoo', name: 'Yahoo Inc.' }
const APPLE: MailFamily = { id: 'family apple', name: 'Apple' }
const UNITED_INTERNET: MailFamily = { id: 'family gmx', name: 'GMX, Web.de and mail.com' }

const BRANDS: readonly Brand[] = [
  {
    family: GOOGLE,
    advice:
      'check the compliance status and the spam rate (below 0.1%, never 0.3%) in [Google Postmaster Tools](https://postmaster.google.com/)',
    names: ['gmail', 'googlemail', 'google mail', 'google'],
  },
  {
    family: GOOGLE,
    advice: null,
    names: ['google workspace', 'workspace', 'google apps', 'g suite', 'gsuite'],
  },
  {
    family: MICROSOFT,
    advice:
      'check the sending IPs in [Microsoft SNDS](https://substrate.office.com/ip-domain-management-snds/snds) if they are yours, else ask your sending service',
    names: ['outlook', 'hotmail', 'live', 'msn', 'windows live', 'passport'],
  },
  {
    family: MICROSOFT,
    advice: "ask the recipient's administrator for a message trace",
    names: [
      ...['microsoft 365', 'microsoft365', 'm365', 'office 365', 'office365', 'o365'],
      ...['outlook 365', 'outlook365', 'exchange online', 'microsoft exchange', 'exchange', 'microsoft'],
    ],
  },
  {
    family: YAHOO,
    advice: 'check [Yahoo Sender Hub](https://senders.yahooinc.com/)',
    names: [
      ...['yahoo', 'ymail', 'rocketmail', 'aol', 'aim', 'verizon', 'verizon media'],
      ...['at&t', 'att', 'sbcglobal', 'bellsouth', 'cox', 'comcast', 'xfinity'],
    ],
  },
  {
    family: APPLE,
    advice: "check [Apple's postmaster page](https://support.apple.com/en-us/102322)",
    names: ['icloud', 'apple', 'apple icloud', 'me', 'me.com', 'mac', 'mac.com'],
  },
  {
    family: UNITED_INTERNET,
    advice: 'check the [GMX postmaster page](https://postmaster.gmx.com/)',
    names: ['gmx'],
  },
  {
    family: UNITED_INTERNET,
    advice: 'check the [Web.de postmaster page](https://postmaster.web.de/)',
    names: ['web.de'],
  },
  { family: UNITED_INTERNET, advice: null, names: ['mail.com'] },
]

const BY_NAME: ReadonlyMap<string, Brand> = new Map(
  BRANDS.flatMap((brand) => brand.names.map((name) => [name, brand] as const)),
)

/** Companies of their own, in spite of their names. */
const APART: ReadonlySet<string> = new Set(['yahoo.co.jp', 'yahoo japan', 'yahoo! japan'])

/** The family of a provider, found by its name; a provider that is not known is a family of its own. */
export function familyOf(provider: Text): MailFamily {
  const key = provider.key
  return brandOf(key)?.family ?? { id: `provider ${key}`, name: null }
}

/** Where a sender can look into mail to a provider, as a clause in Markdown; null where nothing is known. */
export function senderAdvice(provider: Text): string | null {
  return brandOf(provider.key)?.advice ?? null
}

function brandOf(key: string): Brand | null {
  if (APART.has(key)) return null
  return brandByName(key) ?? brandOfAll(key.split(/\s*[/,+]\s*/u))
}

/** `Yahoo/AOL` is one provider with two names. */
function brandOfAll(names: readonly string[]): Brand | null {
  const [first, ...others] = names.map(brandByName)
  if (first === undefined || first === null || others.length === 0) return null
  return others.every((other) => other?.family === first.family) ? first : null
}

function brandByName(name: string): Brand | null {
  return (
    spellings(name)
      .map((each) => BY_NAME.get(each))
      .find((brand) => brand !== undefined) ?? null
  )
}

const COUNTRIES =
  /[ -]\(?(?:[a-z]{2}|usa|france|germany|deutschland|austria|switzerland|italy|italia|spain|espa(?:ñ|n)a|brazil|brasil|canada|mexico|india|australia|argentina|netherlands|belgium)\)?$/u

/** A name as it came, without marks, and without its country: `Yahoo! Mail`, `hotmail.co.uk`, `GMX (DE)`. */
function spellings(name: string): string[] {
  const plain = name.replace(/!/gu, '').trim()
  const bare = plain
    .replace(COUNTRIES, '')
    .replace(/ e?-?mail$/u, '')
    .trim()
  const domain = plain.replace(/(?:\.com?)?\.[a-z]{2}$|\.(?:com|net|org|info)$/u, '')
  return [plain, bare, domain]
}
