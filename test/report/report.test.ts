import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Placement, Seed } from '../../src/campaign-cleaner/inbox-test.ts'
import type { GateResult } from '../../src/gate-result.ts'
import { type Budget, UNLIMITED } from '../../src/report/fit.ts'
import { renderReport } from '../../src/report/report.ts'
import { showTest } from '../../src/seed-privacy.ts'
import type { RuleResult } from '../../src/verdict.ts'
import { gateResult, inboxTest, seed } from '../builders.ts'
import { parsed } from './parsed.ts'

const RUN = 'https://github.com/acme/mail/actions/runs/4242'
const OWN_HTML = /^<\/?(?:details|summary|sub)>$/u

const rule = (over: Partial<RuleResult> = {}): RuleResult => ({
  rule: 'min_inbox_rate',
  provider: null,
  unit: 'percent',
  bound: { kind: 'at_least', value: 80 },
  measured: { low: 100, high: 100 },
  outcome: 'passed',
  note: null,
  ...over,
})

const report = (over: Partial<GateResult> = {}, budget: Budget = UNLIMITED) =>
  renderReport(gateResult(over), budget)
const ofSeeds = (seeds: Seed[], over: Partial<GateResult> = {}) =>
  report({ test: showTest(inboxTest({ seeds }), 'masked'), ...over })

/** What people put into names when they mean harm, between ordinary words. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '|',
        '\\',
        '\\|',
        '`',
        '``',
        '```',
        '~~~',
        '\n',
        '\r',
        '\n\n',
        '\u0000',
        '\u001b[31m',
        '\t',
        '  ',
        '<script>alert(1)</script>',
        '<!--',
        '-->',
        '<img src=x>',
        '</details>',
        '](http://evil.example)',
        '[a](http://evil.example)',
        '![x](http://evil.example/y)',
        '@octocat',
        '@acme/team',
        '#12',
        'GH-12',
        'acme/mail#3',
        'https://evil.example/x',
        'www.evil.example',
        'someone@evil.example',
        'ffac537e6cbbf934b08745a378932722df287a53',
        'ffac537',
        '::error::x',
        '##[error]',
        '%0A',
        '\u202e',
        '\u200b',
        '😀',
        '\ud800',
        '$x$',
        ':smile:',
        '&#64;',
        '&lt;',
        '* ',
        '# ',
        '> ',
        '- ',
        '1. ',
        '---',
        '===',
        '**',
        '__',
        '~~',
      ),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(''))

describe('hostile text', () => {
  /** One report with the same text in every place that the API or the workflow can fill. */
  function reportWith(text: string): string {
    const seeds = [
      seed({ provider: text, address: text, submissionResult: text, senderIp: text }),
      seed({ provider: text, placement: 'unknown', placementText: text, spf: text }),
      seed({ provider: 'Yahoo', placement: 'pending', spf: null, senderIp: null }),
    ]
    const shown = showTest(
      inboxTest({ seeds, jobId: text, testName: text, submittedDate: text, status: text, completed: false }),
      'full',
    )
    return report({
      verdict: 'undecided',
      jobId: text,
      test: shown,
      baseline: shown,
      rules: [rule({ provider: text, rule: 'provider_min_inbox_rate' })],
      warnings: [{ message: text, hint: 'Try again.' }],
    })
  }
  const shape = (markdown: string) => {
    const { tables, html, links, headings, listItems } = parsed(markdown)
    return {
      cells: tables.map((table) => table.map((row) => row.length)),
      html,
      links,
      headings: headings.length,
      listItems: listItems.length,
    }
  }
  const harmless = shape(reportWith('plain'))

  test('changes no table, opens no HTML, links nowhere, mentions nobody', () => {
    expect(harmless.html.every((tag) => tag.match(/<\/?(?:details|summary|sub)>/gu) !== null)).toBe(true)
    expect(harmless.links).toEqual([RUN])
    fc.assert(
      fc.property(
        hostileText.filter((text) => text.trim() !== ''),
        (text) => {
          expect(shape(reportWith(text))).toEqual(harmless)
        },
      ),
      { numRuns: 400 },
    )
  })

  test('an error says what happened without becoming Markdown', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const markdown = report({
          verdict: 'error',
          test: null,
          error: { message: text, hint: 'Check api_key.', details: [text, text] },
        })
        const { links, html, headings, listItems } = parsed(markdown)
        expect(links).toEqual([RUN])
        expect(html.filter((tag) => !OWN_HTML.test(tag))).toEqual([])
        expect(headings).toHaveLength(1)
        expect(listItems).toHaveLength(2)
      }),
      { numRuns: 200 },
    )
  })

  test('nothing that the reader cannot see is passed on', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(reportWith(text).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
      }),
    )
  })
})

describe('size', () => {
  const wide = '😀|`@x'.repeat(40)
  const manySeeds = (count: number, groups: number): Seed[] =>
    Array.from({ length: count }, (_, index) =>
      seed({
        provider: `${wide} ${index % groups}`,
        address: `${index}${wide}`,
        senderIp: `${wide} ${index % groups}`,
        placement: (['inbox', 'spam', 'unknown', 'pending'] satisfies Placement[])[index % 4] as Placement,
      }),
    )
  const rules = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      rule({ rule: 'provider_min_inbox_rate', provider: `${wide}${index}` }),
    )
  const bytes: Budget = {
    limit: 1024 * 1024,
    measure: (text) => Buffer.byteLength(text),
    elsewhere: '; elsewhere.',
  }
  const characters: Budget = { limit: 65_536, measure: (text) => text.length, elsewhere: '; elsewhere.' }

  test.each([
    [0, 1],
    [50, 4],
    [5000, 4000],
    [60_000, 30],
  ])('%i seeds in %i groups fit into a job summary and into a comment', (count, groups) => {
    const shown = showTest(inboxTest({ seeds: manySeeds(count, groups) }), 'full')
    const over = { test: shown, rules: rules(Math.min(groups, 3000)) }
    expect(Buffer.byteLength(report(over, bytes))).toBeLessThanOrEqual(bytes.limit)
    expect(report(over, characters).length).toBeLessThanOrEqual(characters.limit)
  })

  test('whole rows are left out, the last table first, and a line says how many', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 5000, max: 40_000 }), (count, limit) => {
        const over = { test: showTest(inboxTest({ seeds: manySeeds(count, 8) }), 'full'), rules: rules(8) }
        const full = parsed(report(over)).tables
        const markdown = report(over, { ...characters, limit })
        if (markdown.length > limit) {
          // Only what always stands is left.
          expect(limit).toBeLessThan(report(over, { ...characters, limit: 0 }).length)
          return
        }
        const { tables } = parsed(markdown)
        expect(tables).toHaveLength(full.length)
        let leftOut = 0
        tables.forEach((table, index) => {
          // What is shown is the beginning of the whole, cell by cell.
          expect(table).toEqual(full[index]?.slice(0, table.length))
          const missing = (full[index]?.length ?? 0) - table.length
          leftOut += missing
          if (missing > 0)
            expect(markdown).toMatch(
              new RegExp(`(?:The other|All) ${missing} [a-z IP]+ are left out here`, 'u'),
            )
        })
        const said = [...markdown.matchAll(/(?:The other|All) (\d+) [a-zA-Z ]+ are left out here/gu)]
        expect(said.reduce((sum, [, number]) => sum + Number(number), 0)).toBe(leftOut)
      }),
      { numRuns: 60 },
    )
  })

  test('without a limit every row is there', () => {
    const { tables } = parsed(report({ test: showTest(inboxTest({ seeds: manySeeds(300, 3) }), 'full') }))
    expect(tables.at(-1)).toHaveLength(301)
  })
})

describe('the headline', () => {
  const headline = (over: Partial<GateResult>) => parsed(report(over)).headings[0]

  test('has verdict, rate and threshold', () => {
    expect(headline({})).toBe('✅ Inbox placement passed: 100.0 % inbox, 80 % required')
    const seeds = [seed(), seed({ placement: 'spam' })]
    const test2 = showTest(inboxTest({ seeds }), 'masked')
    expect(headline({ verdict: 'failed', test: test2, rules: [rule({ outcome: 'failed' })] })).toBe(
      '❌ Inbox placement failed: 50.0 % inbox, 80 % required',
    )
  })

  test('says when other rules than the inbox rate failed', () => {
    const rules = [rule(), rule({ rule: 'max_spam_rate', outcome: 'failed' })]
    expect(headline({ verdict: 'failed', rules })).toBe(
      '❌ Inbox placement failed: 100.0 % inbox, 80 % required; 1 other rule failed',
    )
  })

  test('says that a rate is only so far while the test runs', () => {
    const open = showTest(inboxTest({ seeds: [seed(), seed({ placement: 'pending' })] }), 'masked')
    expect(headline({ verdict: 'undecided', test: open, rules: [rule({ outcome: 'undecided' })] })).toContain(
      '50.0 % inbox so far',
    )
  })

  test('says how much one seed is, and how sure the rate is', () => {
    const seeds = Array.from({ length: 50 }, (_, index) => seed({ placement: index < 42 ? 'inbox' : 'spam' }))
    expect(ofSeeds(seeds)).toContain(
      '50 of 50 seeds · one seed = 2 points · 95 % sure between 71.5 % and 91.7 %',
    )
  })

  test('says when the step does not fail all the same', () => {
    expect(report({ verdict: 'failed', warnOnly: true })).toContain(
      'The step does not fail: `warn_only` is on.',
    )
    expect(report({ verdict: 'undecided', timedOut: true, warnOnTimeout: true })).toContain(
      '`on_timeout` is `warn`',
    )
    expect(report({ verdict: 'failed' })).not.toContain('does not fail')
  })
})

describe('what stands out', () => {
  const findings = (over: Partial<GateResult>) => parsed(report(over)).listItems
  const found = (seeds: Seed[], over: Partial<GateResult> = {}) =>
    findings({ test: showTest(inboxTest({ seeds }), 'masked'), ...over })
  const at = (provider: string, placements: Placement[], over: Partial<Seed> = {}) =>
    placements.map((placement) => seed({ provider, placement, ...over }))
  const good = at('Gmail', Array(10).fill('inbox'))

  test('nothing, for a test in which nothing does', () => {
    expect(found(Array.from({ length: 100 }, () => seed()))).toEqual([])
  })

  test('a provider that fails alone, and not one of two', () => {
    const outlook = at('Outlook', ['spam', 'spam', 'inbox'])
    expect(found([...good, ...outlook])[0]).toBe(
      'Outlook alone is the problem: 2 of 3 seeds in spam; the other provider is at 100 %.',
    )
    expect(found([...good, ...outlook, ...at('Yahoo', ['spam'])]).join()).not.toContain('alone')
    expect(found(outlook).join()).not.toContain('alone')
  })

  test('a provider whose open seeds could still save it does not fail alone', () => {
    expect(found([...good, ...at('Outlook', ['pending', 'pending'])]).join()).not.toContain('alone')
  })

  test('SPF that fails, and from which address', () => {
    const failing = at('Yahoo', ['spam'], { spf: 'fail', senderIp: '198.51.100.7' })
    expect(found([...good, ...failing])).toContain(
      "SPF fails from 198.51.100.7: 1 seed, not in the inbox. Is this address in the domain's SPF record?",
    )
    expect(found(good).join()).not.toContain('SPF')
  })

  test('seeds that never arrived, and what to check', () => {
    const lost = found([...good, ...at('Yahoo', ['pending'])], {
      ending: 'deadline',
      timedOut: true,
      verdict: 'undecided',
    })
    expect(lost).toContain(
      '1 seed never received the mail (Yahoo). Was the campaign sent to every address in send_to of the test?',
    )
  })

  test('seeds that were not waited for, when the verdict was settled', () => {
    const early = found([...good, ...at('Yahoo', ['pending'])], { ending: 'settled' })
    expect(early).toContain('1 seed was still pending and could not have changed the verdict.')
  })

  test('placements unknown, in the words of the API', () => {
    const unknown = at('Gmail', ['unknown'], { placementText: 'Promotions' })
    expect(found([...good, ...unknown]).join()).toMatch(/Placement unknown: 1 seed .*Promotions/u)
  })

  test('a threshold that lies within what chance could make of the rate', () => {
    const half = Array.from({ length: 50 }, (_, index) => seed({ placement: index < 42 ? 'inbox' : 'spam' }))
    expect(found(half, { minInboxRate: 85 }).join()).toContain('85 % lies between 71.5 % and 91.7 %')
    expect(found(half, { minInboxRate: 60 }).join()).not.toContain('Close to the threshold')
  })

  test('an API that contradicts itself', () => {
    const disagreements = [{ field: 'inbox_rate', rate: 50, counted: 100, countedFrom: 'summary' }] as const
    expect(findings({ disagreements }).join()).toContain(
      'inbox_rate is 50.0 %, but its counts come to 100.0 %',
    )
  })
})

describe('the tables', () => {
  test('providers stand worst first, the larger of equal ones before the smaller', () => {
    const seeds = [
      seed({ provider: 'Gmail' }),
      seed({ provider: 'Yahoo' }),
      seed({ provider: 'Yahoo' }),
      seed({ provider: 'Outlook', placement: 'spam' }),
    ]
    const providers = parsed(ofSeeds(seeds)).tables.find((table) => table[0]?.[0] === 'Provider')
    expect(providers?.slice(1).map((row) => row[0])).toEqual(['Outlook', 'Yahoo', 'Gmail'])
  })

  test('a long list of rules begins with what failed', () => {
    const rules = Array.from({ length: 20 }, (_, index) =>
      rule({
        rule: 'provider_min_inbox_rate',
        provider: `p${index}`,
        outcome: index === 15 ? 'failed' : 'passed',
      }),
    )
    expect(parsed(report({ rules })).tables[0]?.[1]?.[0]).toBe('Inbox rate, p15')
  })

  test("the account's e-mail and full addresses are nowhere", () => {
    expect(
      ofSeeds([
        seed({ address: 'someone@gmail.example', submissionResult: 'sent to Someone@gmail.example' }),
      ]),
    ).not.toMatch(/someone@/iu)
  })
})
