/** Entries of a zip archive whose central directory is lost, by the local header in front of each (APPNOTE.TXT 4.3.7). */
import zlib from 'node:zlib'
import { inBytes, LARGEST_ENTRY, namedEntry, type Room } from './archive.ts'
import { pump } from './decompress.ts'
import { containName, decodeName } from './entry-name.ts'
import type { SourceFile } from './source.ts'
import type { Volumes } from './volumes.ts'
import { zipContent } from './zip-entry.ts'

const HEADER = 30
const LOCAL = Buffer.from('PK\x03\x04', 'latin1')
const CENTRAL = Buffer.from('PK\x01\x02', 'latin1')
const WINDOW = 2 ** 20
const SEARCHED = 2 ** 16
/** Bit 3: sizes and CRC-32 stand behind the data (APPNOTE.TXT 4.3.9). */
const SIZES_BEHIND = 8
const DEFLATED = 8

export interface LocalHeader {
  readonly name: Buffer
  readonly flags: number
  readonly method: number
  readonly crc32: number
  readonly compressedSize: number
  readonly size: number
  /** Where the data begins. */
  readonly start: number
}

/** Null when there is none at this byte. */
export function readLocalHeader(volumes: Volumes, position: number): LocalHeader | null {
  const fixed = Buffer.allocUnsafe(HEADER)
  if (volumes.read(fixed, HEADER, position) < HEADER || !fixed.subarray(0, 4).equals(LOCAL)) {
    return null
  }
  const nameLength = fixed.readUInt16LE(26)
  const extraLength = fixed.readUInt16LE(28)
  const rest = Buffer.allocUnsafe(nameLength + extraLength)
  if (volumes.read(rest, rest.length, position + HEADER) < rest.length) return null
  const sizes = zip64Sizes(rest.subarray(nameLength))
  const compressedSize = fixed.readUInt32LE(18)
  const size = fixed.readUInt32LE(22)
  return {
    name: Buffer.from(rest.subarray(0, nameLength)),
    flags: fixed.readUInt16LE(6),
    method: fixed.readUInt16LE(8),
    crc32: fixed.readUInt32LE(14),
    compressedSize: compressedSize === 0xffffffff ? sizes.compressed : compressedSize,
    size: size === 0xffffffff ? sizes.plain : size,
    start: position + HEADER + nameLength + extraLength,
  }
}

/** Zip64 extended information (APPNOTE.TXT 4.5.3); in a local header it has both sizes. */
function zip64Sizes(extra: Buffer): { plain: number; compressed: number } {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === 1 && at + 20 <= extra.length) {
      const plain = Number(extra.readBigUInt64LE(at + 4))
      return { plain, compressed: Number(extra.readBigUInt64LE(at + 12)) }
    }
  }
  return { plain: 0, compressed: 0 }
}

/** Every entry from byte `from` on, with the byte behind its data. */
export async function* salvagedFiles(
  volumes: Volumes,
  from: number,
  room: Room,
): AsyncGenerator<[SourceFile, number]> {
  for (let at = nextHeader(volumes, from); at >= 0; ) {
    const header = readLocalHeader(volumes, at)
    if (header === null) return
    const { file, end } = await salvage(header, volumes, room)
    if (file !== null) yield [file, end]
    at = nextHeader(volumes, end)
  }
}

async function salvage(
  header: LocalHeader,
  volumes: Volumes,
  room: Room,
): Promise<{ file: SourceFile | null; end: number }> {
  const name = decodeName(header.name, 'folders')
  const { path, refused } = containName(name)
  const isUnsized = (header.flags & SIZES_BEHIND) !== 0 && header.compressedSize === 0
  const content: Awaited<ReturnType<typeof measured>> =
    isUnsized && refused === '' ? await measured(header, volumes) : header
  const end = content.start + content.compressedSize
  const named = namedEntry(path, content.size)
  if (refused !== '') return { file: { ...named, failure: refused, refusal: 'unsafe-name' }, end }
  if (name.endsWith('/')) return { file: null, end }
  if (content.failure !== undefined) {
    return { file: { ...named, failure: content.failure, refusal: 'truncated' }, end }
  }
  return { file: await zipContent(named, content, volumes, room), end }
}

/** Sizes of an entry that states them behind its data: deflate knows its own end. */
async function measured(
  header: LocalHeader,
  volumes: Volumes,
): Promise<LocalHeader & { readonly failure?: string }> {
  if (header.method !== DEFLATED || (header.flags & 1) !== 0) {
    return { ...header, failure: 'its length is not known without the directory' }
  }
  const decoder = pump(zlib.createInflateRaw())
  let size = 0
  let crc32 = 0
  try {
    for (let at = header.start; !decoder.isOver(); at += WINDOW) {
      const piece = Buffer.allocUnsafe(WINDOW)
      const length = volumes.read(piece, WINDOW, at)
      for await (const chunk of decoder.write(length === 0 ? null : piece.subarray(0, length))) {
        size += chunk.length
        crc32 = zlib.crc32(chunk, crc32)
        if (size > LARGEST_ENTRY) {
          return { ...header, size, failure: `larger than ${inBytes(LARGEST_ENTRY)} bytes` }
        }
      }
    }
    return {
      ...header,
      size,
      crc32: statedBehind(volumes, header.start + decoder.consumed()) ?? crc32,
      compressedSize: decoder.consumed(),
    }
  } catch {
    return { ...header, size, failure: `cut off or damaged after ${inBytes(size)} bytes` }
  } finally {
    decoder.destroy()
  }
}

/** CRC-32 of a data descriptor with its signature, null when there is none. */
function statedBehind(volumes: Volumes, position: number): number | null {
  const behind = Buffer.alloc(8)
  volumes.read(behind, 8, position)
  return behind.readUInt32LE(0) === 0x08074b50 ? behind.readUInt32LE(4) : null
}

/** Where the next local header begins; -1 when the central directory or the end comes first. */
function nextHeader(volumes: Volumes, from: number): number {
  const window = Buffer.allocUnsafe(SEARCHED)
  for (let at = from; at < volumes.size; at += SEARCHED - 3) {
    const seen = window.subarray(0, volumes.read(window, SEARCHED, at))
    const local = seen.indexOf(LOCAL)
    const central = seen.indexOf(CENTRAL)
    if (central >= 0 && (local < 0 || central < local)) return -1
    if (local >= 0) return at + local
    if (seen.length < SEARCHED) return -1
  }
  return -1
}
