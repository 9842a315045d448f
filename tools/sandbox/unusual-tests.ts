import { fiftySeeds, outlookToSpam } from './campaigns.ts'
import { hostileTexts } from './hostile-text.ts'
import { type SeedSpec, seeds, testBody } from './inbox-test-body.ts'
import { arrived, type Pace } from './pace.ts'
import type { Scenario } from './scenario.ts'

// Tests that arrive in an unusual way, or whose answers are written in one.

/** How much longer Outlook takes in `slow-provider`, as a multiple of the time that all others take: six minutes at speed 1. */
const SLOW_PROVIDER_LAG = 45

/** As gray-listing or throttling looks: everything arrives, one provider's mail minutes after the others'. */
export function slowOutlook(pace: Pace): Scenario {
  const specs = fiftySeeds()
  return {
    title: 'all to the inbox, those of Outlook six minutes after the others',
    reply(poll) {
      const [prompt, late] = [arrived(specs, pace(poll)), arrived(specs, pace(poll) - SLOW_PROVIDER_LAG)]
      return {
        body: testBody(
          specs.map(({ provider }, index) => (provider === 'Outlook' ? late : prompt)[index] as SeedSpec),
        ),
      }
    },
  }
}

export function pausedUntilOver(pace: Pace): Scenario {
  return {
    title: 'status paused until all seeds are in, then completed, in lower case',
    reply(poll) {
      const share = pace(poll)
      const status = share < 1 ? 'paused' : 'completed'
      return { body: testBody(arrived(fiftySeeds(), Math.min(share, 1)), { status }) }
    },
  }
}

export function listedOnArrival(pace: Pace): Scenario {
  return {
    title: 'pending seeds are counted but not listed in results',
    reply(poll) {
      const body = testBody(arrived(fiftySeeds(), pace(poll)))
      return { body: { ...body, results: body.results.filter((seed) => seed.email_found) } }
    },
  }
}

/** The outlook-to-spam answers with every number and boolean as text, and words in another case. */
export function inStrings(pace: Pace): Scenario {
  return {
    title: 'numbers, rates and booleans as strings; words in odd case and spacing',
    reply: (poll) => ({ body: stringly(arrived(outlookToSpam, pace(poll))) }),
  }
}

function stringly(specs: readonly SeedSpec[]): Record<string, unknown> {
  const { status, summary, results, ...rest } = testBody(specs)
  const text = ([field, value]: [string, unknown]) => [
    field,
    field.endsWith('_rate') ? `${value}%` : `${value}`,
  ]
  return {
    ...rest,
    status: ` ${status.toUpperCase()} `,
    summary: Object.fromEntries(Object.entries(summary).map(text)),
    results: results.map((seed) => ({
      ...seed,
      email_found: String(seed.email_found),
      placement: ` ${seed.placement?.toLowerCase()} `,
      spf_status: seed.spf_status?.toUpperCase() ?? null,
    })),
  }
}

/** Every hostile text in every field of a seed, and in the fields of the test; the status too, until all is in. */
export function hostileTest(pace: Pace): Scenario {
  const textAt = (position: number) => hostileTexts[position % hostileTexts.length] as string
  const specs = seeds(3 * hostileTexts.length, (index) => ({
    provider: textAt(index),
    address: `${textAt(index + 1)}@${textAt(index + 2)}`,
    placement: ['Inbox', 'Spam', textAt(index + 3)][index % 3] as string,
    spf: textAt(index + 4),
    senderIp: textAt(index + 5),
    submissionResult: textAt(index + 6),
    found: true,
  }))
  return {
    title: 'every string full of Markdown, HTML, mentions, workflow commands and terminal escapes',
    reply(poll) {
      const share = pace(poll)
      const body = testBody(arrived(specs, share), {
        testName: hostileTexts.join(' '),
        submittedDate: hostileTexts.join(' '),
        status: share < 1 ? hostileTexts.join(' ') : 'Completed',
      })
      return { body: { ...body, submitted_by: hostileTexts.join(' ') } }
    },
  }
}
