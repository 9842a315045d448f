import { BlockList } from 'node:net'
import type { Text } from '../core/text.ts'
import type { ProviderWeight, RuleName, Rules } from '../judge/rule.ts'
import type { Texts } from '../privacy/texts.ts'
import { InvalidValue } from './invalid-value.ts'
import type { InputName } from './names.ts'
import {
  addAllowedIps,
  parseBoolean,
  parseChoice,
  parsePercent,
  parsePoints,
  parseProviderRate,
  parseProviderWeight,
  parseWhole,
} from './parse.ts'
import type { Reader } from './reader.ts'

type ReadRule<Name extends RuleName> = (
  reader: Reader,
  weights: readonly ProviderWeight[] | null,
  texts: Texts,
) => Rules[Name]

/** How each rule is read; a rule has the name of its input. */
const READERS: { readonly [Name in RuleName & InputName]: ReadRule<Name> } = {
  min_inbox_rate: (reader) => reader.read('min_inbox_rate', parsePercent, 0),
  provider_min_inbox_rate: (reader, _weights, texts) =>
    linesByProvider(reader, texts, 'provider_min_inbox_rate', parseProviderRate),
  min_weighted_inbox_rate: readWeightedMinimum,
  max_spam_rate: (reader) => reader.optional('max_spam_rate', parsePercent),
  max_inbox_rate_drop: readDrop,
  require_spf: (reader) => reader.read('require_spf', parseBoolean, false),
  allowed_sender_ips: readSenderIps,
  max_unknown_rate: (reader) => reader.optional('max_unknown_rate', parsePercent),
  max_missing_seeds: (reader) => reader.optional('max_missing_seeds', (raw) => parseWhole(raw, 0)),
  on_timeout: (reader) =>
    reader.read('on_timeout', (raw) => parseChoice(raw, ['decide', 'warn', 'fail']), 'decide'),
}

/** Reads every rule. @param weights as `readWeights` gives them */
export function readRules(reader: Reader, texts: Texts, weights: readonly ProviderWeight[] | null): Rules {
  const entries = Object.entries(READERS).map(([name, read]) => [name, read(reader, weights, texts)])
  return Object.fromEntries(entries) as Rules
}

function readWeightedMinimum(
  reader: Reader,
  weights: readonly ProviderWeight[] | null,
): Rules['min_weighted_inbox_rate'] {
  const minimum = reader.optional('min_weighted_inbox_rate', parsePercent)
  if (reader.text('min_weighted_inbox_rate') !== '' && reader.text('provider_weights') === '') {
    reader.refuse(
      'min_weighted_inbox_rate',
      'it needs provider_weights: how your list is spread over the providers',
    )
  }
  return minimum === null || weights === null ? null : { minimum, weights }
}

function readDrop(reader: Reader): number | null {
  const drop = reader.optional('max_inbox_rate_drop', parsePoints)
  if (reader.text('max_inbox_rate_drop') !== '' && reader.text('baseline_job_id') === '') {
    reader.refuse('max_inbox_rate_drop', 'it needs baseline_job_id: the earlier test to compare with')
  }
  return drop
}

/** How the list is spread over the providers; null without `provider_weights`. */
export function readWeights(reader: Reader, texts: Texts): readonly ProviderWeight[] | null {
  const weights = linesByProvider(reader, texts, 'provider_weights', parseProviderWeight)
  if (weights.length === 0) return null
  // A line that is wrong may be the one with the weight.
  const isWhole = weights.length === reader.lines('provider_weights').length
  const isAllZero = isWhole && weights.every(({ weight }) => weight === 0)
  if (isAllZero) reader.refuse('provider_weights', 'at least one weight must be above 0')
  return weights
}

type Named<Line> = Omit<Line, 'provider'> & { readonly provider: Text | null }

/** Lines that name a provider each, none twice. */
function linesByProvider<Line extends { readonly provider: string | null }>(
  reader: Reader,
  texts: Texts,
  name: InputName,
  parse: (line: string) => Line,
): Named<Line>[] {
  const known = new Set<string | null>()
  const parseNew = (line: string): Named<Line> => {
    const parsed = parse(line)
    const provider = parsed.provider === null ? null : texts.provider(parsed.provider)
    const key = provider?.key ?? null
    if (known.has(key)) throw new InvalidValue('this provider is named twice; name each only once')
    known.add(key)
    return { ...parsed, provider }
  }
  return reader.readLines(name, parseNew)
}

function readSenderIps(reader: Reader): BlockList | null {
  if (reader.lines('allowed_sender_ips').length === 0) return null
  const list = new BlockList()
  reader.readLines('allowed_sender_ips', (line) => addAllowedIps(list, line))
  return list
}
