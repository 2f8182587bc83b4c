/**
 * A mounted folder as a source.
 *
 * Guarantees: files are opened O_RDONLY and O_NOFOLLOW, with O_NOATIME where the system permits it, so that not even access
 * times change; links, devices, sockets and pipes are named and not opened; names in any encoding survive.
 * Not guaranteed: an order of files.
 */
import crypto from 'node:crypto'
import fs from 'node:fs'
import { escapeName } from './entry-name.ts'
import { isReadByLines, windowsOf } from './line-windows.ts'
import { openQuietly } from './open-quietly.ts'
import type { IsKnown, Source, SourceFile } from './source.ts'

/** Directories are opened one level further until there are this many parts to share among threads. */
const SHARDS_WANTED = 64
/** A shard that stands for the entries of one directory itself, without its subdirectories. */
const ENTRIES_ONLY = '\0'
/** Larger files are hashed in pieces and not held in memory; they are read only if they can be read by lines. 1 GiB. */
export const LARGEST_FILE_READ = 2 ** 30
const PIECE = 2 ** 20

/** `real` opens the entry; `shown` is its name in reports. They differ only for names that are not UTF-8. */
interface Entry {
  readonly real: string | Buffer
  readonly shown: string
  readonly kind: 'directory' | 'file' | 'link' | 'special'
}

/**
 * @param only folders below it that are read; null = everything.
 * @param isKnown asked before a file is opened; null = nothing is.
 */
export function folderSource(
  root: string,
  only: readonly string[] | null,
  isKnown: IsKnown | null,
): Source {
  const reader = fileReader()
  return {
    shards: () => only ?? shardsOf(root),
    *read(shard) {
      const entriesOnly = shard.startsWith(ENTRIES_ONLY)
      const below = entriesOnly ? shard.slice(1) : shard
      const real = below === '' ? root : `${root}/${below}`
      const wanted: Wanted = (entry) => isKnown === null || !isUnchanged(entry, isKnown)
      yield* walk({ real, shown: below, kind: 'directory' }, entriesOnly, { reader, wanted })
    },
    readFile: (path) => [reader({ real: realName(root, path), shown: path, kind: 'file' })],
  }
}

/** Breadth first until there are enough directories; directories with odd names stay whole with their parent. */
function shardsOf(root: string): string[] {
  const done: string[] = []
  let level = ['']
  while (level.length > 0 && done.length + level.length < SHARDS_WANTED) {
    const next: string[] = []
    for (const directory of level) {
      const entries = directoryEntries(directory === '' ? root : `${root}/${directory}`)
      if (entries === null || entries.some((entry) => typeof entry.real !== 'string')) {
        done.push(directory)
        continue
      }
      const folders = entries.filter((entry) => entry.kind === 'directory')
      if (folders.length < entries.length) done.push(ENTRIES_ONLY + directory)
      for (const folder of folders) {
        next.push(directory === '' ? folder.shown : `${directory}/${folder.shown}`)
      }
    }
    level = next
  }
  return [...done, ...level]
}

type Wanted = (entry: Entry) => boolean

interface Walker {
  readonly reader: FileReader
  readonly wanted: Wanted
}

/** A file that cannot even be asked for its length is no known one: its failure is said when it is read. */
function isUnchanged({ real, shown }: Entry, isKnown: IsKnown): boolean {
  try {
    const { size, mtimeMs } = fs.lstatSync(real)
    return isKnown({ path: shown, size, modifiedAt: mtimeMs })
  } catch {
    return false
  }
}

function* walk(directory: Entry, entriesOnly: boolean, walker: Walker): Generator<SourceFile> {
  let entries: Entry[]
  try {
    entries = listDirectory(directory.real)
  } catch (error) {
    yield unreadable(directory.shown === '' ? '.' : directory.shown, error)
    return
  }
  for (const entry of entries) {
    const below: Entry = {
      real: join(directory.real, entry.real),
      shown: directory.shown === '' ? entry.shown : `${directory.shown}/${entry.shown}`,
      kind: entry.kind,
    }
    if (entry.kind === 'file') {
      if (walker.wanted(below)) yield walker.reader(below)
    } else if (entry.kind === 'directory') {
      if (!entriesOnly) yield* walk(below, false, walker)
    } else {
      const reason = entry.kind === 'link' ? 'symbolic-link' : 'not-a-regular-file'
      yield { ...unread(below.shown), ignored: reason }
    }
  }
}

function directoryEntries(directory: string): Entry[] | null {
  try {
    return listDirectory(directory)
  } catch {
    // Named as unreadable when its shard is walked.
    return null
  }
}

function listDirectory(directory: string | Buffer): Entry[] {
  const plain = fs.readdirSync(directory, { withFileTypes: true })
  if (typeof directory === 'string' && !plain.some((entry) => entry.name.includes('\ufffd'))) {
    return plain.map((entry) => ({
      real: entry.name,
      shown: entry.name,
      kind: kindOf(entry, `${directory}/${entry.name}`),
    }))
  }
  return fs.readdirSync(directory, { withFileTypes: true, encoding: 'buffer' }).map((entry) => ({
    real: entry.name,
    shown: escapeName(entry.name),
    kind: kindOf(entry, join(directory, entry.name)),
  }))
}

function kindOf(entry: fs.Dirent | fs.Dirent<Buffer>, path: string | Buffer): Entry['kind'] {
  if (entry.isFile()) return 'file'
  if (entry.isDirectory()) return 'directory'
  if (entry.isSymbolicLink()) return 'link'
  if (entry.isFIFO() || entry.isSocket() || entry.isBlockDevice() || entry.isCharacterDevice()) {
    return 'special'
  }
  // Some file systems do not tell the kind when listing.
  const stat = fs.lstatSync(path)
  if (stat.isFile()) return 'file'
  return stat.isDirectory() ? 'directory' : stat.isSymbolicLink() ? 'link' : 'special'
}

/** The reverse of `escapeName`, for a name that does not exist as it is shown. */
function realName(root: string, shown: string): string | Buffer {
  const plain = `${root}/${shown}`
  if (!/\\x[0-9a-f]{2}/.test(shown) || fs.existsSync(plain)) return plain
  const parts = plain.split(/\\x([0-9a-f]{2})/)
  return Buffer.concat(
    parts.map((part, index) => Buffer.from(part, index % 2 === 0 ? 'utf8' : 'hex')),
  )
}

function join(directory: string | Buffer, name: string | Buffer): string | Buffer {
  if (typeof directory === 'string' && typeof name === 'string') return `${directory}/${name}`
  return Buffer.concat([Buffer.from(directory), Buffer.from('/'), Buffer.from(name)])
}

type FileReader = (entry: Entry) => SourceFile

/** Reads one file after the other into the same memory. */
function fileReader(): FileReader {
  let memory = Buffer.allocUnsafeSlow(2 ** 20)
  return (entry) => {
    let fd = -1
    let size = 0
    let modifiedAt = 0
    try {
      fd = openQuietly(entry.real, false)
      const stat = fs.fstatSync(fd)
      size = stat.size
      modifiedAt = stat.mtimeMs
      const isByLines = isReadByLines(entry.shown, size, () => isGzipFile(fd))
      if (isByLines || size > LARGEST_FILE_READ) {
        const file = { ...unread(entry.shown), size, modifiedAt, sha256: hashInPieces(fd) }
        return isByLines ? { ...file, lines: () => windowsOf(entry.real) } : file
      }
      if (size > memory.length) memory = Buffer.allocUnsafeSlow(size)
      const length = readWhole(fd, memory, size)
      const bytes = memory.subarray(0, length)
      if (length < size) throw new Error(`only ${length} of ${size} bytes could be read`)
      const sha256 = crypto.hash('sha256', bytes, 'hex')
      return { path: entry.shown, size, modifiedAt, bytes, sha256, failure: '', ignored: '' }
    } catch (error) {
      return { ...unreadable(entry.shown, error), size, modifiedAt }
    } finally {
      if (fd >= 0) fs.closeSync(fd)
    }
  }
}

function isGzipFile(fd: number): boolean {
  const head = Buffer.alloc(2)
  return fs.readSync(fd, head, 0, 2, 0) === 2 && head[0] === 0x1f && head[1] === 0x8b
}

function readWhole(fd: number, memory: Buffer, size: number): number {
  let length = 0
  while (length < size) {
    const read = fs.readSync(fd, memory, length, size - length, null)
    if (read === 0) break
    length += read
  }
  return length
}

function hashInPieces(fd: number): string {
  const hash = crypto.createHash('sha256')
  const piece = Buffer.allocUnsafe(PIECE)
  for (;;) {
    const read = fs.readSync(fd, piece, 0, PIECE, null)
    if (read === 0) return hash.digest('hex')
    hash.update(piece.subarray(0, read))
  }
}

function unread(path: string): SourceFile {
  return { path, size: 0, modifiedAt: 0, bytes: null, sha256: '', failure: '', ignored: '' }
}

function unreadable(path: string, error: unknown): SourceFile {
  const failure =
    error instanceof Error
      ? error.message.replace(/, (open|scandir|read|lstat).*$/, '')
      : String(error)
  return { ...unread(path), failure }
}
