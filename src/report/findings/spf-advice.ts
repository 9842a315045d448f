/** What an SPF result other than pass says, and what to do about it (RFC 7208, section 2.6, has the results). */
export interface SpfAdvice {
  /** The beginning of a sentence that goes on with `from` and the addresses. */
  readonly fact: string
  /** What to do where the addresses pass nowhere. @param addresses how many are known */
  readonly action: (addresses: number) => string
  /** What to do where they pass for other seeds. @param places where they do not, as a phrase */
  readonly elsewhere: (places: string) => string
}

const RECORD = "the SPF record of the Return-Path domain (often your e-mail provider's)"

/** An address that passes for other seeds is in the record. */
const notTheRecord = (places: string) => `Leave the SPF record alone: look at forwarding or DNS ${places}.`

const it = (addresses: number) =>
  addresses === 0 ? 'the sending addresses' : addresses === 1 ? 'it' : 'them'

const REFUSED: SpfAdvice = {
  fact: 'SPF never passes',
  action: (addresses) =>
    `Add ${it(addresses)} to ${RECORD}, or stop sending from ${addresses === 1 ? 'it' : 'them'}.`,
  elsewhere: notTheRecord,
}

const ADVICE: ReadonlyMap<string, SpfAdvice> = new Map([
  ['fail', REFUSED],
  ['softfail', REFUSED],
  [
    'none',
    {
      fact: 'There is no SPF record for mail',
      action: () =>
        "Publish an SPF record for the Return-Path domain (often your e-mail provider's), with every address you send from.",
      elsewhere: notTheRecord,
    },
  ],
  [
    'permerror',
    {
      fact: 'The SPF record is broken for mail',
      action: () => `Correct ${RECORD}: a common fault is more than ten DNS lookups.`,
      elsewhere: notTheRecord,
    },
  ],
  [
    'temperror',
    {
      fact: 'SPF could not be checked for mail',
      action: () => 'Test again: DNS failed when SPF was checked.',
      elsewhere: (places) => `Test again: DNS failed ${places} when SPF was checked.`,
    },
  ],
  [
    'neutral',
    {
      fact: 'SPF is neutral about mail',
      action: (addresses) =>
        `Add ${it(addresses)} to ${RECORD}, which neither allows nor forbids ${addresses === 1 ? 'it' : 'them'} now.`,
      elsewhere: notTheRecord,
    },
  ],
])

const OTHER: SpfAdvice = {
  fact: 'There is an unusual SPF result for mail',
  action: () => 'Ask Campaign Cleaner what it means: the SPF standard does not have it.',
  elsewhere: notTheRecord,
}

/** @param result in lower case, other than `pass` */
export function spfAdvice(result: string): SpfAdvice {
  return ADVICE.get(result) ?? OTHER
}
