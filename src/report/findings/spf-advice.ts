import { VENDOR } from '../../wording/vendor.ts'

/** What an SPF result other than pass says, and what to do about it (RFC 7208, section 2.6, has the results). */
export interface SpfAdvice {
  /** @param what such as `everything from 198.51.100.7` */
  readonly fact: (what: string) => string
  /** What to do where SPF passes for nothing from the sending IPs. @param ips how many are known */
  readonly action: (ips: number) => string
  /** What to do where it passes for other seeds. @param places where it does not, as a phrase */
  readonly elsewhere: (places: string) => string
  /** Whether it is the sender's to mend. */
  readonly isOfTheSender: boolean
}

const RECORD = "the SPF record of the Return-Path domain (often your sending service's)"

/** A sending IP that passes for other seeds is in the record. */
const notTheRecord = (places: string) => `Leave the SPF record alone: look at forwarding or DNS ${places}.`

const it = (ips: number) =>
  ips === 0 ? 'the sending IPs' : ips === 1 ? 'this sending IP' : 'these sending IPs'

const REFUSED: SpfAdvice = {
  fact: (what) => `SPF fails for ${what}`,
  action: (ips) => `Add ${it(ips)} to ${RECORD}, or stop sending from ${ips === 1 ? 'it' : 'them'}.`,
  elsewhere: notTheRecord,
  isOfTheSender: true,
}

const ADVICE: ReadonlyMap<string, SpfAdvice> = new Map([
  ['fail', REFUSED],
  ['softfail', REFUSED],
  [
    'none',
    {
      fact: (what) => `There is no SPF record for ${what}`,
      action: () =>
        "Publish an SPF record for the Return-Path domain (often your sending service's), with every IP you send from.",
      elsewhere: notTheRecord,
      isOfTheSender: true,
    },
  ],
  [
    'permerror',
    {
      fact: (what) => `The SPF record is broken for ${what}`,
      action: () => `Correct ${RECORD}: a common fault is more than ten DNS lookups.`,
      elsewhere: notTheRecord,
      isOfTheSender: true,
    },
  ],
  [
    'temperror',
    {
      fact: (what) => `SPF could not be checked for ${what}`,
      action: () => 'Test again: DNS failed when SPF was checked.',
      elsewhere: (places) => `Test again: DNS failed ${places} when SPF was checked.`,
      isOfTheSender: false,
    },
  ],
  [
    'neutral',
    {
      fact: (what) => `SPF is neutral about ${what}`,
      action: (ips) =>
        `Add ${it(ips)} to ${RECORD}, which neither allows nor forbids ${ips === 1 ? 'it' : 'them'} now.`,
      elsewhere: notTheRecord,
      isOfTheSender: true,
    },
  ],
])

const OTHER: SpfAdvice = {
  fact: (what) => `There is an unusual SPF result for ${what}`,
  action: () => `Ask ${VENDOR} what it means: the SPF standard does not have it.`,
  elsewhere: notTheRecord,
  isOfTheSender: false,
}

/** @param result in lower case, other than `pass` */
export function spfAdvice(result: string): SpfAdvice {
  return ADVICE.get(result) ?? OTHER
}
