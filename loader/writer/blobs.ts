/**
 * Documents and images by content hash: `blobs/ab/<sha256>`, with `.zst` behind the name when it is compressed
 * (RFC 8878). The name is always the hash of the original bytes.
 */
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'

/** A blob is kept compressed when that saves at least a tenth. */
const WORTHWHILE = 0.9
/** Contents that are compressed already, by their first bytes: JPEG, PNG, GIF, ZIP (docx), PDF. */
const COMPRESSED = ['ffd8ff', '89504e47', '474946', '504b0304', '25504446']

/** Writes the bytes once; the same content from another file is the same blob. */
export function storeBlob(folder: string, sha256: string, bytes: Uint8Array): void {
  const directory = path.join(folder, sha256.slice(0, 2))
  const place = path.join(directory, sha256)
  if (fs.existsSync(place) || fs.existsSync(`${place}.zst`)) return
  fs.mkdirSync(directory, { recursive: true })
  const compressed = isCompressed(bytes) ? null : zlib.zstdCompressSync(bytes)
  const pays = compressed !== null && compressed.length < bytes.length * WORTHWHILE
  try {
    fs.writeFileSync(pays ? `${place}.zst` : place, pays ? compressed : bytes, { flag: 'wx' })
  } catch (error) {
    // Another thread met the same content in the same moment.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

function isCompressed(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 4)).toString('hex')
  return COMPRESSED.some((magic) => head.startsWith(magic))
}
