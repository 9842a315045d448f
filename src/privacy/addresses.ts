/** How seed addresses show wherever they could: first character and domain, not at all, or whole. */
export type SeedAddresses = 'masked' | 'hidden' | 'full'

const HIDDEN = '(address hidden)'

/**
 * How one address shows: `masked` keeps the first character and the domain, which tells a reader which seed it is and a
 * spammer nothing. Null when it does not show at all.
 */
export function shownAddress(address: string, mode: SeedAddresses): string | null {
  if (mode === 'full') return address
  if (mode === 'hidden') return null
  const at = address.lastIndexOf('@')
  return at < 1 ? '•••' : masked(address, address.slice(at + 1))
}

/** Keeps the first character whole without splitting the whole text into characters: it may be called millions of times. */
function masked(name: string, domain: string): string {
  const isPair = (name.codePointAt(0) ?? 0) > 0xffff
  return `${name.slice(0, isPair ? 2 : 1)}•••@${domain}`
}

// The at-sign itself, full-width, URL-encoded once or more, and as HTML and JSON escape it.
const AT_SIGN = /[@＠]|%(?:25){0,9}40|&#0{0,9}64;?|&#x0{0,9}40;?|&commat;?|\\u0040/i

/**
 * A mailbox: name, space before the at-sign, space after it, domain, and the last domain when at-signs follow. It is wide on
 * purpose: the name may be quoted or end in unusual characters, the domain may be an address literal, and both may hold
 * invisible characters, which the report takes out. Lengths are those of RFC 5321, 4.5.3.1. No text makes it slow: it looks
 * further only where an at-sign and the beginning of a domain stand, and no further than a mailbox can reach.
 */
function mailboxPattern(): RegExp {
  const at = `(?:${AT_SIGN.source})`
  const space = String.raw`[\s\p{Cc}\p{Cf}]{0,2000}`
  const name = String.raw`"[^"]{0,64}"|[^\s<>"'\x60(),;:@＠[\]|=/]{1,64}["'\x60|=/]{0,8}|["'\x60|=/]{1,8}`
  const domainStart = String.raw`[[\p{L}\p{M}\p{N}._-]`
  const domain = String.raw`${domainStart}[\p{L}\p{M}\p{N}\p{Cf}._:-]{0,254}`
  return new RegExp(
    `(?=${at}${space}${domainStart})(?<=(${name})(${space}))${at}(${space})(${domain})(?:${at}(${domain})){0,9}`,
    'giu',
  )
}

// More than fit into the part of a text that is ever shown, and few enough to keep any number of texts fast.
const MOST_IN_A_TEXT = 25

// Made at the first at-sign: compiling its Unicode classes costs a millisecond, and most runs see no at-sign in a text.
let mailbox: RegExp | undefined

/**
 * A text with every mailbox in it shown as the mode says, because the API's texts may quote a seed's address. SECURITY.md lists
 * the forms that are recognized.
 */
export function withoutMailboxes(text: string, mode: SeedAddresses): string {
  if (mode === 'full' || !AT_SIGN.test(text)) return text
  mailbox ??= mailboxPattern()
  let shown = ''
  let done = 0
  let found = 0
  for (const match of text.matchAll(mailbox)) {
    const [whole, name = '', before = '', after = '', domain = '', last] = match
    const end = match.index - before.length
    // A name does not reach back into the previous mailbox.
    const start = Math.max(done, end - name.length)
    if (last === undefined && (isApart(before) || isApart(after)) && !isCertainDomain(domain)) continue
    shown += text.slice(done, start)
    shown += mode === 'hidden' ? HIDDEN : masked(text.slice(start, end), last ?? domain)
    done = match.index + whole.length
    found += 1
    if (found === MOST_IN_A_TEXT) return `${shown} (the rest is left out: too many addresses)`
  }
  return shown + text.slice(done)
}

/** Whether a reader sees a space there. */
function isApart(gap: string): boolean {
  return gap !== '' && /[\s\p{Cc}]/u.test(gap)
}

/** `5 @ 3` and `@octocat @ 12:00` are no mailboxes. */
function isCertainDomain(domain: string): boolean {
  return domain.startsWith('[') || /\.\p{L}[\p{L}\p{M}\p{N}-]/u.test(domain.replace(/\p{Cf}/gu, ''))
}

// A shorter one is no mailbox, and replacing it would spoil ordinary words.
const SHORTEST_ADDRESS = 4
// The runner blots out a masked text everywhere in the log, so only text that is certainly a mailbox is masked.
const CERTAIN_MAILBOX = /^[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+$/u

/**
 * One seed's address. The full address is private, and `shown` is what may be shown of it. Neither `JSON.stringify` nor a
 * template prints the full address, unless `seed_addresses` is `full`.
 */
export class SeedAddress {
  /** As `seed_addresses` says; null when hidden. */
  readonly shown: string | null
  readonly #full: string
  readonly #mode: SeedAddresses

  /**
   * @param full as the API gives it: untrusted text
   * @param withoutSecrets takes secrets out of what is shown
   */
  constructor(full: string, mode: SeedAddresses, withoutSecrets = (text: string) => text) {
    this.shown = shownAddress(withoutSecrets(full), mode)
    this.#full = full
    this.#mode = mode
  }

  /** Pairs the same mailbox in two tests, and is never to be shown. */
  key(): string {
    return this.#full.toLowerCase()
  }

  /** What the runner should mask; null for a text that may not be a mailbox, and when addresses are shown in full anyway. */
  maskable(): string | null {
    return this.#mode !== 'full' && CERTAIN_MAILBOX.test(this.#full) ? this.#full : null
  }

  /**
   * Replaces this address by what may be shown of it, wherever the text quotes it word for word. That also catches an address
   * that does not look like one.
   */
  removedFrom(text: string): string {
    if (this.#mode === 'full' || this.#full.length < SHORTEST_ADDRESS) return text
    return text.replaceAll(this.#full, () => this.shown ?? HIDDEN)
  }
}

/**
 * Each masked address is a line of the log and one more thing the runner looks for in every later line of the job. A test
 * with more seeds than this is left unmasked: the action itself shows none of its addresses either way.
 */
const MOST_MASKED = 1000

/** Picks the addresses that the runner has yet to mask, so that no later step prints them by accident. */
export function addressesToMask(): (addresses: readonly SeedAddress[]) => string[] {
  const known = new Set<string>()
  return (addresses) => {
    if (addresses.length > MOST_MASKED) return []
    const fresh = addresses
      .map((address) => address.maskable())
      .filter((address) => address !== null)
      .filter((address) => !known.has(address))
    for (const address of fresh) known.add(address)
    return [...new Set(fresh)]
  }
}
