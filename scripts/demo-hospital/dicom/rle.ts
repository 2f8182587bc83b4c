/** RLE Lossless: byte planes, PackBits, each row by itself. DICOM PS3.5 annex G. */

/** @param pixels 16-bit samples, little endian; two segments, the high bytes first */
export function encodeRle16(pixels: Uint8Array, width: number): Uint8Array {
  const segments = [1, 0].map((offset) => {
    const plane = new Uint8Array(pixels.length / 2)
    for (let i = 0; i < plane.length; i++) plane[i] = pixels[i * 2 + offset] ?? 0
    return packBits(plane, width)
  })
  const head = Buffer.alloc(64)
  head.writeUInt32LE(segments.length, 0)
  let offset = 64
  segments.forEach((segment, i) => {
    head.writeUInt32LE(offset, 4 + i * 4)
    offset += segment.length
  })
  return Buffer.concat([head, ...segments])
}

function packBits(plane: Uint8Array, width: number): Uint8Array {
  const out: number[] = []
  for (let row = 0; row < plane.length; row += width) packRow(plane.subarray(row, row + width), out)
  if (out.length % 2 === 1) out.push(0)
  return Uint8Array.from(out)
}

function packRow(row: Uint8Array, out: number[]): void {
  let at = 0
  while (at < row.length) {
    const run = runAt(row, at)
    if (run > 1) {
      out.push(257 - run, row[at] ?? 0)
      at += run
      continue
    }
    let end = at + 1
    while (end < row.length && end - at < 128 && runAt(row, end) < 3) end++
    out.push(end - at - 1)
    for (let i = at; i < end; i++) out.push(row[i] ?? 0)
    at = end
  }
}

/** Length of the run of equal bytes from `at`, at most 128. */
function runAt(row: Uint8Array, at: number): number {
  let end = at + 1
  while (end < row.length && end - at < 128 && row[end] === row[at]) end++
  return end - at
}
