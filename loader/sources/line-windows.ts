/** A large file of independent lines, read in windows: memory does not grow with the file. */
import fs from 'node:fs'
import { openQuietly } from './open-quietly.ts'

/** Each line stands for itself: FHIR Bulk Data. Packed ones cannot be read so. */
const OF_LINES = /\.(ndjson|jsonl)$/i
/** Smaller files are read whole. 64 MiB. */
const LARGEST_HELD = 2 ** 26
/** 16 MiB: many lines, and little beside what reading them takes. */
const WINDOW = 2 ** 24
/** A line longer than JavaScript's longest text is read by nobody: it is cut, and so unreadable. */
const LONGEST = 2 ** 29
const NEWLINE = 10

/** Whether a file of this name and length is read in windows. */
export function isReadByLines(name: string, size: number): boolean {
  return size > LARGEST_HELD && OF_LINES.test(name)
}

/** The file's bytes in order, each window ending behind a line's end (the last: where the file ends). */
export function* windowsOf(file: string | Buffer): Generator<Uint8Array> {
  const fd = openQuietly(file, false)
  try {
    let memory = Buffer.allocUnsafeSlow(WINDOW)
    let held = 0
    for (;;) {
      const read = fs.readSync(fd, memory, held, memory.length - held, null)
      held += read
      if (read === 0) {
        if (held > 0) yield memory.subarray(0, held)
        return
      }
      if (held < memory.length) continue
      const end = memory.lastIndexOf(NEWLINE) + 1
      if (end === 0 && memory.length < LONGEST) {
        const larger = Buffer.allocUnsafeSlow(2 * memory.length)
        memory.copy(larger)
        memory = larger
        continue
      }
      const whole = end === 0 ? held : end
      yield memory.subarray(0, whole)
      memory.copyWithin(0, whole, held)
      held -= whole
    }
  } finally {
    fs.closeSync(fd)
  }
}
