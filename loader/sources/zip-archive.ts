/**
 * A zip archive by its central directory; where that is lost, by the headers in front of each entry.
 *
 * Every entry that is not a directory is named once. Bytes are only given when their CRC-32 is right.
 */
import zlib from 'node:zlib'
import yauzl from 'yauzl'
import {
  type Archive,
  archiveProblem,
  type IsWanted,
  inBytes,
  namedEntry,
  type Passing,
  type Room,
  wordsOf,
} from './archive.ts'
import { containName, decodeName } from './entry-name.ts'
import { isEntryReadByLines } from './line-windows.ts'
import { createPathRegister } from './path-register.ts'
import type { SourceFile } from './source.ts'
import { metBefore } from './tar-archive.ts'
import { openVolumes, type Volumes } from './volumes.ts'
import { passedZipContent, zipContent } from './zip-entry.ts'
import { readLocalHeader, salvagedFiles } from './zip-salvage.ts'

/** As for compressed streams: see decompress.ts. */
const GREATEST_RATIO = 250
const HARMLESS = 2 ** 30
/** Part of the external attributes when a Unix made the entry (APPNOTE.TXT 4.4.2.2; stat(2)). */
const UNIX = 3
const FILE_TYPE = 0o170000
const REGULAR = 0o100000
const DIRECTORY = 0o040000
const LINK = 0o120000

export function zipArchive(location: string): Archive {
  const volumes = openVolumes(location)
  let consumed = 0
  return {
    size: volumes.size,
    consumed: () => consumed,
    async *files(room, isWanted = () => true, passing = async () => {}) {
      const register = createPathRegister()
      const guard = swellGuard(volumes)
      try {
        for await (const [file, end] of zipFiles(volumes, room, isWanted, passing)) {
          consumed = Math.min(volumes.size, Math.max(consumed, end))
          const isRead = file.bytes !== null || file.isOfLines === true
          yield isRead ? metBefore(file, register) : file
          const bomb = guard(file)
          if (bomb !== null) {
            yield bomb
            return
          }
        }
      } finally {
        volumes.close()
      }
    },
  }
}

/** Each entry with the byte behind its data. */
async function* zipFiles(
  volumes: Volumes,
  room: Room,
  isWanted: IsWanted,
  passing: Passing,
): AsyncGenerator<[SourceFile, number]> {
  let furthest = 0
  let why = ''
  try {
    const reader = new VolumesReader(volumes)
    const zip = await yauzl.fromRandomAccessReaderPromise(reader, volumes.size, {
      decodeStrings: false,
      validateEntrySizes: false,
      autoClose: false,
    })
    for await (const entry of zip.eachEntry()) {
      if (!isWanted(nameOf(entry).path)) continue
      const { file, end } = await centralEntry(entry, volumes, room, passing)
      furthest = Math.max(furthest, end)
      if (file !== null) yield [file, end]
    }
  } catch (error) {
    why = wordsOf(error)
  }
  if (why === '' && volumes.missing === '') return
  const missing = volumes.missing === '' ? why : `the volume ${volumes.missing} is missing`
  const failure =
    `the archive has no sound directory (${missing}); it ends at byte ${inBytes(volumes.size)}. ` +
    'What may have followed is not known; entries are read by their own headers'
  yield [{ ...archiveProblem(volumes.name, volumes.size, failure), refusal: 'truncated' }, furthest]
  yield* salvagedFiles(volumes, furthest, room)
}

async function centralEntry(
  entry: yauzl.Entry,
  volumes: Volumes,
  room: Room,
  passing: Passing,
): Promise<{ file: SourceFile | null; end: number }> {
  const header = readLocalHeader(volumes, entry.relativeOffsetOfLocalHeader)
  const start = header?.start ?? entry.relativeOffsetOfLocalHeader
  const end = start + entry.compressedSize
  const { path, refused, isDirectory } = nameOf(entry)
  const modifiedAt = entry.getLastModDate().getTime()
  const named = namedEntry(path, entry.uncompressedSize, Number.isNaN(modifiedAt) ? 0 : modifiedAt)
  if (refused !== '') return { file: { ...named, failure: refused, refusal: 'unsafe-name' }, end }
  const type = unixType(entry)
  if (isDirectory || type === DIRECTORY) return { file: null, end }
  if (type === LINK) return { file: { ...named, ignored: 'symbolic-link' }, end }
  if (type !== 0 && type !== REGULAR) {
    return { file: { ...named, ignored: 'not-a-regular-file' }, end }
  }
  if (header === null) {
    const failure = `there is no entry at byte ${inBytes(start)}, where the archive says it is`
    return { file: { ...named, failure }, end: 0 }
  }
  const content = {
    flags: entry.generalPurposeBitFlag,
    method: entry.compressionMethod,
    crc32: entry.crc32,
    compressedSize: entry.compressedSize,
    size: entry.uncompressedSize,
    start,
  }
  // Of what is packed twice the whole is looked at.
  const isOfLines = await isEntryReadByLines(path, content.size, async () => null)
  const file = isOfLines
    ? await passedZipContent(named, content, volumes, (piece) => passing(path, piece))
    : await zipContent(named, content, volumes, room)
  return { file, end }
}

function nameOf(entry: yauzl.Entry) {
  const bytes = entry.fileNameRaw
  const unicode = entry.extraFields.find(({ id }) => id === 0x7075)
  const name =
    unicode === undefined ? decodeName(bytes, 'folders') : unicodePath(unicode.data, bytes)
  return { ...containName(name), isDirectory: name.endsWith('/') }
}

/** Info-ZIP Unicode Path Extra Field (APPNOTE.TXT 4.6.9): version, CRC-32 of the plain name, name in UTF-8. */
function unicodePath(data: Buffer, plain: Buffer): string {
  const isOurs = data.length > 5 && data[0] === 1 && data.readUInt32LE(1) === zlib.crc32(plain)
  return decodeName(isOurs ? data.subarray(5) : plain, 'folders')
}

function unixType({ versionMadeBy, externalFileAttributes }: yauzl.Entry): number {
  return versionMadeBy >> 8 === UNIX ? (externalFileAttributes >>> 16) & FILE_TYPE : 0
}

/** Entries may lie over each other: 10 MB of them can state petabytes. */
function swellGuard(volumes: Volumes): (file: SourceFile) => SourceFile | null {
  let produced = 0
  return (file) => {
    produced += file.isOfLines === true ? file.size : (file.bytes?.length ?? 0)
    if (produced <= HARMLESS || produced <= GREATEST_RATIO * volumes.size) return null
    const failure = `it swells more than ${GREATEST_RATIO}-fold: a decompression bomb, not read further`
    return archiveProblem(volumes.name, volumes.size, failure)
  }
}

/** Lets yauzl read across volumes. */
class VolumesReader extends yauzl.RandomAccessReader {
  readonly #volumes: Volumes
  /** The directory is read in small steps: one window serves many. */
  readonly #window = Buffer.allocUnsafe(2 ** 16)
  #from = 0
  #length = 0

  constructor(volumes: Volumes) {
    super()
    this.#volumes = volumes
  }

  override read(
    target: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    try {
      const read = this.#read(target.subarray(offset, offset + length), position)
      callback(read < length ? new Error('the directory is cut off') : null)
    } catch (error) {
      callback(error instanceof Error ? error : new Error(String(error)))
    }
  }

  #read(target: Buffer, position: number): number {
    if (target.length > this.#window.length) {
      return this.#volumes.read(target, target.length, position)
    }
    if (position < this.#from || position + target.length > this.#from + this.#length) {
      this.#from = position
      this.#length = this.#volumes.read(this.#window, this.#window.length, position)
    }
    const at = position - this.#from
    return this.#window.copy(target, 0, at, Math.min(at + target.length, this.#length))
  }
}
