import { type CreatedTest, seedsOf } from '../core/created-test.ts'
import { formatCount, formatSeeds, plural } from './numbers.ts'

/** Domains named in the line. */
const MAX_DOMAINS = 10

/** `Created inbox test job-7 with 50 seeds (20 at gmail.com, 12 at yahoo.com …). Send the campaign to every address …` */
export function createdLine(test: CreatedTest): string {
  const seeds = seedsOf(test)
  const tester =
    test.sendTo.length > seeds.length
      ? ' `send_to` also holds the mailtester_address, which is not a seed.'
      : ''
  return `Created inbox test ${test.jobId} with ${formatSeeds(seeds.length)}: ${domainsOf(seeds)}. Send the campaign to every address in the output send_to.${tester}`
}

/** `20 at gmail.com, 12 at yahoo.com`, most first. */
function domainsOf(addresses: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const address of addresses) {
    const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
    counts.set(domain, (counts.get(domain) ?? 0) + 1)
  }
  const sorted = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  const named = sorted.slice(0, MAX_DOMAINS).map(([domain, count]) => `${formatCount(count)} at ${domain}`)
  const rest = sorted.length - named.length
  return [...named, ...(rest > 0 ? [`the others at ${plural(rest, 'more domain')}`] : [])].join(', ')
}
