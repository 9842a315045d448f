import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { closingWords, plainText } from '../../src/report/closing-words.ts'
import { code, text } from '../../src/report/markdown.ts'
import { FACTS, inboxTest, judgedTest, observedRun, refusedRun, ruleResult, seed } from '../builders.ts'
import { at, GOOD } from './findings/situations.ts'
import { hostileText } from './hostile-markdown.ts'

const failed = {
  verdict: 'failed',
  rules: [ruleResult({ measured: { low: 60, high: 60 }, outcome: 'failed' })],
  test: inboxTest({
    seeds: [...GOOD, ...at('Outlook', { spam: 30 }, { senderIp: '198.51.100.7', spf: 'fail' })],
  }),
} as const

describe('the end of the log', () => {
  test('of a run that failed has the first thing to look at, and the way to the whole report', () => {
    expect(closingWords(observedRun({}, [judgedTest(failed)]))).toEqual([
      "Look here first: SPF fails for everything from 198.51.100.7: 30 seeds, all at Outlook, all in spam. → Add this sending IP to the SPF record of the Return-Path domain (often your sending service's), or stop sending from it.",
      `The whole report: ${FACTS.runUrl}`,
    ])
  })

  test('names the test that it is about, where there are several', () => {
    const [first] = closingWords(
      observedRun({}, [judgedTest(), judgedTest({ ...failed, job: { id: 'b', label: 'B' } })]),
    )
    expect(first).toMatch(/^Look here first \(B\): SPF fails/u)
  })

  test('is the verdict alone where a run passed, and where there is nothing to look at or no page', () => {
    expect(closingWords(observedRun())).toEqual([])
    const facts = { ...FACTS, runUrl: null }
    const clean = judgedTest({ verdict: 'failed', test: inboxTest({ seeds: [seed()] }) })
    expect(closingWords(observedRun({ facts }, [clean]))).toEqual([])
    const problem = { message: '2 inputs are invalid', hint: '' }
    expect(closingWords(refusedRun(problem))).toEqual([`The whole report: ${FACTS.runUrl}`])
  })
})

test('plain text is what a reader of the page sees, with the address behind a link', () => {
  expect(plainText('**A:** see [a page](https://a.example/) at `x`.')).toBe(
    'A: see a page, https://a.example/ at x.',
  )
  fc.assert(
    fc.property(hostileText, hostileText, (one, other) => {
      const plain = plainText(`**${text(one)}:** ${code(other)} → Look.`)
      const shown = (given: string) => given.replaceAll(/[^\p{L}\p{Nd}]/gu, '')
      expect(shown(plain)).toBe(shown(`${plainText(text(one))}${plainText(code(other))}Look`))
      expect(plain).not.toMatch(/[\r\n]/u)
    }),
  )
})
