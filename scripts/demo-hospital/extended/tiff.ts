/** Black-and-white TIFF of several pages, PackBits, as a fax server files it. TIFF 6.0: sections 2 (structure), 3 (bilevel), 9 (PackBits). */
import type { Raster } from './jpeg.ts'

const HEAD_BYTES = 8
const ENTRY_BYTES = 12
const SHORT = 3
const LONG = 4
/** Grey below this is black. */
const THRESHOLD = 170
const LONGEST_RUN = 128

/** @param pages grey */
export function encodeTiff(pages: readonly Raster[]): Uint8Array {
  const head = Buffer.alloc(HEAD_BYTES)
  head.write('II*\0', 'latin1')
  const pieces: Buffer[] = [head]
  let written = HEAD_BYTES
  let pointer = { bytes: head, at: 4 }
  for (const page of pages) {
    const strip = packed(page)
    const fields: readonly (readonly [tag: number, type: number, value: number])[] = [
      [256, LONG, page.width],
      [257, LONG, page.height],
      [258, SHORT, 1],
      [259, SHORT, 32_773],
      [262, SHORT, 0],
      [273, LONG, written],
      [277, SHORT, 1],
      [278, LONG, page.height],
      [279, LONG, strip.length],
    ]
    const padding = Buffer.alloc(strip.length % 2)
    const directory = Buffer.alloc(2 + fields.length * ENTRY_BYTES + 4)
    directory.writeUInt16LE(fields.length)
    fields.forEach(([tag, type, value], index) => {
      const at = 2 + index * ENTRY_BYTES
      directory.writeUInt16LE(tag, at)
      directory.writeUInt16LE(type, at + 2)
      directory.writeUInt32LE(1, at + 4)
      directory.writeUInt32LE(value, at + 8)
    })
    pointer.bytes.writeUInt32LE(written + strip.length + padding.length, pointer.at)
    pointer = { bytes: directory, at: directory.length - 4 }
    pieces.push(strip, padding, directory)
    written += strip.length + padding.length + directory.length
  }
  return Uint8Array.from(Buffer.concat(pieces))
}

/** Rows of eight dots a byte, black is 1, each packed by itself. */
function packed({ width, height, pixels }: Raster): Buffer {
  const rows: number[] = []
  for (let y = 0; y < height; y++) {
    const row = Buffer.alloc(Math.ceil(width / 8))
    for (let x = 0; x < width; x++) {
      if ((pixels[y * width + x] ?? 255) < THRESHOLD) {
        row[x >> 3] = (row[x >> 3] ?? 0) | (0x80 >> (x & 7))
      }
    }
    for (let at = 0; at < row.length; ) {
      let end = at + 1
      while (end < row.length && row[end] === row[at] && end - at < LONGEST_RUN) end++
      const run = end - at
      // A run of one is a literal of one byte.
      rows.push(run === 1 ? 0 : 257 - run, row[at] ?? 0)
      at = end
    }
  }
  return Buffer.from(rows)
}
