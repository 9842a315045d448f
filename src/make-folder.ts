import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it that are missing, one after the other: with `recursive`, Node never returns where the system
 * has no such place, as in `/proc`.
 * @throws the system's error
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  try {
    mkdirSync(path)
  } catch (error) {
    // Another run may have made it just now.
    if (!existsSync(path)) throw error
  }
}
