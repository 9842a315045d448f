import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { causeOf, type ErrorCause } from '../../src/campaign-cleaner/error-cause.ts'

const JOB_ID = '7b1e4a52-90c3-4d1f-8a6e-2f5d0c9b7e31'

/** The one table of what an error's text blames: everything under a heading is about that, and about nothing else. */
const TEXTS: Readonly<Record<ErrorCause | 'nothing', readonly string[]>> = {
  job: [
    'Job not found',
    'job not found.',
    'Job Not Found!',
    'JobNotFound',
    'job_not_found',
    'Error: job not found',
    'Not found: job_id does not exist',
    'The job was not found',
    'The requested job could not be found.',
    'Job could not be found for this account',
    "Job wasn't found",
    'Job cannot be found',
    'Job isn’t known',
    'Job not known',
    'Job not found yet',
    'Invalid job',
    'Invalid job_id',
    'Invalid job_id.',
    'Invalid JobId',
    'INVALID_JOB_ID',
    'invalid or unknown job id',
    'Invalid job ID provided',
    'The job_id is invalid',
    'job_id: invalid',
    'job_id is not valid',
    'job_id is not a valid job id',
    'The provided job_id is an invalid job id',
    'Unknown job',
    'Unknown job id',
    'Unknown JobId',
    'Job unknown',
    'Job ID is unknown',
    'Unrecognized job id',
    'Nonexistent job id',
    'This job does not exist',
    "The job doesn't exist.",
    'Job no longer exists',
    'Job does not exist or is invalid',
    'No such job',
    'No such job exists',
    'There is no such job id',
    'No job found',
    'No job was found for this account',
    'No job found with this id',
    'No job with that ID exists',
    'No inbox test found for this job_id',
    'Could not find job',
    "We couldn't find this job",
    'Unable to find the requested job',
    'The API does not know this job',
    'Job not found. Please check the job_id and try again.',
    'Bad request - invalid job_id',
    `Job ${JOB_ID} not found`,
    `Job "${JOB_ID}" does not exist`,
    `Job '${JOB_ID.toUpperCase()}' was not found.`,
    `No such job: ${JOB_ID}`,
    `Invalid job_id (${JOB_ID})`,
    `Job with id ${JOB_ID} not found`,
    `The inbox test job with the given id ${JOB_ID} does not exist`,
    `No job with job_id ${JOB_ID} was found`,
    'Job not found for this API key',
  ],
  key: [
    'Invalid API key',
    'Invalid API Key.',
    'INVALID_API_KEY',
    'api_key missing',
    'Missing API key',
    'Wrong ApiKey',
    'API key expired',
    'Your API key has expired. Renew it in your account.',
    'The API key is not valid',
    'API key not found',
    'The provided API key does not exist',
    'API key has been revoked',
    'API key is not authorized for this endpoint',
    'This API key is not allowed to read this job',
    'X-CC-API-Key is required',
    'API key is required for this job',
    'No API key provided',
    'Invalid API key or job id',
    'Unauthorized',
    'Unauthorised access',
    'Access forbidden',
    'Forbidden',
    'Not authorized',
    'You are not authenticated',
    'Authentication failed',
    'Authentication required',
    'Invalid credentials',
  ],
  'rate limit': [
    'Too many requests',
    'Too many requests, please slow down.',
    'Too Many API calls',
    'Rate limit exceeded',
    'rate_limit_exceeded',
    'RateLimitExceeded',
    'Ratelimit reached',
    'API rate limit exceeded for this API key',
    'You have reached the rate limit of your plan. Job results are locked for 10 seconds.',
    'You are being rate limited',
    'Rate limiting is in effect',
    'Request rate too high',
    'Request was throttled. Expected available in 5 seconds.',
    'Throttled',
    'Job not read: too many requests',
  ],
  nothing: [
    'Job results are temporarily locked',
    'The job queue is overloaded',
    'job status unknown',
    'Job status: unknown',
    'Unknown job status',
    'Invalid job state',
    'Job state is invalid',
    'Unknown job type',
    'Job results not found',
    'Results of this job not found',
    'Owner of job not found',
    'The results for this job could not be found yet',
    'No results found for this job id',
    'No job results found',
    'Results not found: job is still running',
    'Job queue not found',
    'Job queue unknown',
    'Job is not finished',
    'Job is not known to have finished',
    'Job found, but its results are invalid',
    'Job not found in the cache',
    'Could not find job results',
    'Could not find the queue of this job',
    'Could not read job',
    'Job does not exist on this replica',
    'It is unknown whether the job exists',
    'Not every job was found',
    'Another job is running',
    'Job is locked',
    'Job failed',
    'Job is paused',
    'Jobs are paused',
    'The job is invalidated and will be run again',
    'Job expired',
    'Job not found or not ready',
    'No job id given',
    'job_id is required',
    'This job belongs to another account',
    'The seed list of job 12 is unknown',
    'Invalid value for job_priority',
    'job…',
    'Job not found…',
    'Out of credits',
    'Out of credits for this API key',
    'The API key service is temporarily unavailable',
    'Could not verify the API key: database timeout',
    'API key quota exceeded',
    'SPF authentication failed',
    'DKIM authentication failed for the sender',
    'Unauthorized sender domain',
    'Forbidden characters in test_name',
    'The keyword is invalid',
    'The inbox rate limit of your plan does not allow this',
    'Spam rate limit exceeded',
    'The inbox_rate limit was exceeded',
    'Sending rate limit of the mailbox provider exceeded',
    'Monthly quota exceeded',
    'Daily limit reached',
    'Too many seeds',
    'Too many requested fields',
    'The campaign was throttled by Gmail',
    'Not found',
    'Test not found',
    'Maintenance',
    'an error without a text',
    '',
  ],
}

const ROWS = Object.entries(TEXTS).flatMap(([cause, texts]) => texts.map((text) => [text, cause] as const))

describe('an error is about the job, the key or a rate limit only if it says so in so many words', () => {
  test.each(ROWS)('%j: %s', (text, cause) => {
    expect(causeOf(text, JOB_ID) ?? 'nothing').toBe(cause)
  })

  test('whatever its case, and whatever stands around its words', () => {
    const noise = fc.constantFrom('', ' ', '.', '!', '"', '\n')
    fc.assert(
      fc.property(fc.constantFrom(...ROWS), noise, noise, ([text, cause], before, after) => {
        for (const written of [text.toUpperCase(), text.toLowerCase()]) {
          // Only capitals inside of a word part the words of "JobNotFound".
          if (/\p{Ll}\p{Lu}/u.test(text)) continue
          expect(causeOf(`${before}${written}${after}`, JOB_ID) ?? 'nothing').toBe(cause)
        }
      }),
    )
  })

  test('and not in words that go on', () => {
    const job = fc.constantFrom('Job not found', 'Invalid job_id', 'Unknown job', 'No such job')
    const more = fc.constantFrom(
      'queue',
      'results',
      'in the cache',
      'because the index is being built',
      'handler',
    )
    fc.assert(
      fc.property(job, more, (text, rest) => {
        expect(causeOf(`${text} ${rest}`, JOB_ID)).toBeNull()
      }),
    )
  })

  test('a job id that is a word of the text is not taken out of it', () => {
    expect(causeOf('Job status unknown', 'status')).toBeNull()
    expect(causeOf('Job queue not found', 'queue')).toBeNull()
  })

  test('the text of any length is read in a moment', () => {
    const long = ['job ', 'the ', 'invalid or ', 'job not ', "n't ", 'a. '].map((text) => text.repeat(50))
    for (const text of long) expect(causeOf(text, JOB_ID)).toBeNull()
  })
})
