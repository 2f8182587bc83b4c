/**
 * A tar archive, front to back.
 *
 * Guarantees: every entry that is not a directory is named once; what a damaged header hides is named as a range of bytes, and reading
 * goes on at the next sound header; an archive without its end mark is said to be cut.
 */
import crypto from 'node:crypto'
import {
  archiveProblem,
  type IsWanted,
  inBytes,
  LARGEST_ENTRY,
  namedEntry,
  type Passing,
  type Room,
} from './archive.ts'
import { WRONG_CHECKSUM } from './decompress.ts'
import { containName, decodeName } from './entry-name.ts'
import { isEntryReadByLines } from './line-windows.ts'
import { createPathRegister, type PathRegister } from './path-register.ts'
import type { SourceFile } from './source.ts'
import type { StreamReader } from './stream-reader.ts'
import {
  BLOCK,
  type Extensions,
  isZeroBlock,
  parseHeader,
  parsePax,
  type TarHeader,
} from './tar-header.ts'

/** Longer extended headers are taken for damage. */
const LONGEST_EXTENSION = 2 ** 20
/** GNU: directory lists, volume labels; they hold no file. Directories neither. */
const NO_FILE = new Set(['5', 'D', 'V', 'N'])

interface Reading {
  readonly name: string
  readonly reader: StreamReader
  readonly room: Room
  readonly register: PathRegister
  readonly isWanted: IsWanted
  readonly passing: Passing
}

/** @param name what the archive is called in reports */
export async function* tarFiles(
  name: string,
  reader: StreamReader,
  room: Room,
  isWanted: IsWanted = () => true,
  passing: Passing = async () => {},
): AsyncGenerator<SourceFile> {
  const register = createPathRegister()
  const reading: Reading = { name, reader, room, register, isWanted, passing }
  let isEnded = false
  let zerosFrom = -1
  let general: Extensions = {}
  let next: Extensions = {}
  for (;;) {
    const at = reader.position
    const block = await reader.take(BLOCK)
    if (block === null) break
    if (isZeroBlock(block)) {
      if (!isEnded) zerosFrom = at
      isEnded = true
      continue
    }
    if (isEnded)
      yield { ...archiveProblem(name, zerosFrom, zeros(zerosFrom, at)), refusal: 'zero-filled' }
    const header = parseHeader(block)
    if (header === null) {
      const sound = await untilSoundHeader(reader)
      yield archiveProblem(name, at, damage(at, sound))
      next = {}
      isEnded = false
      continue
    }
    isEnded = false
    if (isExtension(header.type)) {
      const extension = await readExtension(reader, header)
      if (extension === null) continue
      if (header.type === 'g') general = { ...general, ...extension, name: undefined }
      else next = { ...next, ...extension }
      continue
    }
    yield* entry(reading, effective(header, { ...general, ...next }), next.isSparse === true)
    next = {}
  }
  if (isEnded && reader.failure === WRONG_CHECKSUM && reader.rest === 0) yield altered(name, reader)
  else if (!isEnded || reader.failure !== '' || reader.rest > 0) yield cut(name, reader)
}

/** Every file came out, and the archive's end mark. */
function altered(name: string, reader: StreamReader): SourceFile {
  const failure = `${WRONG_CHECKSUM}: at least one of its files is not what was packed, and which one is not known`
  return archiveProblem(name, reader.position, failure)
}

function cut(name: string, reader: StreamReader): SourceFile {
  const at = reader.position + reader.rest
  const why = reader.failure === '' ? 'it has no end mark' : reader.failure
  const failure = `the archive ends at byte ${inBytes(at)} of the tar stream: ${why}. What may have followed is not known`
  return { ...archiveProblem(name, at, failure), refusal: 'truncated' }
}

/** One archive behind another looks like it, and so does an archive that was overwritten. */
function zeros(from: number, to: number): string {
  return `bytes ${inBytes(from)} to ${inBytes(to)} of the tar stream are zeros with more files behind them; files that stood there are not known`
}

function damage(from: number, to: number): string {
  return `bytes ${inBytes(from)} to ${inBytes(to)} of the tar stream are damaged; files in them are not known`
}

/** Leaves the reader in front of the next block that is a header. @returns its position. */
async function untilSoundHeader(reader: StreamReader): Promise<number> {
  for (;;) {
    const block = await reader.peek(BLOCK)
    if (block === null) return reader.position + reader.rest
    if (!isZeroBlock(block) && parseHeader(block) !== null) return reader.position
    await reader.take(BLOCK)
  }
}

function isExtension(type: string): boolean {
  return type === 'x' || type === 'g' || type === 'L' || type === 'K' || type === 'X'
}

/** Null when it cannot be read: then the next entry has the name of its own header. */
async function readExtension(
  reader: StreamReader,
  { type, size }: TarHeader,
): Promise<Extensions | null> {
  if (size > LONGEST_EXTENSION) {
    await reader.pass(padded(size), () => {})
    return null
  }
  const bytes = await reader.take(padded(size))
  if (bytes === null) return null
  const value = bytes.subarray(0, size)
  if (type !== 'L' && type !== 'K') return parsePax(value)
  const end = value.indexOf(0)
  const text = Uint8Array.from(end < 0 ? value : value.subarray(0, end))
  return type === 'L' ? { name: text } : { linkName: text }
}

function effective(header: TarHeader, { name, linkName, size, modifiedAt }: Extensions): TarHeader {
  return {
    type: header.type,
    name: name ?? header.name,
    linkName: linkName ?? header.linkName,
    size: size ?? header.size,
    modifiedAt: modifiedAt ?? header.modifiedAt,
  }
}

async function* entry(
  reading: Reading,
  header: TarHeader,
  isSparse: boolean,
): AsyncGenerator<SourceFile> {
  const { reader, register } = reading
  const { path, refused } = containName(decodeName(header.name))
  const named = namedEntry(path, header.size, header.modifiedAt)
  const bytesBehind = padded(header.size)
  const unread = refused || (isSparse || header.type === 'S' ? SPARSE : '')
  if (NO_FILE.has(header.type) || (header.type === '0' && !reading.isWanted(path))) {
    await reader.pass(bytesBehind, () => {})
  } else if (header.type === '0' && unread === '') {
    yield* regularFile(reading, named)
  } else {
    // Links and devices have no content, whatever their size says (POSIX.1-2017, pax, typeflag).
    if (!'123456'.includes(header.type)) await reader.pass(bytesBehind, () => {})
    if (refused !== '') yield { ...named, failure: refused, refusal: 'unsafe-name' }
    else if (unread !== '') yield { ...named, failure: unread }
    else yield special(named, header, register)
  }
}

const SPARSE = 'a sparse file; write the archive anew without tar --sparse'

function special(named: SourceFile, header: TarHeader, register: PathRegister): SourceFile {
  switch (header.type) {
    case '1':
      return hardLink(named, containName(decodeName(header.linkName)).path, register)
    case '2':
      return { ...named, ignored: 'symbolic-link' }
    case '3':
    case '4':
    case '6':
      return { ...named, ignored: 'not-a-regular-file' }
    default:
      return { ...named, failure: `an entry of unknown type "${header.type}"` }
  }
}

/** A second name for a file that the archive has brought: nothing is lost when the name says the same of it. */
function hardLink(named: SourceFile, target: string, register: PathRegister): SourceFile {
  const isSameName = target.split('/').at(-1) === named.path.split('/').at(-1)
  if (register.has(target) && isSameName) return { ...named, ignored: 'hard-link' }
  return { ...named, failure: `a hard link to ${target}, which has the content` }
}

async function* regularFile(reading: Reading, named: SourceFile): AsyncGenerator<SourceFile> {
  const { reader, room, register } = reading
  const { path, size } = named
  if (await isEntryReadByLines(path, size, () => reader.peek(2))) {
    const passed = await passedBy(reading, named, (piece) => reading.passing(path, piece))
    yield passed.failure === '' ? metBefore({ ...passed, isOfLines: true }, register) : passed
    return
  }
  if (size > LARGEST_ENTRY) {
    const passed = await passedBy(reading, named, () => {})
    const failure = `larger than ${inBytes(LARGEST_ENTRY)} bytes`
    yield passed.failure === '' ? { ...passed, failure } : passed
    return
  }
  const bytes = await room(size)
  const length = await reader.fill(bytes)
  if (length < size) {
    const failure = `cut off after ${inBytes(length)} of ${inBytes(size)} bytes`
    yield { ...named, failure, refusal: 'truncated' }
    return
  }
  await reader.pass(padded(size) - size, () => {})
  const sha256 = crypto.hash('sha256', bytes, 'hex')
  yield metBefore({ ...named, bytes, sha256 }, register)
}

/** A name that comes again: the same bytes are a copy, others are not shown beside the first. */
export function metBefore(file: SourceFile, register: PathRegister): SourceFile {
  const met = register.meet(file.path, file.sha256)
  if (met === 'new') return file
  const { isOfLines: _, ...unread } = file
  return met === 'same-bytes'
    ? { ...unread, bytes: null, ignored: 'duplicate-copy' }
    : {
        ...unread,
        bytes: null,
        failure: 'the archive has an earlier file of this name with other content',
        refusal: 'duplicate-name',
      }
}

async function passedBy(
  { reader }: Reading,
  named: SourceFile,
  see: (piece: Uint8Array) => Promise<void> | void,
): Promise<SourceFile> {
  const hash = crypto.createHash('sha256')
  const length = await reader.pass(named.size, (piece) => {
    hash.update(piece)
    return see(piece)
  })
  if (length < named.size) {
    const failure = `cut off after ${inBytes(length)} of ${inBytes(named.size)} bytes`
    return { ...named, failure, refusal: 'truncated' }
  }
  await reader.pass(padded(named.size) - named.size, () => {})
  return { ...named, sha256: hash.digest('hex') }
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK
}
