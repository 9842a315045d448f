import { SeedAddress, type SeedAddresses, withoutMailboxes } from '../privacy/addresses.ts'
import type { Secrets } from '../privacy/secrets.ts'
import { namesOf, type Show, Text } from './text.ts'

/** How everything from outside is shown in one run. */
export interface Texts {
  /** Without the run's secrets, and with addresses as `seed_addresses` says. */
  readonly show: Show
  readonly text: (given: string) => Text
  /** Makes a provider's name; names that look the same once they are masked are numbered. */
  readonly provider: (given: string) => Text
  /** Makes a label or a job id of this run, numbered likewise. */
  readonly test: (given: string) => Text
  readonly seedAddress: (given: string) => SeedAddress
}

/** Binds how texts are shown to the run's secrets and `seed_addresses`. To be called once: it numbers the names of a run. */
export function textsOf(secrets: Secrets, mode: SeedAddresses): Texts {
  const show = (given: string) => withoutMailboxes(secrets.remove(given), mode)
  return {
    show,
    text: (given) => new Text(given, show),
    provider: namesOf(show),
    test: namesOf(show),
    seedAddress: (given) => new SeedAddress(given, mode, secrets.remove),
  }
}
