import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseLine } from '../../src/history/entry.ts'
import { secretsOf } from '../../src/privacy/secrets.ts'
import { entry } from '../history/entries.ts'
import { OPENLY } from '../texts.ts'
import { codeBlocks, firstCells } from './markdown.ts'

const page = readFileSync(new URL('../../docs/history.md', import.meta.url), 'utf8')

test('the page about the history has every field of a line, in its order', () => {
  expect(firstCells(page, 'A line').flat()).toEqual(Object.keys(entry()))
})

test('the line on the page about the history is one', () => {
  const [block] = codeBlocks(page, 'json')
  const written = JSON.parse(block?.text ?? '')
  expect(parseLine(JSON.stringify(written), secretsOf([]), OPENLY)).not.toBeNull()
  expect(Object.keys(written)).toEqual(Object.keys(entry()))
})
