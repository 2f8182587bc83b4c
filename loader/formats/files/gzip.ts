/** Files that were packed one by one (RFC 1952): what is in them, whatever their format. */
import zlib from 'node:zlib'
import type { FileRefusal } from '../../../model/records.ts'

/** Of an unpacked file. Larger ones do not come out of a gzip. 4 GiB. */
const LARGEST_UNPACKED = 2 ** 32
const LARGEST_HEAD = 2 ** 22

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/** The first characters of what is in it, of a gzip that is cut at the head's end; other bytes as they are. Empty when it is none. */
export function unpackedHead(head: Uint8Array): Buffer {
  const buffer = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
  if (!isGzip(buffer)) return buffer
  try {
    const finishFlush = zlib.constants.Z_SYNC_FLUSH
    return zlib.gunzipSync(buffer, { finishFlush, maxOutputLength: LARGEST_HEAD })
  } catch {
    return Buffer.alloc(0)
  }
}

/** What is in it; bytes that are no gzip as they are. */
export function unpacked(bytes: Uint8Array): Buffer | { refusal: FileRefusal; detail: string } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!isGzip(buffer)) return buffer
  try {
    return zlib.gunzipSync(buffer, { maxOutputLength: LARGEST_UNPACKED })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const refusal = code === 'Z_BUF_ERROR' ? 'truncated' : 'unparsable'
    // RFC 1952 2.3.1: the CRC-32 and the length of what was packed stand at the end.
    const isAltered = /^incorrect (data|length) check$/.test(message)
    const words = isAltered ? `its checksum is wrong (${message})` : message
    return { refusal, detail: `gzip: ${words}` }
  }
}
