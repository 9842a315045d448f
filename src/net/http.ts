/** One request to one of the two APIs. */
export interface HttpRequest {
  readonly method: string
  /** http or https. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | undefined
  /** Milliseconds for the whole exchange, from connecting to the last byte. */
  readonly limitMs: number
  /** Largest body accepted, in bytes. */
  readonly maxBytes: number
  /** Called when a connection is open and the request goes out on it. Before that, surely no server has seen any of it. */
  readonly onConnected?: () => void
}

/** A reply whose body has been read in full. Header names are in lower case; of several by one name, the first. */
export interface HttpReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

/**
 * Makes one request, once. Redirects are not followed: they come back as any other reply. No compression is asked for.
 * @throws RequestTimeout, ProxyFault, BodyTooLarge, CompressedBody, the signal's reason when it is aborted, or the
 * connection's error
 */
export type Send = (request: HttpRequest, signal: AbortSignal) => Promise<HttpReply>

/** A connection's error in one line, with the system's code where there is one: people search for it. */
export function faultText(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { message, code } = firstOf(error)
  return typeof code === 'string' ? `${message.trim()} (${code})` : message.trim()
}

/** Where several addresses were tried, the outer error has no message, but one error inside for each address. */
function firstOf(error: Error): Error & { code?: unknown } {
  const [first] = error instanceof AggregateError ? error.errors : []
  return first instanceof Error ? first : error
}

/** Whether JavaScript itself threw it, as where a field is read of nothing. Its words say nothing to a user. */
export function isOfJavaScript(error: unknown): boolean {
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((type) => error instanceof type)
}

/** The exchange took longer than its limit. */
export class RequestTimeout extends Error {}

/** The proxy, and not the server behind it, is why there is no answer. */
export class ProxyFault extends Error {
  /** Whether the proxy asked for a user and a password, or refused those it got (HTTP 407). */
  readonly wantsCredentials: boolean

  constructor(message: string, { wantsCredentials = false, ...options }: ProxyFaultOptions = {}) {
    super(message, options)
    this.wantsCredentials = wantsCredentials
  }
}

interface ProxyFaultOptions extends ErrorOptions {
  readonly wantsCredentials?: boolean
}

/** The body is larger than accepted. The rest of it is not read. */
export class BodyTooLarge extends Error {}

/** The body is compressed, although that was not asked for. It is not read. */
export class CompressedBody extends Error {
  readonly status: number

  constructor(encoding: string, status: number) {
    super(`a body compressed as ${JSON.stringify(encoding)}, which was not asked for`)
    this.status = status
  }
}
