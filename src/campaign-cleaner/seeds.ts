import { getOrInsert } from '../core/get-or-insert.ts'
import type { Placement, Seed, Summary } from '../core/inbox-test.ts'
import { nameKey, shared } from '../core/text.ts'
import type { Texts } from '../core/texts.ts'
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
export function seedsOf(lines: readonly SeedLine[], summary: Summary, texts: Texts): ListedSeeds {
  const mailboxes = byMailbox(lines, texts).map(valuesOf)
  const tabs = tabsCountAs(
    mailboxes.map(({ placement }) => placement),
    summary,
  )
  const toSeed = seedMaker(tabs, texts)
  const seeds = mailboxes.map(toSeed)
  const differs = (mailbox: Mailbox, { open = {} }: Seed) =>
    (mailbox.placement.length > 1 && open.placement !== undefined) ||
    [open.provider, open.spf, open.senderIp].some((values) => values !== undefined)
  const differingSeeds = mailboxes.filter((mailbox, index) => differs(mailbox, seeds[index] as Seed)).length
  return { seeds, differingSeeds }
}

/** Lines without an address, or with one that the API masks, are a seed each: nothing says which of them are the same. */
function byMailbox(lines: readonly SeedLine[], texts: Texts): SeedLine[][] {
  const known = new Map<string, SeedLine[]>()
  const mailboxes: SeedLine[][] = []
  for (const line of lines) {
    const key = line.address === null ? null : texts.seedAddress(line.address).key()
    const mailbox = key === null ? [] : getOrInsert<string, SeedLine[]>(known, key, () => [])
    if (mailbox.length === 0) mailboxes.push(mailbox)
    mailbox.push(line)
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
      nameKey,
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
function seedMaker(tabs: readonly Placement[], texts: Texts): (mailbox: Mailbox) => Seed {
  const textOf = orNull(shared(texts.text))
  const providerOf = orNull(shared(texts.provider))
  const addressOf = orNull(texts.seedAddress)
  return (mailbox) => {
    const provider = mailbox.provider.map(providerOf)
    const placement = distinct(mailbox.placement.flatMap((each) => (each === 'tab' ? tabs : [each])))
    const spf = mailbox.spf.map(textOf)
    const senderIp = mailbox.senderIp.map(textOf)
    const open = {
      ...(provider.length > 1 && { provider }),
      ...(placement.length > 1 && { placement }),
      ...(spf.length > 1 && { spf }),
      ...(senderIp.length > 1 && { senderIp }),
    }
    return {
      provider: provider[0] ?? null,
      address: addressOf(mailbox.address[0] ?? null),
      placement: shownPlacement(placement),
      placementText: textOf(mailbox.placementText[0] ?? null),
      spf: spf[0] ?? null,
      senderIp: senderIp[0] ?? null,
      submissionResult: textOf(mailbox.submissionResult[0] ?? null),
      ...(Object.keys(open).length > 0 && { open }),
    }
  }
}

function orNull<Value>(make: (given: string) => Value): (text: string | null) => Value | null {
  return (text) => (text === null ? null : make(text))
}

/** The one that claims least: an open seed may still be pending, and else nobody knows where it is. */
function shownPlacement(values: readonly Placement[]): Placement {
  const [first = 'unknown', ...others] = values
  if (others.length === 0) return first
  return values.includes('pending') ? 'pending' : 'unknown'
}
