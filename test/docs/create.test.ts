import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { file } from './github-checks.ts'
import { tableRows } from './markdown.ts'

const PAGE = file('docs/create.md')
const { inputs, outputs } = parse(file('create/action.yml')) as {
  inputs: Record<string, { required?: boolean; default?: string }>
  outputs: Record<string, unknown>
}

test('the page lists every input of create/action.yml in its order, with its default', () => {
  const declared = Object.entries(inputs).map(([name, input]) => [
    name,
    input.required === true ? 'required' : (input.default ?? 'off'),
  ])
  expect(tableRows(PAGE, ['Inputs of create']).map(([name, value]) => [name, value])).toEqual(declared)
})

test('and every output', () => {
  const shown = tableRows(PAGE, ['Outputs of create']).map(([name]) => name)
  expect(shown).toEqual(Object.keys(outputs))
})
