import { type Secrets, secretsOf } from '../privacy/secrets.ts'
import type { Runner } from './runner.ts'

/** Masks the secret inputs. It must come before anything else, so that nothing can print them. @param names of these inputs */
export function maskSecrets(names: readonly string[], runner: Runner): Secrets {
  const values = names.map((name) => runner.getInput(name))
  runner.mask(...values.filter((value) => value !== ''))
  return secretsOf(values)
}
