/**
 * Erases files of a data directory: overwritten once with random bytes, forced to the disk, cut to nothing, unlinked.
 *
 * Guarantees: no link is followed, so nothing outside the folder is touched; what was erased once is no error when it is asked
 * for again. What a medium keeps in spite of that is said by medium-word.ts.
 */
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

const PIECE = 2 ** 22

export interface Erased {
  files: number
  bytes: number
}

/** Erases a file, or a folder with everything in it. */
export function erase(place: string, erased: Erased): void {
  const stat = fs.lstatSync(place, { throwIfNoEntry: false })
  if (stat === undefined) return
  if (stat.isDirectory()) {
    fs.chmodSync(place, 0o700)
    for (const name of fs.readdirSync(place)) erase(path.join(place, name), erased)
    fs.rmdirSync(place)
    return
  }
  if (stat.isFile()) {
    erased.files++
    erased.bytes += overwrite(place)
  }
  fs.unlinkSync(place)
}

/** @returns how many bytes. */
function overwrite(file: string): number {
  fs.chmodSync(file, 0o600)
  const fd = fs.openSync(file, fs.constants.O_WRONLY | fs.constants.O_NOFOLLOW)
  try {
    const { size } = fs.fstatSync(fd)
    for (let done = 0; done < size; ) {
      const noise = crypto.randomBytes(Math.min(PIECE, size - done))
      done += fs.writeSync(fd, noise, 0, noise.length, done)
    }
    fs.fsyncSync(fd)
    fs.ftruncateSync(fd, 0)
    return size
  } finally {
    fs.closeSync(fd)
  }
}
