import type { InboxTest, Placement, Seed } from '../../src/core/inbox-test.ts'
import type { Outcome } from '../../src/core/measure.ts'
import { Text } from '../../src/core/text.ts'
import type { Rules } from '../../src/rules/rules.ts'
import { logNormal, type Random } from './random.ts'

/** In every simulated test. */
export const SEEDS = 50

/** Good campaigns and bad ones: each seed's chance of the inbox, drawn for each test. */
export const INBOX_CHANCE = { from: 0.6, to: 1 } as const

const PROVIDERS = ['Gmail', 'Yahoo', 'Outlook', 'iCloud', 'GMX'] as const

/** When the seeds of a test receive the mail. */
export interface Arrivals {
  /** When half of the seeds have it, in milliseconds. */
  readonly medianMs: number
  /** Standard deviation of the logarithm of the time. */
  readonly spread: number
  /** Seeds that never receive it. */
  readonly lost: number
}

/** One seed mailbox as it will be: when its mail comes, and where to. */
export interface Mailbox {
  readonly provider: string
  /** Milliseconds after the wait began; infinite for a lost one. */
  readonly arrivesAtMs: number
  readonly inInbox: boolean
}

/** Draws the whole future of one test. */
export function drawMailboxes(random: Random, { medianMs, spread, lost }: Arrivals): Mailbox[] {
  const inboxChance = INBOX_CHANCE.from + (INBOX_CHANCE.to - INBOX_CHANCE.from) * random()
  return Array.from({ length: SEEDS }, (_, index) => {
    // Drawn for lost seeds too: settings that differ in nothing else then share all other draws.
    const arrivesAtMs = logNormal(random, medianMs, spread)
    return {
      provider: PROVIDERS[index % PROVIDERS.length] as string,
      arrivesAtMs: index < lost ? Number.POSITIVE_INFINITY : arrivesAtMs,
      inInbox: random() < inboxChance,
    }
  })
}

/** When the test is Completed, in milliseconds after the wait began; infinite with a lost seed. */
export function lastArrivalMs(mailboxes: readonly Mailbox[]): number {
  return Math.max(...mailboxes.map(({ arrivesAtMs }) => arrivesAtMs))
}

/**
 * The verdict on the final placements, where a lost seed is not in the inbox. Counted here, and not by the code that is
 * held against it; knows the rules on inbox rates, and every simulated seed passes SPF.
 */
export function verdictInTheEnd(mailboxes: readonly Mailbox[], rules: Rules): Outcome {
  const everyProvider = rules.provider_min_inbox_rate[0]?.minimum ?? 0
  const passed =
    finalRate(mailboxes) >= rules.min_inbox_rate &&
    PROVIDERS.every((name) => finalRate(mailboxes.filter((box) => box.provider === name)) >= everyProvider)
  return passed ? 'passed' : 'failed'
}

/**
 * The earliest moment at which the verdict is certain, in milliseconds after the wait began: somebody who looks all the
 * time, at no cost, and knows of nothing but what has arrived, could give it then and not before. Infinite when a lost
 * seed leaves it open for good. Counted here, for the rules that `verdictInTheEnd` knows and for `require_spf`.
 */
export function certainFromMs(mailboxes: readonly Mailbox[], rules: Rules): number {
  const moments = [0, ...mailboxes.map(({ arrivesAtMs }) => arrivesAtMs)].toSorted((a, b) => a - b)
  return moments.find((ms) => isCertainAt(mailboxes, rules, ms)) ?? Number.POSITIVE_INFINITY
}

/**
 * No rule takes a seed in the inbox amiss, so the two extremes speak for all that pending seeds may come to. A lost seed
 * is a pending one like any other: nobody can tell.
 */
function isCertainAt(mailboxes: readonly Mailbox[], rules: Rules, elapsedMs: number): boolean {
  const isPending = ({ arrivesAtMs }: Mailbox) => arrivesAtMs > elapsedMs
  const verdictIfPendingTurnOut = (inInbox: boolean) =>
    verdictInTheEnd(
      mailboxes.map((box) => (isPending(box) ? { ...box, arrivesAtMs: elapsedMs, inInbox } : box)),
      rules,
    )
  if (verdictIfPendingTurnOut(true) === 'failed') return true
  // Any seed that is yet to come could fail SPF.
  if (rules.require_spf && mailboxes.some(isPending)) return false
  return verdictIfPendingTurnOut(false) === 'passed'
}

/** Percent of the mailboxes. */
function finalRate(mailboxes: readonly Mailbox[]): number {
  const inbox = mailboxes.filter((box) => box.inInbox && Number.isFinite(box.arrivesAtMs))
  return (100 * inbox.length) / mailboxes.length
}

/** Nothing here is secret. */
function textOf(given: string): Text {
  return new Text(given, (text) => text)
}

/** The API's answer so many milliseconds after the wait began. */
export function testAt(mailboxes: readonly Mailbox[], elapsedMs: number): InboxTest {
  const seeds = mailboxes.map((mailbox) => seedAt(mailbox, elapsedMs))
  const count = (placement: Placement) => seeds.filter((seed) => seed.placement === placement).length
  const inbox = count('inbox')
  const spam = count('spam')
  const pending = count('pending')
  return {
    jobId: textOf('simulated'),
    testName: null,
    submittedDate: null,
    status: textOf(pending === 0 ? 'Completed' : 'Processing'),
    completed: pending === 0,
    summary: {
      totalSeeds: seeds.length,
      received: inbox + spam,
      inbox,
      spam,
      unknown: 0,
      pending,
      inboxRate: (100 * inbox) / seeds.length,
      spamRate: (100 * spam) / seeds.length,
    },
    seeds,
    differingSeeds: 0,
    listFault: null,
  }
}

function seedAt({ provider, arrivesAtMs, inInbox }: Mailbox, elapsedMs: number): Seed {
  const arrived = arrivesAtMs <= elapsedMs
  return {
    provider: textOf(provider),
    address: null,
    placement: arrived ? (inInbox ? 'inbox' : 'spam') : 'pending',
    placementText: null,
    spf: arrived ? textOf('pass') : null,
    senderIp: arrived ? textOf('192.0.2.10') : null,
    submissionResult: null,
  }
}
