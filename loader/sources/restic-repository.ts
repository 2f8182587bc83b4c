/**
 * One snapshot of a restic repository, file by file in the order of its trees.
 *
 * restic itself stops at the first missing pack; here each file stands for itself: those with a damaged or missing part are
 * named with the reason, all others are given with every part proved by its SHA-256.
 */
import crypto from 'node:crypto'
import {
  type Archive,
  archiveProblem,
  inBytes,
  LARGEST_ENTRY,
  namedEntry,
  type Room,
  wordsOf,
} from './archive.ts'
import { containName, decodeName } from './entry-name.ts'
import { type BlobTable, readBlobTable } from './restic-blobs.ts'
import { openRepository, type ResticFiles } from './restic-files.ts'
import type { SourceFile, SourceSpec } from './source.ts'

const DEEPEST = 200
const NAME = 'restic'

/** A snapshot as its file describes it. */
export interface Snapshot {
  readonly id: string
  /** ISO 8601. */
  readonly time: string
  readonly tree: string
}

interface TreeNode {
  readonly name: string
  readonly type: string
  readonly mtime?: string
  readonly size?: number
  readonly content?: readonly string[] | null
  readonly subtree?: string
}

/** No snapshot is called so, or the one that is cannot be read. */
export class NoSnapshot extends Error {}

interface Reading {
  readonly files: ResticFiles
  readonly blobs: BlobTable
  readonly room: Room
  readonly count: (bytes: number) => void
}

/** @throws WrongPassword, NoSnapshot, or Error when the repository cannot be opened. */
export function resticArchive({ location, restic }: SourceSpec): Archive {
  if (restic === undefined)
    throw new Error(`${location} is a restic repository and has no password`)
  const files = openRepository(location, restic.password)
  const { snapshot, problems } = findSnapshot(files, restic.snapshot)
  const blobs = readBlobTable(files)
  let consumed = 0
  const count = (bytes: number) => {
    consumed += bytes
  }
  return {
    size: blobs.size,
    consumed: () => consumed,
    async *files(room) {
      try {
        for (const problem of [...problems, ...blobs.problems]) {
          yield archiveProblem(NAME, 0, problem)
        }
        yield* treeFiles({ files, blobs, room, count }, snapshot.tree, '', 0)
      } finally {
        files.close()
      }
    },
  }
}

/**
 * @param wanted beginning of an id, or `latest`
 * @returns with what may have been newer, had it been readable
 * @throws NoSnapshot
 */
export function findSnapshot(
  files: ResticFiles,
  wanted: string,
): { readonly snapshot: Snapshot; readonly problems: string[] } {
  const problems: string[] = []
  const found: Snapshot[] = []
  for (const id of files.list('snapshots')) {
    if (wanted !== 'latest' && !id.startsWith(wanted)) continue
    try {
      const { time, tree } = files.json('snapshots', id) as Omit<Snapshot, 'id'>
      found.push({ id, time, tree })
    } catch (error) {
      problems.push(`a snapshot cannot be read, it may be a newer one: ${wordsOf(error)}`)
    }
  }
  if (wanted !== 'latest' && found.length > 1) {
    throw new NoSnapshot(`${found.length} snapshots begin with "${wanted}"; name more of the id`)
  }
  const [newest] = found.sort((a, b) => Date.parse(b.time) - Date.parse(a.time))
  if (newest !== undefined) return { snapshot: newest, problems }
  throw new NoSnapshot(
    problems[0] ??
      (wanted === 'latest' ? 'there are no snapshots' : `no snapshot begins with "${wanted}"`),
  )
}

async function* treeFiles(
  reading: Reading,
  tree: string,
  folder: string,
  depth: number,
): AsyncGenerator<SourceFile> {
  let nodes: readonly TreeNode[]
  try {
    if (depth > DEEPEST) throw new Error(`more than ${DEEPEST} folders within each other`)
    nodes = JSON.parse(blobOf(reading, tree).toString('utf8')).nodes ?? []
  } catch (error) {
    const failure = `the folder cannot be read, its files are not known: ${wordsOf(error)}`
    yield { ...namedEntry(folder === '' ? '.' : folder), failure }
    return
  }
  for (const node of nodes) {
    const { path, refused } = containName(join(folder, decodeName(unquoted(node.name))))
    if (node.type === 'dir' && refused === '') {
      yield* treeFiles(reading, node.subtree ?? '', path, depth + 1)
    } else {
      const modifiedAt = Date.parse(node.mtime ?? '')
      const named = namedEntry(path, node.size ?? 0, Number.isNaN(modifiedAt) ? 0 : modifiedAt)
      yield refused !== ''
        ? { ...named, failure: refused, refusal: 'unsafe-name' }
        : await leaf(reading, named, node)
    }
  }
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}

/** Names are kept as the inside of a Go string literal (strconv.Quote): `\x83`, `\u3000`, `\"`. */
function unquoted(name: string): Buffer {
  if (!name.includes('\\')) return Buffer.from(name)
  const parts = name.split(/(\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\U[0-9a-f]{8}|\\.)/)
  return Buffer.concat(
    parts.map((part) => {
      if (part[0] !== '\\') return Buffer.from(part)
      if (part[1] === 'x') return Buffer.from(part.slice(2), 'hex')
      if (part.length > 2)
        return Buffer.from(String.fromCodePoint(Number.parseInt(part.slice(2), 16)))
      return Buffer.from(ESCAPES[part[1] ?? ''] ?? part[1] ?? '')
    }),
  )
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

async function leaf(reading: Reading, named: SourceFile, node: TreeNode): Promise<SourceFile> {
  if (node.type === 'symlink') return { ...named, ignored: 'symbolic-link' }
  if (node.type !== 'file') return { ...named, ignored: 'not-a-regular-file' }
  const content = node.content ?? []
  try {
    return named.size > LARGEST_ENTRY
      ? hashedOnly(reading, named, content)
      : await whole(reading, named, content)
  } catch (error) {
    return { ...named, failure: wordsOf(error) }
  }
}

async function whole(
  reading: Reading,
  named: SourceFile,
  content: readonly string[],
): Promise<SourceFile> {
  const bytes = await reading.room(named.size)
  let length = 0
  for (const id of content) {
    const part = blobOf(reading, id)
    if (length + part.length > bytes.length) throw new Error('it has more bytes than it states')
    bytes.set(part, length)
    length += part.length
  }
  if (length < bytes.length)
    throw new Error(`only ${inBytes(length)} of ${inBytes(named.size)} bytes`)
  return { ...named, bytes, sha256: crypto.hash('sha256', bytes, 'hex') }
}

function hashedOnly(reading: Reading, named: SourceFile, content: readonly string[]): SourceFile {
  const hash = crypto.createHash('sha256')
  for (const id of content) hash.update(blobOf(reading, id))
  const failure = `larger than ${inBytes(LARGEST_ENTRY)} bytes`
  return { ...named, sha256: hash.digest('hex'), failure }
}

function blobOf({ files, blobs, count }: Reading, id: string): Buffer {
  const place = blobs.find(id)
  if (place === null) throw new Error(`part ${id.slice(0, 8)} is in no pack that is there`)
  count(place.length)
  return files.blob(place)
}
