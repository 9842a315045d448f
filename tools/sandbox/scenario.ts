/** What goes wrong on the wire, beyond any HTTP status. */
export type Fault =
  /** The connection is reset (RST) before a byte of the answer. */
  | 'refuse-and-reset'
  /** The request is read, then the connection is closed (FIN) without an answer. */
  | 'hang-up'
  /** Headers and half the body, then a reset. */
  | 'reset-inside-body'
  /** The request is taken and never answered. */
  | 'stall-headers'
  /** Headers at once, then one byte every 100 ms for as long as the client stays. */
  | 'trickle'
  /** `Content-Length` promises more than is sent before a clean end (FIN). */
  | 'cut-body'
  /** 64 MiB of valid JSON, chunked: only a limit on size can refuse it. */
  | 'huge-body'
  /** Some 64 KiB of gzip that unpack to 64 MiB of valid JSON. */
  | 'gzip-bomb'

/** One answer of the API. */
export interface Reply {
  /** HTTP status, 200 unless given. */
  status?: number
  /** Added to, and stronger than, `Content-Type: application/json`. */
  headers?: Record<string, string>
  /** A string or Buffer is sent as it is, anything else as JSON. */
  body?: unknown
  fault?: Fault
}

/** When a reply is asked for, as far as one job is concerned. */
export interface Poll {
  /** 1 for the first poll of the job. */
  number: number
  /** Milliseconds since the job's first poll. */
  elapsedMs: number
}

/** How one inbox test behaves from its first poll on. */
export interface Scenario {
  /** One line for a person choosing a scenario. */
  title: string
  reply(poll: Poll): Reply
}
