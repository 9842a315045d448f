import { type CreatedTest, seedsOf } from '../core/created-test.ts'
import { formatCount } from '../wording/numbers.ts'
import { isFields, ownField, ShapeError } from './fields.ts'

/** As many as the API's answer may have seeds. */
const MAX_ADDRESSES = 10_000

/**
 * An address that is safe in a command line, in a list with commas and in a file: it neither begins with a hyphen nor holds quotes,
 * spaces or separators. Seeds are ordinary mailboxes. Lengths are those of RFC 5321, 4.5.3.1.
 */
const ADDRESS = /^(?=.{3,254}$)(?=.{1,64}@)\w[\w.+=-]*@[\w-]+(?:\.[\w-]+)+$/u

/**
 * Reads an answer of `create_inbox_test`.
 * @param body the parsed body, as it came: a long list of addresses in one text must not be taken for a text too long to show
 * @throws ShapeError naming the field
 */
export function readCreatedTest(body: unknown): CreatedTest {
  if (!isFields(body)) throw new ShapeError('the response', body, 'an object')
  const jobId = readJobId(body)
  if (jobId === null) {
    throw new ShapeError(
      'job_id',
      ownField(body, 'job_id'),
      'the id of the test, one word of at most 200 characters',
    )
  }
  const test = {
    jobId,
    sendTo: readAddresses(ownField(body, 'send_to')),
    mailtesterAddress: readMailtester(body),
  }
  if (seedsOf(test).length === 0) {
    throw new ShapeError('send_to', ownField(body, 'send_to'), 'a seed in it beside mailtester_address')
  }
  return test
}

/** The job id, which may come as a number; null when there is none that can be used. */
export function readJobId(body: unknown): string | null {
  const value = isFields(body) ? ownField(body, 'job_id') : null
  // JSON.parse has rounded a larger number already.
  const text = Number.isSafeInteger(value) ? String(value) : value
  if (typeof text !== 'string' || !/^[^\s,\p{C}\ufffd]{1,200}$/u.test(text.trim())) return null
  return /^(?:null|undefined)$/u.test(text.trim()) ? null : text.trim()
}

/** A list of addresses, or one text with commas, spaces or line breaks between them. */
function readAddresses(value: unknown): string[] {
  const isText = typeof value === 'string'
  const entries: unknown = isText ? value.split(/[\s,]+/u).filter((entry) => entry !== '') : value
  if (!Array.isArray(entries)) throw new ShapeError('send_to', value, 'a list of addresses')
  if (entries.length === 0) throw new ShapeError('send_to', value, 'at least one address in it')
  if (entries.length > MAX_ADDRESSES) {
    throw new ShapeError('send_to', value, `at most ${formatCount(MAX_ADDRESSES)} addresses`)
  }
  const addresses = new Map<string, string>()
  entries.forEach((entry: unknown, index) => {
    const address = typeof entry === 'string' ? entry.trim() : ''
    if (!ADDRESS.test(address))
      throw new ShapeError(isText ? 'a part of send_to' : `send_to[${index}]`, entry, 'an address')
    if (!addresses.has(address.toLowerCase())) addresses.set(address.toLowerCase(), address)
  })
  return [...addresses.values()]
}

function readMailtester(body: Readonly<Record<string, unknown>>): string | null {
  const value = ownField(body, 'mailtester_address') ?? ''
  const address = typeof value === 'string' ? value.trim() : value
  if (address === '') return null
  if (typeof address !== 'string' || !ADDRESS.test(address)) {
    throw new ShapeError('mailtester_address', value, 'an address or nothing')
  }
  return address
}
