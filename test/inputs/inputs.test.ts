import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GATE_INPUTS, type InputName } from '../../src/inputs/gate-inputs.ts'
import { type Inputs, readInputs } from '../../src/inputs/inputs.ts'
import { InvalidInputs } from '../../src/inputs/invalid-inputs.ts'
import { secretsOf } from '../../src/privacy/secrets.ts'
import { invalidInputSentence } from '../../src/wording/invalid-input.ts'
import { anyText } from '../any-text.ts'
import { asShown } from '../texts.ts'

type Given = Partial<Record<InputName, string>>

const REQUIRED = { job_id: 'job-1', api_key: 'cc-live-0123456789abcdef' }

/** What a workflow gives; inputs it does not name arrive empty. */
const inputsOf = (given: Given): Inputs =>
  readInputs({
    get: (name) => given[name] ?? '',
    secrets: secretsOf([given.api_key ?? '', given.github_token ?? '']),
    faultOfHistoryPath: (path) => (path.startsWith('/') ? 'it must lie in the workspace' : null),
  })

/** The same as a reader sees it, with an address to show how addresses show. */
function readAll(given: Given) {
  const { texts, ...inputs } = inputsOf(given)
  return { ...asShown(inputs), address: texts.seedAddress('seed@gmail.example').shown }
}

const read = (given: Given = {}) => readAll({ ...REQUIRED, ...given })

function mistakes(given: Given): InvalidInputs {
  try {
    readAll(given)
  } catch (error) {
    if (error instanceof InvalidInputs) return error
    throw error
  }
  throw new Error('the inputs were accepted')
}

const messages = (given: Given) => mistakes({ ...REQUIRED, ...given }).problems.map(invalidInputSentence)

describe('with only job_id and api_key', () => {
  test('everything else has the documented default', () => {
    expect(read()).toEqual({
      jobs: [{ id: 'job-1', label: null }],
      apiKey: REQUIRED.api_key,
      apiUrl: 'https://api.campaigncleaner.com/v1',
      rules: {
        min_inbox_rate: 80,
        max_spam_rate: null,
        provider_min_inbox_rate: [],
        min_weighted_inbox_rate: null,
        require_spf: false,
        allowed_sender_ips: null,
        max_unknown_rate: null,
        max_missing_seeds: null,
        max_inbox_rate_drop: null,
        on_timeout: 'decide',
      },
      providerWeights: null,
      baseline: { kind: 'none' },
      waiting: { waitFor: 'completed', timeoutMs: 30 * 60_000, pollIntervalMs: 15_000, quietMs: null },
      historyFile: null,
      warnOnly: false,
      comment: { mode: 'never', key: '', prNumber: null, token: null },
      status: null,
      address: 's•••@gmail.example',
    })
  })

  test('an expression that comes out empty is the same as an input not given', () => {
    const empty = Object.fromEntries(GATE_INPUTS.map(({ name }) => [name, '']))
    expect(read({ ...empty, ...REQUIRED })).toEqual(read())
  })

  test('the defaults of action.yml, given in full, change nothing', () => {
    expect(
      read({
        ...Object.fromEntries(GATE_INPUTS.map(({ name, byDefault }) => [name, byDefault])),
        ...REQUIRED,
      }),
    ).toEqual(read())
  })
})

describe('every input reaches its place', () => {
  const lists = {
    provider_min_inbox_rate: '\n  Gmail: 90%\n\n  Outlook: 85\r\n  *: 75\n',
    allowed_sender_ips: '192.0.2.10\n\n  2001:db8::/32\r\n',
    provider_weights: 'Gmail: 60%\n*: 120000\n',
  }
  const inputs = read({
    ...lists,
    min_inbox_rate: '92.5%',
    max_spam_rate: '5',
    require_spf: 'TRUE',
    max_unknown_rate: '2%',
    max_missing_seeds: '3',
    min_weighted_inbox_rate: '70',
    quiet_minutes: '2.5',
    history_file: 'placement.jsonl',
    baseline_job_id: 'job-0',
    max_inbox_rate_drop: '0.5',
    wait_for: 'verdict',
    timeout_minutes: '0.5',
    poll_interval_seconds: '20',
    on_timeout: 'warn',
    warn_only: 'true',
    comment: 'on_failure',
    comment_key: 'variant b',
    pr_number: '17',
    github_token: 'ghs_0123456789abcdef',
    seed_addresses: 'hidden',
    api_url: 'http://127.0.0.1:8080/v1/',
  })

  test('the rules', () => {
    const { allowed_sender_ips, ...rules } = inputs.rules
    expect(rules).toEqual({
      min_inbox_rate: 92.5,
      max_spam_rate: 5,
      provider_min_inbox_rate: [
        { provider: 'Gmail', minimum: 90 },
        { provider: 'Outlook', minimum: 85 },
        { provider: null, minimum: 75 },
      ],
      min_weighted_inbox_rate: { minimum: 70, weights: inputs.providerWeights },
      require_spf: true,
      max_unknown_rate: 2,
      max_missing_seeds: 3,
      max_inbox_rate_drop: 0.5,
      on_timeout: 'warn',
    })
    expect(allowed_sender_ips?.check('192.0.2.10')).toBe(true)
    expect(allowed_sender_ips?.check('192.0.2.11')).toBe(false)
    expect(allowed_sender_ips?.check('2001:db8:1::1', 'ipv6')).toBe(true)
  })

  test('the wait, in milliseconds', () => {
    expect(inputs).toMatchObject({
      waiting: { waitFor: 'verdict', timeoutMs: 30_000, pollIntervalMs: 20_000, quietMs: 150_000 },
      baseline: { kind: 'named', jobId: 'job-0' },
      historyFile: 'placement.jsonl',
      apiUrl: 'http://127.0.0.1:8080/v1',
    })
  })

  test('the weights of the list', () => {
    expect(inputs.providerWeights).toEqual([
      { provider: 'Gmail', weight: 60 },
      { provider: null, weight: 120_000 },
    ])
  })

  test('what is shown, and where', () => {
    expect(inputs).toMatchObject({
      warnOnly: true,
      address: null,
      comment: { mode: 'on_failure', key: 'variant b', prNumber: 17, token: 'ghs_0123456789abcdef' },
    })
  })

  test('they cannot be changed afterwards', () => {
    expect(Object.isFrozen(inputsOf(REQUIRED))).toBe(true)
  })

  test.each(['last', 'last-passed'] as const)('the baseline %s, where there is a history', (which) => {
    expect(read({ baseline_job_id: which, history_file: 'placement.jsonl' }).baseline).toEqual({
      kind: 'remembered',
      which,
    })
  })

  test('weights describe the list also without a rule on it', () => {
    const { rules, providerWeights } = read({ provider_weights: 'Gmail: 0\nOutlook: 1' })
    expect(rules.min_weighted_inbox_rate).toBeNull()
    expect(providerWeights).toHaveLength(2)
  })

  test('a rule of 0 is on, not off', () => {
    expect(read({ max_spam_rate: '0', max_missing_seeds: '0' }).rules).toMatchObject({
      max_spam_rate: 0,
      max_missing_seeds: 0,
    })
  })

  test('a timeout of 0 means one look', () => {
    expect(read({ timeout_minutes: '0' }).waiting.timeoutMs).toBe(0)
  })

  test('a list of blank lines is off', () => {
    const { rules } = read({ provider_min_inbox_rate: '\n \n', allowed_sender_ips: ' \n' })
    expect(rules).toMatchObject({ provider_min_inbox_rate: [], allowed_sender_ips: null })
  })
})

describe('a missing input that is required', () => {
  test('says where job_id comes from', () => {
    expect(messages({ job_id: '' })).toEqual([expect.stringMatching(/^job_id: .*create_inbox_test/u)])
  })

  test('says why a secret may be empty', () => {
    expect(messages({ api_key: '' })).toEqual([expect.stringMatching(/^api_key: .*secret.*forks/u)])
  })
})

describe('a wrong input', () => {
  test.each([
    ['min_inbox_rate', '0.85', 'did you mean 85?'],
    ['max_spam_rate', 'low', 'it must be a percentage from 0 to 100'],
    ['provider_min_inbox_rate', 'Gmail', 'it must be a line "Provider: percent"'],
    ['require_spf', 'yes', 'it must be true or false'],
    ['allowed_sender_ips', '192.0.2', 'it must be one IPv4 or IPv6 address'],
    ['max_missing_seeds', '2.5', 'it must be a whole number, at least 0'],
    ['max_inbox_rate_drop', '5%', 'it must be percentage points'],
    ['wait_for', 'Verdict', 'it must be one of completed, verdict'],
    ['timeout_minutes', '-1', 'it must be a number of minutes, at least 0'],
    ['poll_interval_seconds', '0.5', 'it must be a number of seconds, at least 1'],
    ['on_timeout', 'pass', 'it must be one of decide, warn, fail'],
    ['warn_only', '1', 'it must be true or false'],
    ['comment', 'on-failure', 'it must be one of never, always, on_failure'],
    ['pr_number', '0', 'it must be a whole number, at least 1'],
    ['seed_addresses', 'none', 'it must be one of masked, hidden, full'],
    ['api_url', 'http://api.example.com', 'it must be an https URL'],
    ['job_id', 'null', 'create_inbox_test'],
    ['max_unknown_rate', '0.5', 'did you mean 50?'],
    ['provider_weights', 'Gmail: 1,000', 'thousands separators'],
    ['provider_weights', 'Gmail: 0', 'above 0'],
    ['min_weighted_inbox_rate', '101', 'it must be a percentage from 0 to 100'],
    ['quiet_minutes', '0', 'above 0'],
    ['history_file', '/etc/passwd', 'it must lie in the workspace'],
    ['timeout_minutes', '0.9999999999999999999', 'at most 15 digits'],
    ['min_inbox_rate', '99.99999999999999999', 'at most 15 digits'],
  ] as const)('%s: %s is named with its value and what would be valid', (name, value, valid) => {
    const given = { ...REQUIRED, baseline_job_id: 'job-0', provider_weights: 'Gmail: 1', [name]: value }
    const { problems } = mistakes(given)
    expect(problems.map(({ input }) => input)).toEqual([name])
    // What is wrong with all lines together is shown by none of them.
    expect([value, null]).toContain(problems[0]?.value)
    expect(problems[0]?.message).toContain(valid)
  })

  test('weights are not called all zero while one of them cannot be read', () => {
    const { problems } = mistakes({ ...REQUIRED, provider_weights: 'Gmail: 1,000\n*: 0' })
    expect(problems).toMatchObject([{ input: 'provider_weights', value: 'Gmail: 1,000' }])
  })

  test('baseline_job_id is held to the same as job_id', () => {
    expect(messages({ baseline_job_id: 'undefined' })).toEqual([
      expect.stringMatching(/^baseline_job_id "undefined": .*create_inbox_test/u),
    ])
  })

  test('all mistakes are reported at once, in the order of the inputs', () => {
    const error = mistakes({
      api_url: 'localhost',
      warn_only: 'maybe',
      comment: 'sometimes',
      provider_weights: 'Gmail',
      min_inbox_rate: '0.9',
    })
    expect(error.problems.map((problem) => problem.input)).toEqual([
      'job_id',
      'api_key',
      'min_inbox_rate',
      'provider_weights',
      'warn_only',
      'comment',
      'api_url',
    ])
    expect(error.message.split('\n')).toHaveLength(7)
  })

  test('each wrong line of a list is a mistake of its own, and the right ones are none', () => {
    expect(
      messages({
        provider_min_inbox_rate: 'Gmail: 90\nYahoo\nOutlook: 0.8',
        allowed_sender_ips: 'a\n::1\nb',
      }),
    ).toEqual([
      expect.stringMatching(/^provider_min_inbox_rate "Yahoo": /u),
      expect.stringMatching(/^provider_min_inbox_rate "Outlook: 0\.8": did you mean 80\?/u),
      expect.stringMatching(/^allowed_sender_ips "a": /u),
      expect.stringMatching(/^allowed_sender_ips "b": /u),
    ])
  })

  test('a provider named twice is refused, in whatever spelling', () => {
    expect(messages({ provider_min_inbox_rate: 'Gmail: 90\n gmail : 80\n*: 1\n*: 2' })).toEqual([
      expect.stringMatching(/^provider_min_inbox_rate "gmail : 80": .*twice/u),
      expect.stringMatching(/^provider_min_inbox_rate "\*: 2": .*twice/u),
    ])
  })

  test.each([
    ['max_inbox_rate_drop', '5', 'baseline_job_id'],
    ['min_weighted_inbox_rate', '80', 'provider_weights'],
    ['baseline_job_id', 'last', 'history_file'],
    ['baseline_job_id', 'last-passed', 'history_file'],
  ] as const)('%s: %s names the input that it needs beside it, %s', (name, value, needed) => {
    const { problems } = mistakes({ ...REQUIRED, [name]: value })
    expect(problems.map(({ input }) => input)).toEqual([name])
    expect(problems[0]?.message).toContain(needed)
  })

  test('a test compared with itself is refused, because it cannot fail', () => {
    expect(messages({ baseline_job_id: 'JOB-1' })).toEqual([
      expect.stringMatching(/^baseline_job_id "JOB-1": .*itself/u),
    ])
    expect(messages({ job_id: 'A: x\nB: y', baseline_job_id: 'y' })).toHaveLength(1)
  })

  test('is shown in full where it is no URL, which alone could hide credentials', () => {
    expect(messages({ wait_for: 'who@home?' })[0]).toContain('"who@home?"')
  })

  test('is shown on one line, however long it is and whatever is in it', () => {
    const [message = ''] = messages({ wait_for: `x\n::error::\u202e${'y'.repeat(5000)}` })
    expect(message).not.toMatch(/[\n\u202e]/u)
    expect(message.length).toBeLessThan(250)
  })
})

describe('no message holds a secret', () => {
  test.each(['api_key', 'github_token'] as const)('%s is named without its value', (name) => {
    const error = mistakes({ ...REQUIRED, [name]: 'pasted secret\nwith a line break' })
    expect(error.message.startsWith(`${name}: it must be one line of ASCII characters`)).toBe(true)
    expect(error.message).not.toContain('pasted secret')
  })

  test('a secret pasted into another input is not shown either, nor a part of it', () => {
    const secret = fc.string({
      unit: fc.constantFrom(...'abcdefXYZ0123456789_-'),
      minLength: 20,
      maxLength: 150,
    })
    fc.assert(
      fc.property(secret, fc.constantFrom('api_key', 'github_token'), (value, name) => {
        const given = { ...REQUIRED, [name]: value, wait_for: value, min_inbox_rate: `key=${value}` }
        const shown = mistakes(given).message
        for (let start = 0; start + 12 <= value.length; start += 1) {
          expect(shown).not.toContain(value.slice(start, start + 12))
        }
      }),
    )
  })

  test.each([
    ['https://user:hunter2@api.example.com/v1', 'https://api.example.com/v1'],
    ['https://api.example.com/v1?key=hunter2', 'https://api.example.com/v1'],
    ['https://api.example.com/v1#hunter2', 'https://api.example.com/v1'],
    ['http://user:hunter2@api.example.com', 'http://api.example.com/'],
    ['user:hunter2@api.example.com/v1', '…'],
    ['https://user:hunter2@', '…'],
    ['api.example.com?key=hunter2', '…'],
  ])('what could be a credential in api_url %s is left out', (value, shown) => {
    expect(messages({ api_url: value })).toEqual([expect.stringContaining(`api_url "${shown}": it must be`)])
    expect(messages({ api_url: value }).join()).not.toContain('hunter2')
  })
})

describe('a secret pasted into another input', () => {
  test('is one mistake of that input, whatever else is wrong with it, and of no other', () => {
    const { problems } = mistakes({
      ...REQUIRED,
      wait_for: `completed ${REQUIRED.api_key}`,
      provider_min_inbox_rate: `Gmail: 90\n${REQUIRED.api_key}: 80\nYahoo`,
      on_timeout: 'never',
    })
    expect(problems).toEqual([
      { input: 'provider_min_inbox_rate', value: '***: 80', message: expect.stringContaining('api_key') },
      { input: 'on_timeout', value: 'never', message: expect.anything() },
      { input: 'wait_for', value: 'completed ***', message: expect.stringContaining('api_key') },
    ])
  })

  test('is a mistake also where any text will do', () => {
    expect(messages({ comment_key: REQUIRED.api_key })).toEqual([
      expect.stringMatching(/^comment_key "\*\*\*": /u),
    ])
  })

  test('is looked for in lines of up to 2,000 characters, and no longer ones are taken', () => {
    expect(read({ comment_key: 'x'.repeat(2000) }).comment.key).toHaveLength(2000)
    expect(messages({ comment_key: `x\n${'y'.repeat(2001)}` })).toEqual([
      expect.stringMatching(/^comment_key .*2,001.*2,000/u),
    ])
    expect(messages({ comment_key: `${'y'.repeat(1999)} ${REQUIRED.api_key}` }).join()).not.toContain(
      REQUIRED.api_key,
    )
  })

  test('of 2,000 characters is still said to be one', () => {
    const line = `${REQUIRED.api_key}${'!'.repeat(2000 - REQUIRED.api_key.length)}`
    expect(messages({ comment_key: line })).toEqual([expect.stringContaining('api_key')])
  })
})

describe('where the mistakes can be reported', () => {
  test('the comment is known when nothing about it is wrong', () => {
    const error = mistakes({ comment: 'always', comment_key: 'b', pr_number: '3', github_token: 'ghs_1' })
    expect(error.comment).toEqual({ mode: 'always', key: 'b', prNumber: 3, token: 'ghs_1' })
  })

  test.each([
    { comment: 'sometimes' },
    { comment: 'always', pr_number: 'none' },
    { comment: 'always', github_token: 'a b' },
    { api_key: REQUIRED.api_key, comment: 'always', comment_key: REQUIRED.api_key },
  ])('it is not when something is: %j', (given) => {
    expect(mistakes(given).comment).toBeNull()
  })

  test('the commit status is known when its name and the token are valid, whatever pr_number is', () => {
    const given = { commit_status: 'Inbox placement', github_token: 'ghs_1' }
    const status = { name: 'Inbox placement', prNumber: null, token: 'ghs_1' }
    expect(mistakes({ ...given, pr_number: 'none' }).status).toEqual(status)
    expect(mistakes({ ...given, pr_number: '3' }).status).toEqual({ ...status, prNumber: 3 })
    expect(mistakes(given).comment).not.toBeNull()
  })

  test.each([
    {},
    { commit_status: 'two\nlines' },
    { commit_status: 'x'.repeat(256) },
    { commit_status: 'Inbox placement', github_token: 'a b' },
    { api_key: REQUIRED.api_key, commit_status: REQUIRED.api_key },
  ])('it is not when none is asked for or something about it is wrong: %j', (given) => {
    expect(mistakes(given).status).toBeNull()
  })
})

test('whatever the inputs, they are valid or the mistakes are named', () => {
  const value = fc.oneof(
    anyText,
    fc.constantFrom('0', '1', '0.5', '101', 'true', 'never', 'Gmail: 90', '::1', 'null', 'https://a.example'),
  )
  const names = GATE_INPUTS.map(({ name }) => name)
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), value), (given) => {
      try {
        const { rules, waiting, jobs } = readAll(given)
        expect(jobs.length).toBeGreaterThan(0)
        expect(rules.min_inbox_rate >= 0 && rules.min_inbox_rate <= 100).toBe(true)
        expect(waiting.timeoutMs >= 0 && waiting.pollIntervalMs >= 1000).toBe(true)
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidInputs)
        const { problems } = error as InvalidInputs
        expect(problems.length).toBeGreaterThan(0)
        for (const problem of problems) expect(names).toContain(problem.input)
      }
    }),
  )
})
