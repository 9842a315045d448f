import { nearName } from '../../judge/near-names.ts'
import type { FindingContext } from './context.ts'
import type { Finding } from './finding.ts'
import { listed, providerName } from './words.ts'

/** Providers named before the rest is counted. */
const MAX_NAMES = 10

/** Providers that have a rule and no seeds in the test, with the names that it has: the likely cause is a slip in the input. */
export function noSuchProviderFindings({ result }: FindingContext): Finding[] {
  const names = result.figures.providers.map(({ provider }) => provider)
  const shown = listed(names.map(providerName), MAX_NAMES)
  return result.rules.flatMap(({ rule, subject, measured, outcome }) => {
    const isMisnamed = rule === 'provider_min_inbox_rate' && measured === null && outcome === 'failed'
    if (!isMisnamed || subject.kind !== 'provider') return []
    const near = nearName(subject.name, names)
    return [
      {
        kind: 'no_such_provider',
        notInInbox: 0,
        fact: `No seed of this test is at ${providerName(subject.name)}`,
        evidence: names.length === 0 ? 'the API names no provider.' : `it has seeds at ${shown}.`,
        action: `${near === null ? '' : `Did you mean ${providerName(near)}? `}Correct \`provider_min_inbox_rate\`.`,
      } as const,
    ]
  })
}
