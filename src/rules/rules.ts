import type { SeedField } from '../core/inbox-test.ts'
import { allowedSenderIps } from './allowed-sender-ips.ts'
import { maxInboxRateDrop } from './max-inbox-rate-drop.ts'
import { maxMissingSeeds } from './max-missing-seeds.ts'
import { maxSpamRate } from './max-spam-rate.ts'
import { maxUnknownRate } from './max-unknown-rate.ts'
import { minInboxRate } from './min-inbox-rate.ts'
import { minWeightedInboxRate } from './min-weighted-inbox-rate.ts'
import { onTimeout } from './on-timeout.ts'
import { providerMinInboxRate } from './provider-min-inbox-rate.ts'
import { requireSpf } from './require-spf.ts'
import type { Judged, On, Rule } from './rule.ts'

/** Every rule there is, the most important first: the headline names the first that failed. */
export const RULES = [
  minInboxRate,
  providerMinInboxRate,
  minWeightedInboxRate,
  maxSpamRate,
  maxInboxRateDrop,
  requireSpf,
  allowedSenderIps,
  maxUnknownRate,
  maxMissingSeeds,
  onTimeout,
] as const

type AnyRule = (typeof RULES)[number]

export type RuleName = AnyRule['name']

/** What the gate asks of a test, under the names of the inputs. */
export type Rules = { readonly [Each in AnyRule as Each['name']]: ReturnType<Each['read']> }

/** How one rule stands. */
export type RuleResult = { readonly rule: RuleName } & Judged

/** The declaration of each rule by its name. */
export const RULE = Object.fromEntries(RULES.map((rule) => [rule.name, rule])) as {
  readonly [Name in RuleName]: Rule<Name, unknown>
}

/** Sorts by importance, as the headline needs it. */
export function byImportance(a: Pick<RuleResult, 'rule'>, b: Pick<RuleResult, 'rule'>): number {
  return placeOf(a.rule) - placeOf(b.rule)
}

function placeOf(name: RuleName): number {
  return RULES.findIndex((rule) => rule.name === name)
}

/** The rules that are on, with their settings, in the order of the table. */
export function rulesOn(
  rules: Rules,
): { readonly rule: Rule<RuleName, unknown>; readonly setting: unknown }[] {
  return RULES.map((rule) => ({ rule, setting: rules[rule.name] })).filter(({ setting }) => isOn(setting))
}

function isOn<Setting>(setting: Setting): setting is On<Setting> & Setting {
  return Array.isArray(setting) ? setting.length > 0 : setting !== null && setting !== false
}

/** The fields of the seeds that the rules of this run need. When it is empty, the list of seeds decides nothing. */
export function neededFields(rules: Rules): ReadonlySet<SeedField> {
  return new Set(rulesOn(rules).flatMap(({ rule }) => rule.needs))
}
