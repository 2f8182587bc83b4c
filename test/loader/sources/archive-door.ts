/** Archives as tests make them, and everything that the reader yields of one. */
import fs from 'node:fs'
import zlib from 'node:zlib'
import tar from 'tar-stream'
import { openArchive } from '../../../loader/sources/open-archive.ts'
import type { SourceFile, SourceSpec } from '../../../loader/sources/source.ts'
import { parseSources } from '../../../loader/sources/source-argument.ts'

/** Every entry; bytes are copied, since what the reader gives is the caller's memory. */
export async function readArchive(
  location: string,
  restic?: SourceSpec['restic'],
): Promise<SourceFile[]> {
  const [spec] = parseSources([location])
  if (spec === undefined) throw new Error('no source')
  const files: SourceFile[] = []
  const memory = new Uint8Array(2 ** 24)
  const archive = await openArchive({ ...spec, restic })
  for await (const file of archive.files(async (size) => memory.subarray(0, size))) {
    files.push({ ...file, bytes: file.bytes === null ? null : Uint8Array.from(file.bytes) })
  }
  return files
}

export function textOf(file: SourceFile | undefined): string | null {
  return file?.bytes == null ? null : Buffer.from(file.bytes).toString('utf8')
}

export type TarEntry = Partial<Omit<tar.Header, 'size'>> & {
  readonly name: string
  readonly bytes?: string | Buffer
}

/** By tar-stream: another program's understanding of the format. */
export async function tarOf(entries: readonly TarEntry[]): Promise<Buffer> {
  const pack = tar.pack()
  for (const { bytes = '', ...header } of entries) pack.entry(header, bytes)
  pack.finalize()
  const pieces: Buffer[] = []
  for await (const piece of pack) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

export interface ZipEntry {
  readonly name: string | Buffer
  readonly bytes?: string | Buffer
  /** Bit 11: the name is UTF-8; bit 3: sizes behind the data; bit 0: encrypted. */
  readonly flags?: number
  /** 0 or 8; other numbers are written as they are, with the bytes stored. */
  readonly method?: number
  /** What the archive is to state, when it is not the truth. */
  readonly crc32?: number
  readonly size?: number
  /** Type and permissions, as Unix has them. */
  readonly mode?: number
}

export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const { local, central } = zipEntry(entry, offset)
    parts.push(local)
    directory.push(central)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, central, end])
}

function zipEntry(entry: ZipEntry, offset: number): { local: Buffer; central: Buffer } {
  const { flags = 0, method = 8, mode = 0o100644 } = entry
  const name = Buffer.from(entry.name as string)
  const plain = Buffer.from((entry.bytes ?? '') as string)
  const data = method === 8 ? zlib.deflateRawSync(plain) : plain
  const crc32 = entry.crc32 ?? zlib.crc32(plain)
  const size = entry.size ?? plain.length
  const isBehind = (flags & 8) !== 0
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(flags, 2)
  common.writeUInt16LE(method, 4)
  common.writeUInt16LE(0x5a21, 8)
  common.writeUInt32LE(crc32, 10)
  common.writeUInt32LE(data.length, 14)
  common.writeUInt32LE(size, 18)
  common.writeUInt16LE(name.length, 22)
  const front = Buffer.from(common)
  if (isBehind) front.fill(0, 10, 22)
  const descriptor = Buffer.alloc(isBehind ? 16 : 0)
  if (isBehind) {
    descriptor.writeUInt32LE(0x08074b50, 0)
    common.copy(descriptor, 4, 10, 22)
  }
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE((mode << 16) >>> 0, 6)
  rest.writeUInt32LE(offset, 10)
  return {
    local: Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), front, name, data, descriptor]),
    // Made by a Unix, version 2.0.
    central: Buffer.concat([Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, rest, name]),
  }
}

/** All files below a folder: path relative to it → content. */
export function folderContents(root: string): Map<string, Buffer> {
  const found = new Map<string, Buffer>()
  for (const entry of fs.readdirSync(root, { recursive: true, withFileTypes: true })) {
    const file = `${entry.parentPath}/${entry.name}`
    if (entry.isFile()) found.set(file.slice(root.length + 1), fs.readFileSync(file))
  }
  return found
}
