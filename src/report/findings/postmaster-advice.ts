import { senderAdvice } from './mail-families.ts'
import type { ProviderCost } from './provider-costs.ts'
import { listed, providerName } from './words.ts'

/** What the test cannot see, and what the big providers require of bulk senders since 2024 (Gmail, Yahoo) and 2025 (Outlook.com). */
const REQUIRED =
  'pass and align: Gmail, Yahoo and Outlook.com require that of bulk senders; after that, reputation and content.'

/** How SPF stands for the seeds that a finding is about. `fails`: for at least half of them, by the sender's own fault. */
export type SpfState = 'fails' | 'passes' | 'not reported'

/**
 * What to do about mail that these providers did not put in the inbox: a cause that is known comes first, then what the test
 * cannot see, then where a sender can look.
 */
export function placementAdvice(spf: SpfState, costs: readonly ProviderCost[]): string {
  const where = whereToLook(costs)
  switch (spf) {
    case 'fails':
      return `Once SPF passes, ${where ?? 'test again'}.`
    case 'passes':
      return `This test sees SPF only. Open one of the messages and check that DKIM and DMARC ${REQUIRED}${furtherSentence(where)}`
    case 'not reported':
      return `The API reports no SPF results here. Open one of the messages and check that SPF, DKIM and DMARC ${REQUIRED}${furtherSentence(where)}`
  }
}

/** The pages of the providers that have one; of providers of one family without a page, whom to ask. */
function whereToLook(costs: readonly ProviderCost[]): string | null {
  const advice = [...new Set(costs.map(({ provider }) => senderAdvice(provider)))].filter(
    (each) => each !== null,
  )
  if (advice.length > 0) return advice.join('; ')
  const [first] = costs
  if (first === undefined || costs.some(({ family }) => family.id !== first.family.id)) return null
  const names = listed(costs.map(({ provider }) => providerName(provider)))
  return `ask your sending service how its sending IPs stand with ${names}`
}

function furtherSentence(where: string | null): string {
  return where === null ? '' : ` ${where.charAt(0).toUpperCase()}${where.slice(1)}.`
}
