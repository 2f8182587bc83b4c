/**
 * One archive as one run of bytes, though it may lie in several files: `x.tar.001`, `x.tar.002`, …
 *
 * Opened read-only, without touching access times where the system permits it.
 */
import fs from 'node:fs'
import path from 'node:path'
import { openQuietly } from './open-quietly.ts'

const PIECE = 2 ** 20
const NUMBERED = /^(.*)\.(\d{2,4})$/

export interface Volumes {
  /** The archive's file name without the volume's number. */
  readonly name: string
  readonly size: number
  /** '' or which volume of the row is not there: nothing behind it can be read. */
  readonly missing: string
  /** The bytes in order. A read error is thrown when it is met. */
  pieces(): AsyncGenerator<Buffer>
  /** Up to `length` bytes from `position` into `target`. @returns how many. */
  read(target: Uint8Array, length: number, position: number): number
  close(): void
}

interface Part {
  readonly fd: number
  readonly start: number
  readonly size: number
}

/** @param location an archive, or the first of its volumes. @throws the system's error when one cannot be opened. */
export function openVolumes(location: string): Volumes {
  const { name, paths, missing } = volumesAt(location)
  const parts: Part[] = []
  let size = 0
  for (const each of paths) {
    const fd = openQuietly(each)
    const length = fs.fstatSync(fd).size
    parts.push({ fd, start: size, size: length })
    size += length
  }
  return {
    name,
    size,
    missing,
    pieces: () => piecesOf(parts),
    read: (target, length, position) => readAt(parts, target, length, position),
    close: () => {
      for (const { fd } of parts) fs.closeSync(fd)
    },
  }
}

/** Whether the name ends like a volume's, and which archive it belongs to. Null: no volume. */
export function volumeName(
  file: string,
): { readonly archive: string; readonly number: string } | null {
  const found = NUMBERED.exec(file)
  return found === null ? null : { archive: found[1] ?? '', number: found[2] ?? '' }
}

function volumesAt(location: string): { name: string; paths: string[]; missing: string } {
  const folder = path.dirname(location)
  const file = path.basename(location)
  const volume = volumeName(file)
  if (volume === null) return { name: file, paths: [location], missing: '' }
  const { archive, number } = volume
  const paths: string[] = []
  let next = Number(number)
  const nameOf = (n: number) => `${archive}.${String(n).padStart(number.length, '0')}`
  while (fs.existsSync(path.join(folder, nameOf(next)))) {
    paths.push(path.join(folder, nameOf(next)))
    next++
  }
  const later = fs.readdirSync(folder).some((name) => {
    const other = volumeName(name)
    return other !== null && other.archive === archive && Number(other.number) > next
  })
  return { name: archive, paths, missing: later ? nameOf(next) : '' }
}

/** One piece is read ahead while the last is worked on. */
async function* piecesOf(parts: readonly Part[]): AsyncGenerator<Buffer> {
  for (const { fd, size } of parts) {
    let position = 0
    let ahead = readPiece(fd, position, size)
    for (;;) {
      const piece = await ahead
      position += piece.length
      if (piece.length === 0) break
      ahead = readPiece(fd, position, size)
      // Without a listener an error while the last piece is worked on would end the process.
      ahead.catch(() => {})
      yield piece
    }
    if (position < size) throw new Error(`only ${position} of ${size} bytes could be read`)
  }
}

function readPiece(fd: number, position: number, size: number): Promise<Buffer> {
  const wanted = Math.min(PIECE, size - position)
  if (wanted <= 0) return Promise.resolve(Buffer.alloc(0))
  return new Promise((resolve, reject) => {
    const piece = Buffer.allocUnsafeSlow(wanted)
    fs.read(fd, piece, 0, wanted, position, (error, length) => {
      if (error === null) resolve(piece.subarray(0, length))
      else reject(error)
    })
  })
}

function readAt(
  parts: readonly Part[],
  target: Uint8Array,
  length: number,
  position: number,
): number {
  let done = 0
  for (const { fd, start, size } of parts) {
    while (done < length) {
      const at = position + done - start
      if (at < 0 || at >= size) break
      const read = fs.readSync(fd, target, done, Math.min(length - done, size - at), at)
      if (read === 0) return done
      done += read
    }
  }
  return done
}
