/** A picture of 8 bits as PNG (ISO/IEC 15948): one IDAT, every row as the differences to the one above. */
import { crc32, deflateSync } from 'node:zlib'
import type { Picture } from './picture.ts'

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
const GREY = 0
const RGB = 2
const UP = 2

export function encodePng({ width, height, channels, bytes }: Picture): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.writeUInt8(8, 8)
  header.writeUInt8(channels === 1 ? GREY : RGB, 9)
  const line = width * channels
  const rows = Buffer.alloc((line + 1) * height)
  for (let y = 0; y < height; y += 1) {
    const at = y * (line + 1)
    rows[at] = UP
    for (let x = 0; x < line; x += 1) {
      const above = y === 0 ? 0 : (bytes[(y - 1) * line + x] as number)
      rows[at + 1 + x] = (bytes[y * line + x] as number) - above
    }
  }
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 4 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'ascii'), content])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}
