import { describe, expect, test } from 'vitest'
import { GATE_INPUTS, type InputName } from '../../src/inputs/gate-inputs.ts'
import { pastedSecrets } from '../../src/parsing/pasted-secrets.ts'
import { secretsOf } from '../../src/privacy/secrets.ts'

const KEY = 'cc_live_9f8E7d6C5b4a'
const TOKEN = 'ghs_Sn34kyT0kenOfTheWorkflow'

const found = (inputs: Partial<Record<InputName, string>>) =>
  pastedSecrets(
    GATE_INPUTS,
    (name) => ({ api_key: KEY, github_token: TOKEN, ...inputs })[name] ?? '',
    secretsOf([KEY, TOKEN]),
  )

describe('an input that a secret was pasted into', () => {
  const names = GATE_INPUTS.map(({ name }) => name)

  test.each(names.filter((name) => name !== 'api_key' && name !== 'github_token'))(
    'is refused by its name, and shown without it: %s',
    (name) => {
      for (const secret of [KEY, TOKEN, Buffer.from(KEY).toString('base64')]) {
        const [mistake, ...others] = found({ [name]: `one line\nGmail ${secret}: 90\nthe last` })
        expect(others).toEqual([])
        expect(mistake).toMatchObject({ input: name, message: expect.stringContaining('api_key') })
        expect(mistake?.value).not.toContain(secret)
        expect(mistake?.value).not.toContain('line')
      }
    },
  )

  test('is none where they belong, nor any that holds a part of one', () => {
    expect(found({ job_id: `${KEY.slice(1)}\n${TOKEN.slice(0, -1)}` })).toEqual([])
    expect(found({ github_token: KEY })).toEqual([])
  })

  test('nor can be: a line too long to be searched is refused as that', () => {
    expect(found({ provider_weights: `Gmail: 1\n${'x'.repeat(2000)}` })).toEqual([])
    const [mistake] = found({ provider_weights: `Gmail: 1\n${'x'.repeat(2001)}` })
    expect(mistake?.message).toContain('2,001 characters')
  })
})
