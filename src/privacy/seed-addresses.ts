import type { InboxTest, Seed } from '../core/inbox-test.ts'
import type { SeedAddresses } from '../inputs/inputs.ts'

/** A seed as it may be shown: its address is masked, whole or null, as the `seed_addresses` input says. */
export type ShownSeed = Omit<Seed, 'address'> & { readonly shownAddress: string | null }

/** An inbox test whose texts may all be shown. */
export type ShownTest = Omit<InboxTest, 'seeds'> & { readonly seeds: readonly ShownSeed[] }

// Wide on purpose: a mailbox in a sentence, in angle brackets or URL-encoded, its name quoted or ending in what seldom ends
// one, its domain an address literal or with invisible characters, which the report takes out. Lengths are those of
// RFC 5321, 4.5.3.1; they also keep the match from being slow on hostile text.
const MAILBOX =
  /(?:[^\s<>"'`(),;:@[\]|=/]{1,64}["'`|=/]{0,8}|["'`|=/]{1,8})(?:@|%40)[[\p{L}\p{M}\p{N}\p{Cf}._-][\p{L}\p{M}\p{N}\p{Cf}._:-]{0,254}/gu

/**
 * How one address shows: `masked` keeps the first character and the domain, which tells a reader which seed it is and a
 * spammer nothing.
 */
export function shownAddress(address: string, mode: SeedAddresses): string | null {
  if (mode === 'full') return address
  if (mode === 'hidden') return null
  const at = address.lastIndexOf('@')
  const [first = ''] = address
  return at < 1 ? '•••' : `${first}•••${address.slice(at)}`
}

/** A free text with every mailbox in it shown as the mode says. The API's texts may quote a seed's address. */
export function withoutMailboxes(text: string, mode: SeedAddresses): string {
  if (mode === 'full' || !/@|%40/iu.test(text)) return text
  return text.replace(
    MAILBOX,
    (mailbox) => shownAddress(mailbox.replace(/%40/iu, '@'), mode) ?? '(address hidden)',
  )
}

/** Everything of the test that may be shown, and nothing that may not. */
export function showTest(test: InboxTest, mode: SeedAddresses): ShownTest {
  const show = <Text extends string | null>(text: Text) =>
    (text === null ? null : withoutMailboxes(text, mode)) as Text
  return {
    ...test,
    testName: show(test.testName),
    status: show(test.status),
    submittedDate: show(test.submittedDate),
    seeds: test.seeds.map(({ address, ...seed }) => ({
      ...seed,
      provider: show(seed.provider),
      placementText: show(seed.placementText),
      spf: show(seed.spf),
      senderIp: show(seed.senderIp),
      submissionResult: show(withoutAddress(seed.submissionResult, address, mode)),
      shownAddress: address === null ? null : shownAddress(address, mode),
    })),
  }
}

/** Catches what no pattern would: the seed's own address in a form that does not look like one. */
function withoutAddress(text: string | null, address: string | null, mode: SeedAddresses): string | null {
  if (text === null || address === null || mode === 'full') return text
  return text.replaceAll(address, () => shownAddress(address, mode) ?? '(address hidden)')
}

/**
 * Each masked address is a line of the log and one more thing the runner looks for in every later line of the job. A test
 * with more seeds than this is left unmasked: the action itself shows none of its addresses either way.
 */
const MOST_MASKED = 1000

// The API's text becomes a pattern that blots out the log, so only what is a mailbox beyond doubt is taken.
const CERTAIN_MAILBOX = /^[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+$/u

/**
 * Tells which addresses of a test the runner should mask, so that no later step prints them by accident: each once, and
 * none when they are shown in full anyway.
 */
export function addressesToMask(mode: SeedAddresses): (test: InboxTest) => string[] {
  const known = new Set<string>()
  return ({ seeds }) => {
    if (mode === 'full' || seeds.length > MOST_MASKED) return []
    const fresh: string[] = []
    for (const { address } of seeds) {
      if (address === null || known.has(address) || !CERTAIN_MAILBOX.test(address)) continue
      known.add(address)
      fresh.push(address)
    }
    return fresh
  }
}
