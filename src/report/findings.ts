import { isReceived } from '../core/inbox-test.ts'
import type { GateResult } from '../gate-result.ts'
import type { Comparison } from '../judge/comparison.ts'
import {
  missingSeeds,
  type ProviderTally,
  percent,
  type SenderTally,
  spfPassed,
  unattributedSeeds,
} from '../judge/placement.ts'
import { wilsonInterval } from '../judge/statistics.ts'
import type { ShownTest } from '../privacy/seed-addresses.ts'
import {
  formatCount,
  formatPercent,
  formatPoints,
  formatSeeds,
  formatThreshold,
  plural,
} from '../wording/numbers.ts'
import { code, text } from './markdown.ts'

/** Names in one finding; more of them are counted. */
const MOST_NAMES = 3

/** Below this the difference is called unlikely to be chance, as is usual. */
const UNLIKELY = 0.05

export interface Tallies {
  readonly providers: readonly ProviderTally[]
  readonly senders: readonly SenderTally[]
}

/** What the numbers say in plain words; only what holds. */
export function findings(result: GateResult, test: ShownTest, { providers, senders }: Tallies): string {
  const found = [
    ...lonelyProvider(test, providers, result.minInboxRate),
    ...spfFindings(test, senders),
    ...otherSenders(result),
    ...(result.comparison === null || result.baseline === null
      ? []
      : changeFindings(result, test, result.baseline, result.comparison)),
    ...missingFindings(result, test, providers),
    ...unknownFindings(test),
    ...unsureFindings(result, test),
    ...disagreementFindings(result),
    ...result.warnings.map(({ message, hint }) => `**Warning:** ${text(message, 300)}. ${hint}`),
  ]
  return found.length === 0
    ? ''
    : `\n**What stands out**\n\n${found.map((finding) => `- ${finding}\n`).join('')}`
}

/**
 * One provider below the threshold whatever its open seeds do, and every other above it whatever theirs do. Seeds that are
 * not listed under a provider could be anyone's.
 */
function lonelyProvider(test: ShownTest, providers: readonly ProviderTally[], threshold: number): string[] {
  const unlisted = unattributedSeeds(test)
  const worst = (tally: ProviderTally) => percent(tally.inbox, tally.seeds + unlisted)
  const best = ({ seeds, spam, unknown }: ProviderTally) =>
    percent(seeds + unlisted - spam - (test.completed ? unknown : 0), seeds + unlisted)
  const failing = providers.filter((tally) => best(tally) < threshold)
  const [alone] = failing
  const others = providers.filter((tally) => tally !== alone)
  if (alone === undefined || failing.length > 1 || others.length === 0) return []
  if (others.some((tally) => worst(tally) < threshold)) return []
  const lost =
    alone.spam > 0
      ? `${formatCount(alone.spam)} of ${formatSeeds(alone.seeds)} in spam`
      : `only ${formatCount(alone.inbox)} of ${formatSeeds(alone.seeds)} in the inbox`
  const rest = others.length === 1 ? 'the other provider is' : 'every other provider is'
  return [`**${text(alone.provider)} alone is the problem:** ${lost}; ${rest} at ${leastRate(others)}.`]
}

/** `100 %`, `97.5 %` of one provider, `97.5 % or more` of several. */
function leastRate(tallies: readonly ProviderTally[]): string {
  const least = tallies.reduce((rate, tally) => Math.min(rate, percent(tally.inbox, tally.seeds)), 100)
  if (least === 100) return '100 %'
  if (tallies.length === 1) return formatPercent(least)
  // Rounded up it would claim more than holds.
  return `${formatPercent(Math.floor(least * 10) / 10)} or more`
}

function spfFindings(test: ShownTest, senders: readonly SenderTally[]): string[] {
  const failing = test.seeds.filter((seed) => isReceived(seed) && seed.spf !== null && !spfPassed(seed))
  const silent = test.seeds.filter((seed) => isReceived(seed) && seed.spf === null).length
  const found: string[] = []
  if (failing.length > 0) {
    const byIp = countBy(failing, (seed) => seed.senderIp)
    const from = names(byIp, (ip) => (ip === null ? 'an address not reported' : code(ip)))
    const elsewhere = failing.filter((seed) => seed.placement !== 'inbox').length
    found.push(
      `**SPF fails from ${from}:** ${formatSeeds(failing.length)}, ${landed(failing.length, elsewhere)}. ${byIp.size === 1 ? 'Is this address' : 'Are these addresses'} in the domain's SPF record?`,
    )
  }
  if (silent > 0 && silent < senders.reduce((sum, tally) => sum + tally.seeds, 0)) {
    found.push(`**No SPF result** for ${formatSeeds(silent)} that received the mail.`)
  }
  return found
}

/** Where so many seeds are, some of them elsewhere than in the inbox. */
function landed(seeds: number, elsewhere: number): string {
  if (elsewhere === 0) return seeds === 1 ? 'still in the inbox' : 'all still in the inbox'
  if (elsewhere === seeds) return seeds === 1 ? 'not in the inbox' : 'none of them in the inbox'
  return `${formatCount(elsewhere)} of them not in the inbox`
}

function otherSenders({ rules, test }: GateResult): string[] {
  const rule = rules.find((each) => each.rule === 'allowed_sender_ips' && each.outcome === 'failed')
  if (rule === undefined || test === null) return []
  return [
    `**Mail came from addresses that are not allowed:** ${formatSeeds(rule.measured?.low ?? 0)}. See the table by sender IP.`,
  ]
}

function changeFindings(
  { timedOut }: GateResult,
  test: ShownTest,
  baseline: ShownTest,
  comparison: Comparison,
): string[] {
  const found: string[] = []
  const { inboxRateChange: change, p } = comparison
  const chance = p < UNLIKELY ? `unlikely to be chance (${formatP(p)})` : `within chance (${formatP(p)})`
  const points = formatPoints(Math.abs(change))
  const basis =
    comparison.method === 'mcnemar'
      ? movedWords(test, comparison)
      : 'the two tests share too few seeds to compare them one by one'
  const title =
    change < 0
      ? `Down ${points} since the baseline`
      : change > 0
        ? `Up ${points} since the baseline`
        : 'The same inbox rate as the baseline'
  // What is still on its way may bring the rate up again.
  const soFar = test.completed || timedOut ? '' : ' so far'
  found.push(`**${title}${soFar}:** ${basis}; ${chance}.`)
  if (!baseline.completed) {
    found.push(
      `**The baseline was not Completed** (status ${text(baseline.status)}, ${formatSeeds(baseline.summary.pending)} pending): its rate may still have grown.`,
    )
  }
  return found
}

function movedWords(test: ShownTest, { lost, gained, pairedSeeds }: Comparison): string {
  const where = (indexes: readonly { readonly index: number }[]) => {
    const byProvider = countBy(indexes, ({ index }) => test.seeds[index]?.provider ?? null)
    const [only] = byProvider.keys()
    if (byProvider.size !== 1 || only === null || only === undefined) return ''
    return `, ${indexes.length === 1 ? '' : 'all '}at ${text(only)}`
  }
  const parts: string[] = []
  if (lost.length > 0)
    parts.push(`lost ${formatCount(lost.length)} of ${formatSeeds(pairedSeeds)}${where(lost)}`)
  if (gained.length > 0)
    parts.push(
      `gained ${formatCount(gained.length)}${lost.length > 0 ? '' : ` of ${formatSeeds(pairedSeeds)}`}${where(gained)}`,
    )
  return parts.length === 0
    ? `no seed of ${formatCount(pairedSeeds)} moved into or out of the inbox`
    : parts.join(', ')
}

function missingFindings(result: GateResult, test: ShownTest, tallies: readonly ProviderTally[]): string[] {
  const missing = missingSeeds(test)
  if (missing === 0) return []
  if (result.ending === 'settled') {
    return [
      `**${formatSeeds(missing)} ${missing === 1 ? 'was' : 'were'} still pending** and could not have changed the verdict.`,
    ]
  }
  const at = missingAt(missing, tallies)
  if (!result.timedOut && !test.completed) return [`**${formatSeeds(missing)} still pending**${at}.`]
  return [
    `**${formatSeeds(missing)} never received the mail**${at}. Was the campaign sent to every address in ${code('send_to')} of the test?`,
  ]
}

/** ` (Gmail (2), Yahoo (1))`; nothing when the API lists none of the missing seeds. */
function missingAt(missing: number, tallies: readonly ProviderTally[]): string {
  const counts = new Map<string | null, number>()
  for (const { provider, pending } of tallies) if (pending > 0) counts.set(provider, pending)
  if (counts.size === 0) return ''
  const listed = tallies.reduce((sum, { pending }) => sum + pending, 0)
  if (missing > listed) counts.set(null, missing - listed)
  return ` (${names(counts, (provider) => (provider === null ? 'provider not known' : text(provider)))})`
}

function unknownFindings(test: ShownTest): string[] {
  const unknown = test.seeds.filter((seed) => seed.placement === 'unknown')
  const count = Math.max(test.summary.unknown, unknown.length)
  if (count === 0) return []
  const words = countBy(
    unknown.filter((seed) => seed.placementText !== null),
    (seed) => seed.placementText ?? '',
  )
  const said = words.size === 0 ? '' : `; the API says ${names(words, (word) => text(word, 40))}`
  return [
    `**Placement unknown:** ${formatSeeds(count)} received the mail, but it is not known where${said}. ${count === 1 ? 'It counts' : 'They count'} as not in the inbox.`,
  ]
}

/** A threshold that lies inside the interval is one that the same campaign could miss next time. */
function unsureFindings(result: GateResult, test: ShownTest): string[] {
  const { inbox, totalSeeds } = test.summary
  const { low, high } = wilsonInterval(inbox, totalSeeds)
  const threshold = result.minInboxRate
  if (!test.completed || threshold <= low || threshold >= high) return []
  return [
    `**Close to the threshold for ${formatSeeds(totalSeeds)}:** ${formatThreshold(threshold)} % lies between ${formatPercent(low)} and ${formatPercent(high)}, so another test of the same campaign could end on the other side.`,
  ]
}

function disagreementFindings({ disagreements }: GateResult): string[] {
  return disagreements.map(
    ({ field, rate, counted, countedFrom }) =>
      `**The API contradicts itself:** ${code(field)} is ${formatPercent(rate)}, but its ${countedFrom === 'summary' ? 'counts' : 'seeds'} come to ${formatPercent(counted)}. The rules follow the rate, as the dashboard does.`,
  )
}

/** `p = 0.008`, `p < 0.001`. */
function formatP(p: number): string {
  if (p < 0.001) return 'p < 0.001'
  return `p = ${p >= 0.9995 ? '1' : p.toFixed(p < 0.1 ? 3 : 2)}`
}

function countBy<Item, Key>(items: readonly Item[], key: (item: Item) => Key): Map<Key, number> {
  const counts = new Map<Key, number>()
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1)
  return counts
}

/** The most frequent first: `Gmail (2), Yahoo (1), AOL (1) and 4 others`. */
function names<Key>(counts: ReadonlyMap<Key, number>, show: (key: Key) => string): string {
  const ordered = [...counts].toSorted(([, a], [, b]) => b - a)
  const shown = ordered
    .slice(0, MOST_NAMES)
    .map(([key, count]) => (counts.size === 1 ? show(key) : `${show(key)} (${formatCount(count)})`))
  const rest = ordered.length - shown.length
  return `${shown.join(', ')}${rest > 0 ? ` and ${plural(rest, 'other')}` : ''}`
}
