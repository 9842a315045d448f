/** How seed addresses show wherever they could: first character and domain, not at all, or whole. */
export type SeedAddresses = 'masked' | 'hidden' | 'full'

const HIDDEN = '(address hidden)'
const BULLETS = '•••'

/**
 * How one address shows: `masked` keeps the first character and the domain, which tells a reader which seed it is and a
 * spammer nothing. Null when it does not show at all.
 */
export function shownAddress(address: string, mode: SeedAddresses): string | null {
  if (mode === 'full') return address
  if (mode === 'hidden') return null
  const at = address.lastIndexOf('@')
  return at < 1 ? BULLETS : masked(address, address.slice(at + 1))
}

/** Keeps the first character whole without splitting the whole text into characters: it may be called millions of times. */
function masked(name: string, domain: string): string {
  const isPair = (name.codePointAt(0) ?? 0) > 0xffff
  return `${name.slice(0, isPair ? 2 : 1)}${BULLETS}@${domain}`
}

// The at-sign itself, full-width, URL-encoded once or twice, and as HTML and JSON escape it.
const AT_SIGN = /[@＠]|%(?:25)?40|&#0*64;?|&#x0*40;?|&commat;?|\\u0040/gi

/**
 * A mailbox, searched for at its at-sign: name, space before the at-sign, space after it, and domain. It is wide on purpose.
 * The name is a local part of RFC 5322, 3.4.1: words in quotes, and every character that is not special there, `=`, `/` and
 * `'` among them. So it takes in what stands right before it, such as the rest of a URL. The domain may be an address literal.
 * Both may hold invisible characters, which the report takes out.
 */
function mailboxPattern(): RegExp {
  const at = `(?:${AT_SIGN.source})`
  const space = String.raw`[\s\p{Cc}\p{Cf}]*`
  const quoted = String.raw`"(?:[^"\\]|\\.){0,64}"`
  const atom = String.raw`[^\s\p{Cc}"(),:;<>@＠[\]]`
  // The name ends in what is quoted, in an atom, or in quotation marks that nothing opens.
  const name = String.raw`(?:${quoted}\.|${atom})*(?:${quoted}|${atom}|"{1,8})`
  const domainStart = String.raw`[[\p{L}\p{M}\p{N}._-]`
  const domain = String.raw`${domainStart}[\p{L}\p{M}\p{N}\p{Cf}._:-]{0,254}`
  return new RegExp(
    `(?=${at}${space}${domainStart})(?<=(${name})(${space}))${at}(${space})(${domain})`,
    'isuy',
  )
}

// More than fit into the part of a text that is ever shown, and few enough to keep any number of texts fast.
const MAX_AT_SIGNS = 25

// Made at the first at-sign: compiling its Unicode classes costs a millisecond, and most runs see no at-sign in a text.
let mailbox: RegExp | undefined

/**
 * A text with every mailbox in it shown as the mode says, because the API's texts may quote a seed's address. SECURITY.md lists
 * the forms that are recognized.
 */
export function withoutMailboxes(text: string, mode: SeedAddresses): string {
  if (mode === 'full' || text.search(AT_SIGN) === -1) return text
  let shown = ''
  let done = 0
  for (const { start, end, domain } of mailboxesIn(text)) {
    shown += text.slice(done, start)
    if (domain === null) shown += ' (the rest is left out: too many addresses)'
    else shown += mode === 'hidden' ? HIDDEN : masked(text.slice(start, end), domain)
    done = end
  }
  return shown + text.slice(done)
}

interface Mailbox {
  readonly start: number
  readonly end: number
  /** Null for all that begins with one mailbox too many. */
  readonly domain: string | null
}

function mailboxesIn(text: string): Mailbox[] {
  mailbox ??= mailboxPattern()
  const found: Mailbox[] = []
  let atSigns = 0
  for (const { index } of text.matchAll(AT_SIGN)) {
    atSigns += 1
    mailbox.lastIndex = index
    const [whole = '', local = '', before = '', after = '', domain = ''] = mailbox.exec(text) ?? []
    const nameEnd = index - before.length
    const name = withoutHost(local, text.slice(0, nameEnd - local.length))
    const isTooMany = atSigns > MAX_AT_SIGNS
    if (!(isTooMany || isMailbox(name, before + after, domain))) continue
    let start = nameEnd - name.length
    // Those that overlap are one: `a@b@c.example`, and `"a@b"@c.example`.
    while ((found.at(-1)?.end ?? 0) > start) start = Math.min(start, found.pop()?.start ?? 0)
    if (isTooMany) return [...found, { start, end: text.length, domain: null }]
    found.push({ start, end: index + whole.length, domain })
  }
  return found
}

/** The name without the beginning of the web address that it is the end of: a host helps the reader, and is no name. */
function withoutHost(name: string, before: string): string {
  return /https?:$/i.test(before.slice(-6)) ? name.replace(/^\/\/(?:[\w.-]+[/?#]+)?/, '') : name
}

/** `5 @ 3`, `@octocat @ 12:00`, `social.example/@someone` and what is masked already are no mailboxes. */
function isMailbox(name: string, gap: string, domain: string): boolean {
  if (name === '' || name.endsWith(BULLETS)) return false
  return isCertainDomain(domain) || !(/[\s\p{Cc}]/u.test(gap) || name.endsWith('/'))
}

function isCertainDomain(domain: string): boolean {
  return domain.startsWith('[') || /\.\p{L}[\p{L}\p{M}\p{N}-]/u.test(domain.replace(/\p{Cf}/gu, ''))
}

// The runner blots out a masked text everywhere in the log, so only text that is certainly a mailbox is masked.
const CERTAIN_MAILBOX = /^[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+$/u

const API_MASK = /[*•]/u

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

  /**
   * Pairs lines and seeds of the same mailbox, and is never to be shown. Null for an address that the API itself masks: the mask
   * leaves several mailboxes with one text, and nothing says which of them it is.
   */
  key(): string | null {
    return API_MASK.test(this.#full) ? null : this.#full.toLowerCase()
  }

  /** What the runner should mask; null for a text that may not be a mailbox, and when addresses are shown in full anyway. */
  maskable(): string | null {
    return this.#mode !== 'full' && CERTAIN_MAILBOX.test(this.#full) ? this.#full : null
  }
}

/**
 * Each masked address is a line of the log and one more thing the runner looks for in every later line of the job. A test
 * with more seeds than this is left unmasked: the action itself shows none of its addresses either way.
 */
const MAX_MASKED = 1000

/** Picks the addresses that the runner has yet to mask, so that no later step prints them by accident. */
export function addressesToMask(): (addresses: readonly SeedAddress[]) => string[] {
  const known = new Set<string>()
  return (addresses) => {
    if (addresses.length > MAX_MASKED) return []
    const fresh = addresses
      .map((address) => address.maskable())
      .filter((address) => address !== null)
      .filter((address) => !known.has(address))
    for (const address of fresh) known.add(address)
    return [...new Set(fresh)]
  }
}
