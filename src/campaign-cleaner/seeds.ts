import type { Placement, Seed, Summary } from '../core/inbox-test.ts'
import { providerKey } from '../judge/placement.ts'
import { SeedAddress, type SeedAddresses, withoutMailboxes } from '../privacy/addresses.ts'
import type { SeedLine } from './seed-lines.ts'
import { type ListedPlacement, tabsCountAs } from './tabs.ts'

/** The seeds of a list. */
export interface ListedSeeds {
  /** In the order in which their addresses come first. */
  readonly seeds: readonly Seed[]
  /** How many of them have lines that differ in a field that a rule may read. */
  readonly differingSeeds: number
}

/**
 * One seed for each address, whatever the number of its lines, so that a doubled line never stands for a seed that is not
 * listed. Where its lines differ, the field is open among their values. The order of the lines decides nothing.
 */
export function seedsOf(
  lines: readonly SeedLine[],
  summary: Summary,
  seedAddresses: SeedAddresses,
): ListedSeeds {
  const mailboxes = byMailbox(lines, seedAddresses).map(valuesOf)
  const tabs = tabsCountAs(
    mailboxes.map(({ placement }) => placement),
    summary,
  )
  const seeds = mailboxes.map((mailbox) => seedOf(mailbox, tabs, seedAddresses))
  const differs = (mailbox: Mailbox, { open = {} }: Seed) =>
    (mailbox.placement.length > 1 && open.placement !== undefined) ||
    [open.provider, open.spf, open.senderIp].some((values) => values !== undefined)
  const differingSeeds = mailboxes.filter((mailbox, index) => differs(mailbox, seeds[index] as Seed)).length
  return { seeds, differingSeeds }
}

/** The API's own mask leaves several seeds with one text. */
const MASK = /[*•]/u

/** Lines without an address, or with one that the API masks, are a seed each: nothing says which of them are the same. */
function byMailbox(lines: readonly SeedLine[], mode: SeedAddresses): SeedLine[][] {
  const known = new Map<string, SeedLine[]>()
  const mailboxes: SeedLine[][] = []
  for (const line of lines) {
    const isKnown = line.address !== null && !MASK.test(line.address)
    const key = isKnown ? new SeedAddress(line.address, mode).key() : null
    const same = key === null ? undefined : known.get(key)
    if (same !== undefined) {
      same.push(line)
      continue
    }
    const mailbox = [line]
    mailboxes.push(mailbox)
    if (key !== null) known.set(key, mailbox)
  }
  return mailboxes
}

/** What the lines of one seed say: each value once, in an order that does not depend on theirs, null last. */
interface Mailbox {
  readonly address: readonly (string | null)[]
  readonly provider: readonly (string | null)[]
  readonly placement: readonly ListedPlacement[]
  readonly placementText: readonly (string | null)[]
  readonly spf: readonly (string | null)[]
  readonly senderIp: readonly (string | null)[]
  readonly submissionResult: readonly (string | null)[]
}

function valuesOf(lines: readonly SeedLine[]): Mailbox {
  const values = <Field extends keyof SeedLine>(field: Field) => distinct(lines.map((line) => line[field]))
  return {
    address: values('address'),
    provider: distinct(
      lines.map(({ provider }) => provider),
      providerKey,
    ),
    placement: values('placement'),
    placementText: values('placementText'),
    spf: values('spf'),
    senderIp: values('senderIp'),
    submissionResult: values('submissionResult'),
  }
}

/** Of values with one key the first in order stays. */
function distinct<Value extends string | null>(
  values: readonly Value[],
  keyOf: (value: string) => string = (value) => value,
): Value[] {
  if (values.length === 1) return [...values]
  const byKey = new Map<string | null, Value>()
  for (const value of values.toSorted(nullLast)) {
    const key = value === null ? null : keyOf(value)
    if (!byKey.has(key)) byKey.set(key, value)
  }
  return [...byKey.values()]
}

function nullLast(one: string | null, other: string | null): number {
  if (one === other) return 0
  if (one === null || other === null) return one === null ? 1 : -1
  return one < other ? -1 : 1
}

/** @param tabs as what the summary counts the tabs of an inbox */
function seedOf(mailbox: Mailbox, tabs: readonly Placement[], mode: SeedAddresses): Seed {
  const show = (text: string | null) => (text === null ? null : withoutMailboxes(text, mode))
  const [written = null] = mailbox.address
  const address = written === null ? null : new SeedAddress(written, mode)
  const provider = mailbox.provider.map(show)
  const placement = distinct(mailbox.placement.flatMap((each) => (each === 'tab' ? tabs : [each])))
  const spf = mailbox.spf.map(show)
  const senderIp = mailbox.senderIp.map(show)
  const open = {
    ...(provider.length > 1 && { provider }),
    ...(placement.length > 1 && { placement }),
    ...(spf.length > 1 && { spf }),
    ...(senderIp.length > 1 && { senderIp }),
  }
  const [submission = null] = mailbox.submissionResult
  return {
    provider: provider[0] ?? null,
    address,
    placement: shownPlacement(placement),
    placementText: show(mailbox.placementText[0] ?? null),
    spf: spf[0] ?? null,
    senderIp: senderIp[0] ?? null,
    submissionResult: show(
      submission === null || address === null ? submission : address.removedFrom(submission),
    ),
    ...(Object.keys(open).length > 0 && { open }),
  }
}

/** The one that claims least: an open seed may still be pending, and else nobody knows where it is. */
function shownPlacement(values: readonly Placement[]): Placement {
  const [first = 'unknown', ...others] = values
  if (others.length === 0) return first
  return values.includes('pending') ? 'pending' : 'unknown'
}
