import { type BlockList, isIP } from 'node:net'
import { MAX_JOB_ID_LENGTH } from '../core/job.ts'
import type { ProviderRate, ProviderWeight } from '../core/provider-lines.ts'
import { formatCount } from '../wording/numbers.ts'
import { CREATES_A_TEST } from '../wording/vendor.ts'
import { InvalidValue } from './invalid-value.ts'
import { refuseFoldedName, refuseQuotes, refuseSeveral } from './list.ts'

const DECIMAL = /^\d+(?:\.\d+)?$/u

/**
 * A percentage from 0 to 100, with or without a percent sign.
 * A rate strictly between 0 and 1 without the sign is refused: it is the classic way to a gate that never fails.
 * @throws InvalidValue
 */
export function parsePercent(raw: string): number {
  const signed = raw.endsWith('%')
  const value = decimal(
    signed ? raw.slice(0, -1).trimEnd() : raw,
    'a percentage from 0 to 100, such as 85 or 92.5%',
  )
  if (value > 100) throw new InvalidValue('it must be a percentage from 0 to 100')
  if (!signed && value > 0 && value < 1) {
    // Through a decimal string: 0.57 * 100 is 56.99999999999999.
    throw new InvalidValue(
      `did you mean ${Number((value * 100).toPrecision(12))}? Rates are percentages from 0 to 100; write ${raw}% if you mean less than one percent`,
    )
  }
  return value
}

/** Percentage points, 0 to 100. Fractions are fine here. @throws InvalidValue */
export function parsePoints(raw: string): number {
  const value = decimal(raw, 'percentage points from 0 to 100 without a percent sign, such as 5 or 0.5')
  if (value > 100) throw new InvalidValue('it must be percentage points from 0 to 100')
  return value
}

/** A decimal number of some unit, at least `least`; the result is in milliseconds. @throws InvalidValue */
export function parseDuration(raw: string, unit: 'minutes' | 'seconds', least: number): number {
  const valid = `a number of ${unit}, at least ${least}, such as ${unit === 'minutes' ? '30 or 0.5' : '15'}`
  const value = decimal(raw, valid)
  if (value < least) throw new InvalidValue(`it must be ${valid}`)
  return value * (unit === 'minutes' ? 60_000 : 1000)
}

/** A whole number, at least `least`. @throws InvalidValue */
export function parseWhole(raw: string, least: number): number {
  const value = /^\d+$/u.test(raw) ? Number(raw) : Number.NaN
  if (!Number.isSafeInteger(value) || value < least)
    throw new InvalidValue(`it must be a whole number, at least ${least}`)
  return value
}

/** The booleans of YAML 1.2, as the toolkit reads them. @throws InvalidValue */
export function parseBoolean(raw: string): boolean {
  if (/^(?:true|True|TRUE)$/u.test(raw)) return true
  if (/^(?:false|False|FALSE)$/u.test(raw)) return false
  throw new InvalidValue('it must be true or false')
}

/** One word of a fixed list. @throws InvalidValue */
export function parseChoice<const Choice extends string>(raw: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((word) => word === raw)
  if (choice === undefined) throw new InvalidValue(`it must be one of ${choices.join(', ')}`)
  return choice
}

/** Why an id is missing: an expression or a command that finds no field goes on without a word. */
export const NO_ID_FOUND = 'the step that reads the job_id did not find one'

/** An id that travels in a request: no white space, commas or control characters. @throws InvalidValue */
export function parseJobId(raw: string): string {
  if (/\p{Cc}/u.test(raw)) throw new InvalidValue('it must be one line without control characters')
  if (/[\s,]/u.test(raw)) throw new InvalidValue('it must be one id, without white space or commas')
  // This is what `jq -r` and expressions print when the field that they were asked for is missing.
  if (/^(?:null|undefined)$/u.test(raw)) {
    throw new InvalidValue(`it must be the job_id that ${CREATES_A_TEST} returned; ${NO_ID_FOUND}`)
  }
  if (raw.length > MAX_JOB_ID_LENGTH) {
    throw new InvalidValue(`it must have at most ${formatCount(MAX_JOB_ID_LENGTH)} characters`)
  }
  return raw
}

/** Characters. GitHub refuses a longer name of a status. */
const MAX_STATUS_NAME_LENGTH = 255

/** The name of a commit status. @throws InvalidValue */
export function parseStatusName(raw: string): string {
  if (/\p{Cc}/u.test(raw) || raw.length > MAX_STATUS_NAME_LENGTH) {
    throw new InvalidValue(
      `it must be the name of a commit status: one line of at most ${MAX_STATUS_NAME_LENGTH} characters, such as "Inbox placement"`,
    )
  }
  return raw
}

/** A secret that fits in an HTTP header. Its value never enters the message. @throws InvalidValue */
export function parseSecret(raw: string): string {
  if (!/^[\x21-\x7e]+$/u.test(raw)) {
    throw new InvalidValue(
      'it must be one line of ASCII characters without spaces; check how the secret was pasted',
    )
  }
  return raw
}

/** A line whose provider is the name as it was given; null for `*`. */
export type NamedLine<Line extends ProviderRate | ProviderWeight> = Omit<Line, 'provider'> & {
  readonly provider: string | null
}

/** One line `Provider: percent`. @throws InvalidValue */
export function parseProviderRate(line: string): NamedLine<ProviderRate> {
  const { provider, rest } = splitProvider(line, 'a line "Provider: percent", such as "Gmail: 90"')
  return { provider, minimum: parsePercent(rest) }
}

/** One line `Provider: weight`; a percent sign is allowed and changes nothing. @throws InvalidValue */
export function parseProviderWeight(line: string): NamedLine<ProviderWeight> {
  const valid = 'a line "Provider: weight", such as "Gmail: 60" or "Gmail: 120000"'
  const { provider, rest } = splitProvider(line, valid)
  const value = rest.endsWith('%') ? rest.slice(0, -1).trimEnd() : rest
  return { provider, weight: decimal(value, `${valid}, without thousands separators`) }
}

/** The last colon separates; `*` alone stands for the others. @throws InvalidValue */
function splitProvider(line: string, valid: string): { provider: string | null; rest: string } {
  const colon = line.lastIndexOf(':')
  const provider = line.slice(0, Math.max(colon, 0)).trim()
  if (provider === '') throw new InvalidValue(`it must be ${valid}`)
  refuseFoldedName(provider)
  refuseQuotes(provider)
  return { provider: provider === '*' ? null : provider, rest: line.slice(colon + 1).trim() }
}

/** Adds one address or CIDR range to the list. @throws InvalidValue */
export function addAllowedIps(list: BlockList, line: string): void {
  refuseSeveral(line, 'address')
  const [address = '', prefix, ...rest] = line.split('/')
  const version = isIP(address)
  const bits = version === 4 ? 32 : 128
  const length = prefix === undefined ? bits : /^\d{1,3}$/u.test(prefix) ? Number(prefix) : Number.NaN
  // A zone index is valid for isIP, but names an interface of one machine.
  if (version === 0 || rest.length > 0 || address.includes('%') || !(length <= bits)) {
    throw new InvalidValue(
      'it must be one IPv4 or IPv6 address or CIDR range per line, such as 192.0.2.10 or 2001:db8::/32',
    )
  }
  list.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6')
}

/**
 * The root of the API: https, or http on loopback, where no key crosses a network unless a proxy is named for it.
 * @returns the URL without trailing slashes
 * @throws InvalidValue
 */
export function parseApiUrl(raw: string): string {
  // The URL parser silently accepts what is a typing error here: a missing slash, a backslash, a line break.
  const url = /^https?:\/\/[^\s\\]+$/iu.test(raw) && URL.canParse(raw) ? new URL(raw) : null
  if (
    url === null ||
    !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)))
  ) {
    throw new InvalidValue('it must be an https URL, or an http URL on loopback')
  }
  if (/[?#]/u.test(raw) || url.username !== '' || url.password !== '') {
    throw new InvalidValue('it must be a URL without credentials, query or fragment')
  }
  return url.href.replace(/\/+$/u, '')
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/u.test(hostname)
}

/** A double (IEEE 754) keeps any decimal number of at most this many significant digits exactly as written. */
const MAX_DIGITS = 15

function decimal(raw: string, valid: string): number {
  const value = DECIMAL.test(raw) ? Number(raw) : Number.NaN
  if (!Number.isFinite(value)) throw new InvalidValue(`it must be ${valid}`)
  const significant = raw.includes('.') ? raw.replace(/0+$/u, '') : raw
  const digits = significant.replace('.', '').replace(/^0+/u, '')
  if (digits.length > MAX_DIGITS) {
    throw new InvalidValue(`it must have at most ${MAX_DIGITS} digits; nothing is rounded`)
  }
  return value
}
