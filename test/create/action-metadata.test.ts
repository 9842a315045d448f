import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { CREATE_INPUTS } from '../../src/inputs/create-inputs.ts'
import { created, creation } from '../one-creation.ts'

const FOLDER = join(import.meta.dirname, '..', '..', 'create')

interface Action {
  readonly inputs: Record<string, { description?: string; required?: boolean; default?: unknown }>
  readonly outputs: Record<string, { description?: string }>
  readonly runs: { using: string; main: string }
}

const action = parse(readFileSync(join(FOLDER, 'action.yml'), 'utf8')) as Action

describe('create/action.yml', () => {
  test('declares the inputs that the code reads, in order and with the same defaults, which are text', () => {
    const declared = Object.entries(action.inputs).map(([name, input]) => [name, input.default ?? ''])
    expect(declared).toEqual(CREATE_INPUTS.map(({ name, byDefault }) => [name, byDefault]))
  })

  test('requires what the code requires', async () => {
    const required = Object.keys(action.inputs).filter((name) => action.inputs[name]?.required === true)
    const { annotations } = await creation(created(), { test_name: '', api_key: '' })
    expect(annotations.map(({ message }) => message.split(':')[0])).toEqual(required)
  })

  test('declares the outputs that the code sets, in order', async () => {
    const { outputs } = await creation(created())
    expect(Object.keys(outputs)).toEqual(Object.keys(action.outputs))
  })

  test('describes each input and output', () => {
    for (const [name, { description }] of Object.entries({ ...action.inputs, ...action.outputs }))
      expect(description?.trim(), name).toMatch(/\.$/u)
  })

  test('runs a file of dist/ on Node 24', () => {
    expect(action.runs).toEqual({ using: 'node24', main: '../dist/create.js' })
    expect(existsSync(join(FOLDER, action.runs.main))).toBe(true)
  })
})
