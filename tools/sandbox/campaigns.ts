import { type SeedSpec, seeds } from './inbox-test-body.ts'

/**
 * Where the mail of each campaign lands in the end; a seed given as `Pending` never gets it. Seeds are numbered from the first
 * one on, so campaigns with the same providers reach the same addresses.
 */

type Providers = readonly { readonly provider: string; readonly seeds: number }[]

/** Bends a seed that would be in the inbox. `nth` counts from 0 within the provider, so it also says how many are bent. */
type Place = (provider: string, nth: number) => Partial<SeedSpec>

const FOUR_PROVIDERS: Providers = [
  { provider: 'Gmail', seeds: 20 },
  { provider: 'Yahoo', seeds: 12 },
  { provider: 'Outlook', seeds: 10 },
  { provider: 'iCloud', seeds: 8 },
]

const NINE_PROVIDERS: Providers = [
  { provider: 'Gmail', seeds: 16 },
  { provider: 'Yahoo', seeds: 10 },
  { provider: 'Outlook', seeds: 8 },
  { provider: 'iCloud', seeds: 6 },
  { provider: 'Microsoft 365', seeds: 6 },
  { provider: 'Google Workspace', seeds: 6 },
  { provider: 'AOL', seeds: 4 },
  { provider: 'GMX', seeds: 4 },
  { provider: 'Hotmail', seeds: 4 },
]

/** 50 seeds at four providers, in the inbox unless `place` says otherwise. */
export function fiftySeeds(place?: Place): SeedSpec[] {
  return seedsAt(FOUR_PROVIDERS, place)
}

function seedsAt(providers: Providers, place: Place = () => ({})): SeedSpec[] {
  return providers.flatMap(({ provider, seeds: count }) =>
    seeds(count, (nth) => ({ provider, placement: 'Inbox', ...place(provider, nth) })),
  )
}

/** Any number of seeds: some nine in ten in the inbox, each provider a little worse than the one before. */
export function manySeeds(count: number): SeedSpec[] {
  const providers = ['Gmail', 'iCloud', 'Yahoo', 'Fastmail', 'GMX', 'Zoho', 'AOL', 'Outlook']
  return seeds(count, (index) => {
    const turn = index % providers.length
    // 37 and 100 share no factor: each provider's percentage is met within 100 of its seeds, and spread among them.
    const toSpam = (Math.floor(index / providers.length) * 37 + 50) % 100 < 3 + 2 * turn
    return {
      provider: providers[turn] as string,
      placement: toSpam ? 'Spam' : 'Inbox',
      senderIp: `192.0.2.${10 + (index % 5)}`,
    }
  })
}

export const outlookToSpam = fiftySeeds((provider, nth) => {
  if (provider !== 'Outlook') return {}
  if (nth < 7) return { placement: 'Spam', spf: 'fail', senderIp: '198.51.100.7' }
  return nth === 7 ? { placement: 'Promotions' } : {}
})

export const outlookToSpamBaseline = fiftySeeds((provider, nth) =>
  provider === 'iCloud' && nth === 0 ? { placement: 'Spam' } : {},
)

/** How many seeds of each provider land in spam, the first ones of its list. */
function toSpam(lost: Readonly<Record<string, number>>): Place {
  return (provider, nth) => (nth < (lost[provider] ?? 0) ? { placement: 'Spam' } : {})
}

export const nineProviders = seedsAt(
  NINE_PROVIDERS,
  toSpam({ Outlook: 6, Hotmail: 3, 'Microsoft 365': 4, Yahoo: 5, AOL: 2, Gmail: 1 }),
)

export const nineProvidersBaseline = seedsAt(NINE_PROVIDERS, toSpam({ Yahoo: 2, Gmail: 1, GMX: 1 }))

export const gmailToSpam = fiftySeeds(toSpam({ Gmail: 8 }))

export const allToSpam = fiftySeeds(() => ({ placement: 'Spam' }))

export const halfToSpam = fiftySeeds((_, nth) => (nth % 2 === 0 ? {} : { placement: 'Spam' }))

/** Three subject lines of one campaign, sent to the same seeds: the second is as good as the first, the third is not. */
export const subjectShort = fiftySeeds(toSpam({ Yahoo: 1, iCloud: 1 }))
export const subjectQuestion = fiftySeeds(toSpam({ Gmail: 2, Yahoo: 2, iCloud: 1 }))
export const subjectShouting = fiftySeeds(toSpam({ Gmail: 10, Yahoo: 6, Outlook: 3, iCloud: 1 }))

export const gmailToPromotions = fiftySeeds((provider, nth) =>
  provider === 'Gmail' && nth < 12 ? { placement: 'Promotions' } : {},
)

export const spfSoftfail = fiftySeeds((_, nth) => {
  const senderIps = ['192.0.2.10', '192.0.2.11', '203.0.113.9']
  const senderIp = senderIps[nth % senderIps.length] as string
  return { senderIp, spf: senderIp === '203.0.113.9' ? 'softfail' : 'pass' }
})

/** SPF says one word everywhere, and a few seeds of each provider are in spam. */
export function spfEverywhere(word: string): SeedSpec[] {
  return fiftySeeds((_, nth) => ({ spf: word, ...(nth < 3 ? { placement: 'Spam' } : {}) }))
}

/** The same address passes at all other providers. */
export const spfTemperrorAtYahoo = fiftySeeds((provider) =>
  provider === 'Yahoo' ? { spf: 'temperror' } : {},
)

/** Seeds that never get the mail, evenly spread over the list, so that several providers miss some. */
export function neverArriving(count: number): SeedSpec[] {
  const specs = fiftySeeds()
  const every = Math.floor(specs.length / count)
  return specs.map((spec, index) =>
    index % every === 0 && index / every < count ? { provider: spec.provider, placement: 'Pending' } : spec,
  )
}

export const nothingAtIcloud = fiftySeeds((provider) =>
  provider === 'iCloud' ? { placement: 'Pending' } : {},
)

export const nothingAnywhere = fiftySeeds(() => ({ placement: 'Pending' }))
