/** PNG of 8 bits, grey or RGB with or without alpha, not interlaced (ISO/IEC 15948): every chunk's sum is checked. */
import { crc32, inflateSync } from 'node:zlib'
import { expect } from 'vitest'

const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 4: 2, 6: 4 }

export function decodePng(file: Buffer) {
  expect(file.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  const chunks = new Map<string, Buffer[]>()
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at)
    const named = file.subarray(at + 4, at + 8 + length)
    expect(file.readUInt32BE(at + 8 + length)).toBe(crc32(named))
    const name = named.toString('latin1', 0, 4)
    chunks.set(name, [...(chunks.get(name) ?? []), named.subarray(4)])
    at += 12 + length
  }
  const header = chunks.get('IHDR')?.[0] ?? Buffer.alloc(13)
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const channels = CHANNELS[header[9] ?? -1] ?? 0
  expect([header[8], header[12]]).toEqual([8, 0])
  const rows = inflateSync(Buffer.concat(chunks.get('IDAT') ?? []))
  const line = width * channels
  const pixels = new Uint8Array(line * height)
  const at = (y: number, x: number) => (y < 0 || x < 0 ? 0 : (pixels[y * line + x] ?? 0))
  for (let y = 0; y < height; y += 1) {
    const filter = rows[y * (line + 1)] ?? 0
    for (let x = 0; x < line; x += 1) {
      const [left, above, corner] = [at(y, x - channels), at(y - 1, x), at(y - 1, x - channels)]
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter] ?? 0
      pixels[y * line + x] = (rows[y * (line + 1) + 1 + x] ?? 0) + guess
    }
  }
  return { width, height, channels, pixels: [...pixels] }
}

function paeth(left: number, above: number, corner: number): number {
  const guess = left + above - corner
  const [a, b, c] = [left, above, corner].map((each) => Math.abs(guess - each))
  if ((a ?? 0) <= (b ?? 0) && (a ?? 0) <= (c ?? 0)) return left
  return (b ?? 0) <= (c ?? 0) ? above : corner
}
