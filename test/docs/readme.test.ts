import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { wilsonInterval } from '../../src/judge/statistics.ts'
import { formatPercent } from '../../src/wording/numbers.ts'
import { file } from './github-checks.ts'
import { codeBlocks, tableRows } from './markdown.ts'

const README = file('README.md')
const action = parse(file('action.yml')) as {
  inputs: Record<string, { required?: boolean; default?: string }>
  outputs: Record<string, unknown>
}

describe('the README', () => {
  test('can be read in one sitting', () => {
    expect(README.split('\n').length).toBeLessThanOrEqual(320)
  })

  test('lists every input in the groups and the order of action.yml, with its default', () => {
    const groups = ['Inputs', ...file('action.yml').matchAll(/^ {2}# (.*)$/gmu)].map(
      (group) => (typeof group === 'string' ? group : group[1]) ?? '',
    )
    const shown = groups.flatMap((group) => tableRows(README, [group])).map(([name, value]) => [name, value])
    const declared = Object.entries(action.inputs).map(([name, input]) => {
      if (input.required === true) return [name, 'required']
      return [name, input.default ?? expect.stringMatching(/^(?:off|empty|from the event)$/u)]
    })
    expect(shown).toEqual(declared)
  })

  test('lists every output in the order of action.yml', () => {
    expect(tableRows(README, ['Outputs']).map(([name]) => name)).toEqual(Object.keys(action.outputs))
  })

  test('has the two commands that CI takes from it, each once', () => {
    const commands = codeBlocks(README, 'sh').map(({ text }) => text)
    expect(commands).toEqual(['npm ci && npm run demo\n', 'npm ci && npm test\n'])
  })

  test('gives the interval that the report would give', () => {
    const { low, high } = wilsonInterval(42, 50)
    expect(README).toContain(`84% stands for anything from ${formatPercent(low)} to ${formatPercent(high)}`)
  })
})
