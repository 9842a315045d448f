import { type SenderDesk, senderDesk } from './mail-families.ts'
import type { ProviderCost } from './provider-costs.ts'
import { listed, providerName } from './words.ts'

/** What to do about mail that one provider, or several of one family, did not put in the inbox. */
export function familyAdvice(costs: readonly ProviderCost[]): string {
  const [desk] = desksOf(costs)
  if (desk === undefined) {
    const names = listed(costs.map(({ provider }) => providerName(provider)))
    return `ask your e-mail provider how its sending addresses stand with ${names}.`
  }
  const without = costs.filter(({ provider }) => senderDesk(provider) === null)
  if (without.length === 0) return `${deskSentence(desk)}.`
  const covered = costs.filter((cost) => !without.includes(cost))
  const names = (some: readonly ProviderCost[]) => listed(some.map(({ provider }) => providerName(provider)))
  return `for ${names(covered)}, ${deskSentence(desk)}; for ${names(without)} there is no such page.`
}

/** A sentence with the desks of all providers that have one; empty when none has. */
export function desksAdvice(costs: readonly ProviderCost[]): string {
  const desks = desksOf(costs).map((desk) =>
    desk.knows === 'address'
      ? `${link(desk)} (if the sending addresses are yours, else ask your e-mail provider)`
      : link(desk),
  )
  return desks.length === 0 ? '' : ` See how you stand in ${listed(desks)}.`
}

function deskSentence(desk: SenderDesk): string {
  return desk.knows === 'address'
    ? `look up the sending addresses in ${link(desk)} if they are yours, else ask your e-mail provider`
    : `see how your sending domain stands in ${link(desk)}`
}

function desksOf(costs: readonly ProviderCost[]): SenderDesk[] {
  return [...new Set(costs.map(({ provider }) => senderDesk(provider)).filter((desk) => desk !== null))]
}

function link({ name, url }: SenderDesk): string {
  return `[${name}](${url})`
}
