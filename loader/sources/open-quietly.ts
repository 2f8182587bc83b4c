/** Opens a file of a medium so that reading leaves no trace on it. */
import fs from 'node:fs'

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_NOATIME } = fs.constants
const PLAIN = O_RDONLY | O_NONBLOCK
const QUIET = PLAIN | (O_NOATIME ?? 0)

let isQuiet = true

/**
 * Read-only, with O_NOATIME where the system permits it: only for a file's owner (open(2)); the mount decides then.
 * @param follow whether a symbolic link may be followed: only for what the operator named
 * @throws the system's error
 */
export function openQuietly(path: string | Buffer, follow = true): number {
  const links = follow ? 0 : O_NOFOLLOW
  if (isQuiet) {
    try {
      return fs.openSync(path, QUIET | links)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error
      isQuiet = false
    }
  }
  return fs.openSync(path, PLAIN | links)
}
