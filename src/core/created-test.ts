/** An inbox test that has just been created, and where the campaign has to go. */
export interface CreatedTest {
  readonly jobId: string
  /** Every address to send to, each once, in the API's order. At least one is a seed. */
  readonly sendTo: readonly string[]
  /** A mail tester's address, which may be in `sendTo` too and is not a seed; null without one. */
  readonly mailtesterAddress: string | null
}

/** The addresses of the test that are seeds. */
export function seedsOf({ sendTo, mailtesterAddress }: CreatedTest): string[] {
  const tester = mailtesterAddress?.toLowerCase()
  return sendTo.filter((address) => address.toLowerCase() !== tester)
}
