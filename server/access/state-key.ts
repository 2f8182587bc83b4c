/** The key that seals secrets in the state database: a file beside it, so that a copy of the database alone tells nothing. */
import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const KEY_BYTES = 32

/** The key of a data directory, made on first use. @throws Error when it can't be read */
export function readStateKey(dataDirectory: string): Buffer {
  const path = join(dataDirectory, 'state', 'second-factor.key')
  const key = read(path) ?? make(path)
  if (key.length === KEY_BYTES) return key
  throw new Error(`the key in ${path} is damaged: put back the one it was`)
}

function read(path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new Error(`the key in ${path} could not be read`, { cause })
  }
}

function make(path: string): Buffer {
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 })
  const whole = `${path}.${process.pid}`
  writeFileSync(whole, randomBytes(KEY_BYTES), { mode: 0o600, flush: true })
  try {
    // A link, unlike a rename, never replaces the key another program made in the meantime.
    linkSync(whole, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(whole)
  }
  return readFileSync(path)
}
