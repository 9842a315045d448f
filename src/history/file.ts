import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { Roots } from '../core/roots.ts'
import type { Texts } from '../core/texts.ts'
import { makeFolder } from '../make-folder.ts'
import { oneLine } from '../privacy/one-line.ts'
import type { Secrets } from '../privacy/secrets.ts'
import { type History, readEntries } from './history.ts'

/** What is wrong with a history file. Neither message nor hint quotes anything from the file. */
export class HistoryFileError extends Error {
  readonly hint: string
  /** What is wrong, as a phrase that follows the name of the input. */
  readonly fault: string
  /** Whether the path itself is at fault, so that the input is invalid. Otherwise the file may be usable later. */
  readonly refused: boolean

  constructor(path: string, fault: string, hint: string, refused: boolean) {
    super(`history_file ${JSON.stringify(oneLine(path))} ${fault}`)
    this.hint = hint
    this.fault = fault
    this.refused = refused
  }
}

/** The end of the file, and whether there is more before it. */
export interface HistoryText {
  readonly text: string
  readonly truncated: boolean
}

/** Thousands of runs fit. A file that has grown without bounds must not hold up the step. */
const MAX_BYTES_READ = 1024 * 1024

// Without O_NONBLOCK, opening a pipe would wait until someone writes into it. O_NOFOLLOW rejects a link put there after the path
// was resolved. Windows has neither.
const CAREFULLY = (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0)

/** Why a path cannot be the input `history_file`; null when it can. Reads nothing, creates nothing. */
export function refusalOf(path: string, roots: Roots): HistoryFileError | null {
  try {
    explained(path, 'cannot be used', () => locate(path, roots))
    return null
  } catch (error) {
    if (error instanceof HistoryFileError) return error.refused ? error : null
    throw error
  }
}

/** The history as it is when the run starts. A file that cannot be read is one of its states, not an error. */
export function loadHistory(path: string | null, roots: Roots, secrets: Secrets, texts: Texts): History {
  if (path === null) return { kind: 'off' }
  try {
    const read = readHistory(path, roots)
    return read === null ? { kind: 'none' } : readEntries(read.text, read.truncated, secrets, texts)
  } catch (error) {
    if (!(error instanceof HistoryFileError)) throw error
    return { kind: 'unreadable', problem: { message: error.message, hint: error.hint } }
  }
}

/**
 * Reads at most the last 1 MiB of the file.
 * @returns null when there is no file
 * @throws HistoryFileError
 */
export function readHistory(path: string, roots: Roots): HistoryText | null {
  return explained(path, 'could not be read', () => {
    const { file, exists } = locate(path, roots)
    if (!exists) return null
    const opened = openRegular(path, file, constants.O_RDONLY)
    try {
      const start = Math.max(0, opened.size - MAX_BYTES_READ)
      return { text: readFrom(opened.descriptor, start, opened.size - start), truncated: start > 0 }
    } finally {
      closeSync(opened.descriptor)
    }
  })
}

/**
 * Appends text in one write, so that runs that append at the same moment each get whole lines. Creates the file and the
 * folders of its path when they are missing, and starts a new line when the file ends in the middle of one.
 * @throws HistoryFileError
 */
export function appendHistory(path: string, roots: Roots, text: string): void {
  if (text === '') return
  explained(path, 'could not be written', () => {
    const { file } = locate(path, roots)
    makeFolder(dirname(file))
    const { descriptor, size } = openRegular(
      path,
      file,
      constants.O_RDWR | constants.O_APPEND | constants.O_CREAT,
    )
    try {
      const torn = size > 0 && readFrom(descriptor, size - 1, 1) !== '\n'
      const bytes = Buffer.from(torn ? `\n${text}` : text)
      // A second write for the rest would break into the lines of others.
      if (writeSync(descriptor, bytes) < bytes.length) {
        throw new HistoryFileError(
          path,
          'was only written in part: no space left on the disk',
          DISK_HINT,
          false,
        )
      }
    } finally {
      closeSync(descriptor)
    }
  })
}

/**
 * Where the file really is, with symbolic links resolved.
 * @throws HistoryFileError when it lies outside the allowed places, or something other than a file is there
 */
function locate(path: string, roots: Roots): { readonly file: string; readonly exists: boolean } {
  const file = resolved(path, resolve(roots.workspace, path))
  const places = [roots.workspace, ...(roots.temp === null ? [] : [roots.temp])]
  if (!places.some((place) => isWithin(resolved(path, resolve(place)), file))) {
    throw new HistoryFileError(path, 'lies outside the workspace and RUNNER_TEMP', PATH_HINT, true)
  }
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats !== undefined && !stats.isFile()) throw notAFile(path, stats.isDirectory())
  return { file, exists: stats !== undefined }
}

/** Resolves symbolic links in the part of the path that exists. A broken link is refused: it could lead anywhere later. */
function resolved(path: string, absolute: string): string {
  try {
    return realpathSync.native(absolute)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
  }
  const stats = lstatSync(absolute, { throwIfNoEntry: false })
  if (stats?.isSymbolicLink()) {
    throw new HistoryFileError(path, 'leads through a broken symbolic link', PATH_HINT, true)
  }
  // Another run has created it just now.
  if (stats !== undefined) return resolved(path, absolute)
  const folder = dirname(absolute)
  return folder === absolute ? absolute : join(resolved(path, folder), basename(absolute))
}

function isWithin(place: string, file: string): boolean {
  const way = relative(place, file)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** Opens a file, and makes sure that it is a regular one. @throws HistoryFileError */
function openRegular(path: string, file: string, flags: number): { descriptor: number; size: number } {
  const descriptor = openSync(file, flags | CAREFULLY)
  const stats = fstatSync(descriptor)
  if (stats.isFile()) return { descriptor, size: stats.size }
  closeSync(descriptor)
  throw notAFile(path, stats.isDirectory())
}

/** Reads UTF-8 text; less than asked for when the file has become shorter meanwhile. */
function readFrom(descriptor: number, start: number, length: number): string {
  const bytes = Buffer.alloc(length)
  let filled = 0
  while (filled < length) {
    const read = readSync(descriptor, bytes, filled, length - filled, start + filled)
    if (read === 0) break
    filled += read
  }
  return bytes.toString('utf8', 0, filled)
}

function notAFile(path: string, isFolder: boolean): HistoryFileError {
  return new HistoryFileError(path, isFolder ? 'is a folder' : 'is not a regular file', PATH_HINT, true)
}

const PATH_HINT = 'Give the path of a file inside the workspace, such as `inbox-history.jsonl`.'
const DISK_HINT = "Free up space on the runner's disk."
const ACCESS_HINT = 'Check who owns the file and its folder, and whether this step may read and write them.'

/** The system's codes in words, what to do, and whether the path is at fault. */
const FAULTS: Readonly<Record<string, readonly [words: string, hint: string, refused: boolean]>> = {
  EACCES: ['permission denied', ACCESS_HINT, false],
  EPERM: ['permission denied', ACCESS_HINT, false],
  EROFS: ['the disk is read-only', ACCESS_HINT, false],
  ENOSPC: ['no space left on the disk', DISK_HINT, false],
  EDQUOT: ['no space left on the disk', DISK_HINT, false],
  ENOTDIR: ['a folder of the path is a file', PATH_HINT, true],
  EEXIST: ['a folder of the path is a file', PATH_HINT, true],
  ENAMETOOLONG: ['the path is too long', PATH_HINT, true],
  ELOOP: ['its symbolic links form a loop', PATH_HINT, true],
  ERR_INVALID_ARG_VALUE: ['the path contains a null character', PATH_HINT, true],
}

/** Runs an effect, and explains the file system's error codes in words. @throws HistoryFileError */
function explained<T>(path: string, what: string, effect: () => T): T {
  try {
    return effect()
  } catch (error) {
    if (error instanceof HistoryFileError) throw error
    const code = codeOf(error)
    const [words, hint, refused] = FAULTS[code] ?? [code, "Check the runner's disk.", false]
    throw new HistoryFileError(path, `${what}: ${words}`, hint, refused)
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
