import { providerKey } from '../../judge/placement.ts'

/** The page on which a provider shows senders their reputation there. */
export interface SenderDesk {
  readonly name: string
  readonly url: string
  /** Whether it judges senders by domain or by IP address. */
  readonly knows: 'domain' | 'address'
}

/** Providers that one company runs and filters alike. */
export interface MailFamily {
  /** Tells families apart. */
  readonly id: string
  /** The name for several of its providers; null for a provider that stands alone. */
  readonly name: string | null
}

const GOOGLE: MailFamily = { id: 'family google', name: 'Google' }
const MICROSOFT: MailFamily = { id: 'family microsoft', name: 'Microsoft' }
const YAHOO: MailFamily = { id: 'family yahoo', name: 'Yahoo Inc.' }

const POSTMASTER_TOOLS: SenderDesk = {
  name: 'Google Postmaster Tools',
  url: 'https://postmaster.google.com/',
  knows: 'domain',
}
const SNDS: SenderDesk = {
  name: 'Microsoft SNDS',
  url: 'https://sendersupport.olc.protection.outlook.com/snds/',
  knows: 'address',
}
const SENDER_HUB: SenderDesk = {
  name: 'Yahoo Sender Hub',
  url: 'https://senders.yahooinc.com/',
  knows: 'domain',
}

/** The business services of Google and Microsoft have no such page for senders. */
const KNOWN: ReadonlyMap<string, { readonly family: MailFamily; readonly desk: SenderDesk | null }> = new Map(
  [
    ...named(['gmail', 'googlemail', 'google mail'], GOOGLE, POSTMASTER_TOOLS),
    ...named(['google workspace', 'workspace', 'g suite', 'gsuite'], GOOGLE, null),
    ...named(['outlook', 'hotmail', 'live', 'msn', 'windows live'], MICROSOFT, SNDS),
    ...named(
      [
        'microsoft 365',
        'microsoft365',
        'm365',
        'office 365',
        'office365',
        'o365',
        'outlook 365',
        'outlook365',
      ],
      MICROSOFT,
      null,
    ),
    ...named(['exchange online', 'microsoft exchange', 'microsoft'], MICROSOFT, null),
    ...named(['yahoo', 'aol'], YAHOO, SENDER_HUB),
  ],
)

function named(names: readonly string[], family: MailFamily, desk: SenderDesk | null) {
  return names.map((name) => [name, { family, desk }] as const)
}

/** The family of a provider, found by its name; a provider that is not known is a family of its own. */
export function familyOf(provider: string): MailFamily {
  const key = providerKey(provider)
  return KNOWN.get(bareName(key))?.family ?? { id: `provider ${key}`, name: null }
}

/** The page for senders to a provider; null where none is known. */
export function senderDesk(provider: string): SenderDesk | null {
  return KNOWN.get(bareName(providerKey(provider)))?.desk ?? null
}

/** Brings a name such as `Yahoo! Mail` or `outlook.com` into the spelling of the table. */
function bareName(key: string): string {
  return key
    .replace(/!/gu, '')
    .replace(/\.com$/u, '')
    .replace(/ mail$/u, '')
    .trim()
}
