/** A large file of independent lines, read in windows: memory does not grow with the file. */
import fs from 'node:fs'
import { LARGEST_ENTRY } from './archive.ts'
import { openQuietly } from './open-quietly.ts'
import { unpackedPieces } from './unpacked-file.ts'

/** Each line stands for itself: FHIR Bulk Data. */
const OF_LINES = /\.(ndjson|jsonl)(\.gz)?$/i
const PACKED = /\.gz$/i
/** What nobody takes for anything but lines of FHIR. */
const BULK_DATA = /\.ndjson$/i
/** Smaller files are read whole. 8 MiB, also of a packed one, which swells tenfold and more. */
const LARGEST_HELD = 2 ** 23
/** The same of other lines: what they are is told by looking at the whole. 64 MiB. */
const LARGEST_OTHER_HELD = 2 ** 26
/** The same in an archive. 64 MiB: what is in it swells to more than is held. */
const LARGEST_PACKED_ENTRY = 2 ** 26
/** 4 MiB: many lines, and little beside what reading them takes. */
const WINDOW = 2 ** 22
/** A longer line is cut: reading it takes several times its length. 256 MiB. */
const LONGEST_LINE = 2 ** 28
const PIECE = 2 ** 18
const NEWLINE = 10

/** Whether a file of this name and length is read in windows. @param isGzip by its first bytes: asked only of what is called so */
export function isReadByLines(name: string, size: number, isGzip: () => boolean): boolean {
  if (!OF_LINES.test(name)) return false
  // What is called packed and is not, or the other way round, is for those who look at the whole of it.
  if (PACKED.test(name)) return size > LARGEST_HELD && isGzip()
  return size > (BULK_DATA.test(name) ? LARGEST_HELD : LARGEST_OTHER_HELD)
}

/**
 * Whether an entry of an archive is. It is read from its archive's front for it, once more for each reading: so only what is too large to be
 * held. @param head its first two bytes at least, asked only of what is called packed
 */
export async function isEntryReadByLines(
  name: string,
  size: number,
  head: () => Promise<Uint8Array | null>,
): Promise<boolean> {
  if (!OF_LINES.test(name)) return false
  if (!PACKED.test(name)) return size > LARGEST_ENTRY
  if (size <= LARGEST_PACKED_ENTRY) return false
  const bytes = await head()
  return bytes?.[0] === 0x1f && bytes[1] === 0x8b
}

export function isCalledPacked(name: string): boolean {
  return PACKED.test(name)
}

/** The file's lines in order, each window ending behind a line's end (the last: where the file ends). Unpacked where it is a gzip. */
export function windowsOf(file: string | Buffer): Generator<Uint8Array> {
  const name = typeof file === 'string' ? file : file.toString('latin1')
  return windowsOfPieces(PACKED.test(name) ? unpackedPieces(file) : piecesOf(file))
}

function* piecesOf(file: string | Buffer): Generator<Uint8Array> {
  const fd = openQuietly(file, false)
  try {
    const piece = Buffer.allocUnsafeSlow(PIECE)
    for (;;) {
      const read = fs.readSync(fd, piece, 0, PIECE, null)
      if (read === 0) return
      yield piece.subarray(0, read)
    }
  } finally {
    fs.closeSync(fd)
  }
}

/** The same of what comes in pieces, each valid until the next. A line that is too long is a window of its own, without its end. */
export function* windowsOfPieces(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let memory = Buffer.allocUnsafeSlow(WINDOW)
  let held = 0
  let isPassing = false
  try {
    for (const piece of pieces) {
      for (let left = piece; left.length > 0; ) {
        if (isPassing) {
          const end = left.indexOf(NEWLINE) + 1
          isPassing = end === 0
          left = left.subarray(isPassing ? left.length : end)
          continue
        }
        const fits = left.subarray(0, memory.length - held)
        memory.set(fits, held)
        held += fits.length
        left = left.subarray(fits.length)
        if (held < memory.length) continue
        const end = memory.lastIndexOf(NEWLINE) + 1
        if (end === 0 && memory.length < LONGEST_LINE) {
          const larger = Buffer.allocUnsafeSlow(2 * memory.length)
          memory.copy(larger)
          memory = larger
          continue
        }
        isPassing = end === 0
        const whole = isPassing ? held : end
        yield memory.subarray(0, whole)
        memory.copyWithin(0, whole, held)
        held -= whole
      }
    }
  } catch (error) {
    // The line that the damage is in is not whole: what stands in front of it is.
    const end = memory.subarray(0, held).lastIndexOf(NEWLINE) + 1
    if (end > 0) yield memory.subarray(0, end)
    throw error
  }
  if (held > 0) yield memory.subarray(0, held)
}
