import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  INPUT_DEFAULTS,
  type InputName,
  type Inputs,
  InvalidInputs,
  readInputs,
} from '../../src/inputs/inputs.ts'
import { anyText } from '../any-text.ts'

type Given = Partial<Record<InputName, string>>

const REQUIRED = { job_id: 'job-1', api_key: 'cc-live-0123456789abcdef' }

/** What a workflow gives; inputs it does not name arrive empty. */
const reader = (given: Given) => (name: InputName) => given[name] ?? ''

const read = (given: Given = {}): Inputs => readInputs(reader({ ...REQUIRED, ...given }))

function mistakes(given: Given): InvalidInputs {
  try {
    readInputs(reader(given))
  } catch (error) {
    if (error instanceof InvalidInputs) return error
    throw error
  }
  throw new Error('the inputs were accepted')
}

const messages = (given: Given) =>
  mistakes({ ...REQUIRED, ...given }).problems.map((problem) => problem.message)

describe('with only job_id and api_key', () => {
  test('everything else has the documented default', () => {
    expect(read()).toEqual({
      jobId: 'job-1',
      apiKey: REQUIRED.api_key,
      apiUrl: 'https://api.campaigncleaner.com/v1',
      rules: {
        minInboxRate: 80,
        maxSpamRate: null,
        providerMinInboxRate: [],
        requireSpf: false,
        allowedSenderIps: null,
        maxMissingSeeds: null,
        maxInboxRateDrop: null,
        onTimeout: 'decide',
      },
      baselineJobId: null,
      waitFor: 'completed',
      timeoutMs: 30 * 60_000,
      pollIntervalMs: 15_000,
      warnOnly: false,
      comment: { mode: 'never', key: '', prNumber: null, token: null },
      seedAddresses: 'masked',
    })
  })

  test('an expression that comes out empty is the same as an input not given', () => {
    const empty = Object.fromEntries(Object.keys(INPUT_DEFAULTS).map((name) => [name, '']))
    expect(read({ ...empty, ...REQUIRED })).toEqual(read())
  })

  test('the defaults of action.yml, given in full, change nothing', () => {
    expect(read({ ...INPUT_DEFAULTS, ...REQUIRED })).toEqual(read())
  })
})

describe('every input reaches its place', () => {
  const lists = {
    provider_min_inbox_rate: '\n  Gmail: 90%\n\n  Outlook: 85\r\n  *: 75\n',
    allowed_sender_ips: '192.0.2.10\n\n  2001:db8::/32\r\n',
  }
  const inputs = read({
    ...lists,
    min_inbox_rate: '92.5%',
    max_spam_rate: '5',
    require_spf: 'TRUE',
    max_missing_seeds: '3',
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
    const { allowedSenderIps, ...rules } = inputs.rules
    expect(rules).toEqual({
      minInboxRate: 92.5,
      maxSpamRate: 5,
      providerMinInboxRate: [
        { provider: 'Gmail', minimum: 90 },
        { provider: 'Outlook', minimum: 85 },
        { provider: null, minimum: 75 },
      ],
      requireSpf: true,
      maxMissingSeeds: 3,
      maxInboxRateDrop: 0.5,
      onTimeout: 'warn',
    })
    expect(allowedSenderIps?.check('192.0.2.10')).toBe(true)
    expect(allowedSenderIps?.check('192.0.2.11')).toBe(false)
    expect(allowedSenderIps?.check('2001:db8:1::1', 'ipv6')).toBe(true)
  })

  test('the wait, in milliseconds', () => {
    expect(inputs).toMatchObject({
      waitFor: 'verdict',
      timeoutMs: 30_000,
      pollIntervalMs: 20_000,
      baselineJobId: 'job-0',
      apiUrl: 'http://127.0.0.1:8080/v1',
    })
  })

  test('what is shown, and where', () => {
    expect(inputs).toMatchObject({
      warnOnly: true,
      seedAddresses: 'hidden',
      comment: { mode: 'on_failure', key: 'variant b', prNumber: 17, token: 'ghs_0123456789abcdef' },
    })
  })

  test('they cannot be changed afterwards', () => {
    expect(Object.isFrozen(inputs)).toBe(true)
  })

  test('a rule of 0 is on, not off', () => {
    expect(read({ max_spam_rate: '0', max_missing_seeds: '0' }).rules).toMatchObject({
      maxSpamRate: 0,
      maxMissingSeeds: 0,
    })
  })

  test('a timeout of 0 means one look', () => {
    expect(read({ timeout_minutes: '0' }).timeoutMs).toBe(0)
  })

  test('a list of blank lines is off', () => {
    const { rules } = read({ provider_min_inbox_rate: '\n \n', allowed_sender_ips: ' \n' })
    expect(rules).toMatchObject({ providerMinInboxRate: [], allowedSenderIps: null })
  })
})

describe('a missing input that is required', () => {
  test('says where job_id comes from', () => {
    expect(messages({ job_id: '' })).toEqual([
      'job_id is required: give the job_id that create_inbox_test returned.',
    ])
  })

  test('says why a secret may be empty', () => {
    expect(messages({ api_key: '' })).toEqual([
      'api_key is required: give the Campaign Cleaner API key, usually from a secret (is it set, and may this event read it? Pull requests from forks get none).',
    ])
  })
})

describe('a wrong input', () => {
  test.each([
    ['min_inbox_rate', '0.85', 'did you mean 85?'],
    ['max_spam_rate', 'low', 'it must be a percentage from 0 to 100'],
    ['provider_min_inbox_rate', 'Gmail', 'it must be lines of "Provider: percent"'],
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
    ['job_id', 'null', 'the step that reads it found none'],
  ] as const)('%s: %s is named with its value and what would be valid', (name, value, valid) => {
    const error = mistakes({ ...REQUIRED, baseline_job_id: 'job-0', [name]: value })
    expect(error.problems).toEqual([{ input: name, message: expect.any(String) }])
    expect(error.message.startsWith(`${name} ${JSON.stringify(value)}: `)).toBe(true)
    expect(error.message).toContain(valid)
    expect(error.message.endsWith('.')).toBe(true)
  })

  test('baseline_job_id is held to the same as job_id', () => {
    expect(messages({ baseline_job_id: 'undefined' })).toEqual([
      expect.stringMatching(/^baseline_job_id "undefined": .* found none\.$/u),
    ])
  })

  test('all mistakes are reported at once, in the order of the inputs', () => {
    const error = mistakes({ min_inbox_rate: '0.9', warn_only: 'maybe', comment: 'sometimes' })
    expect(error.problems.map((problem) => problem.input)).toEqual([
      'job_id',
      'api_key',
      'min_inbox_rate',
      'warn_only',
      'comment',
    ])
    expect(error.message.split('\n')).toHaveLength(5)
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
      'provider_min_inbox_rate "gmail : 80": each provider may stand once, and this one is named twice.',
      'provider_min_inbox_rate "*: 2": each provider may stand once, and this one is named twice.',
    ])
  })

  test('a drop without a baseline to drop from is refused', () => {
    expect(mistakes({ ...REQUIRED, max_inbox_rate_drop: '5' }).problems).toEqual([
      {
        input: 'max_inbox_rate_drop',
        message:
          'max_inbox_rate_drop needs baseline_job_id: give the job_id of the earlier test to compare with.',
      },
    ])
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
    expect(error.message).toBe(
      `${name}: it must be one line of ASCII characters without spaces; check how the secret was pasted.`,
    )
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

describe('where the mistakes can be told', () => {
  test('the comment is known when nothing about it is wrong', () => {
    const error = mistakes({ comment: 'always', comment_key: 'b', pr_number: '3', github_token: 'ghs_1' })
    expect(error.comment).toEqual({ mode: 'always', key: 'b', prNumber: 3, token: 'ghs_1' })
  })

  test.each([
    { comment: 'sometimes' },
    { comment: 'always', pr_number: 'none' },
    { comment: 'always', github_token: 'a b' },
  ])('it is not when something is: %j', (given) => {
    expect(mistakes(given).comment).toBeNull()
  })
})

test('whatever the inputs, they are valid or the mistakes are named', () => {
  const value = fc.oneof(
    anyText,
    fc.constantFrom('0', '1', '0.5', '101', 'true', 'never', 'Gmail: 90', '::1', 'null', 'https://a.example'),
  )
  const names = Object.keys(INPUT_DEFAULTS) as InputName[]
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), value), (given) => {
      try {
        const { rules, timeoutMs, pollIntervalMs } = readInputs(reader(given))
        expect(rules.minInboxRate >= 0 && rules.minInboxRate <= 100).toBe(true)
        expect(timeoutMs >= 0 && pollIntervalMs >= 1000).toBe(true)
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidInputs)
        const { problems } = error as InvalidInputs
        expect(problems.length).toBeGreaterThan(0)
        for (const problem of problems) expect(problem.message.startsWith(problem.input)).toBe(true)
      }
    }),
  )
})
