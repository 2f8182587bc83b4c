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
  type IsWanted,
  inBytes,
  LARGEST_ENTRY,
  namedEntry,
  type Passing,
  type Room,
  wordsOf,
} from './archive.ts'
import { containName, decodeName } from './entry-name.ts'
import { elementsOf } from './json-elements.ts'
import { isEntryReadByLines } from './line-windows.ts'
import { type BlobTable, readBlobTable } from './restic-blobs.ts'
import { openRepository, type ResticFiles } from './restic-files.ts'
import { ConnectionLost } from './server-errors.ts'
import type { ResticAccess, SourceFile, SourceSpec } from './source.ts'

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
  readonly isWanted: IsWanted
  readonly passing: Passing
  readonly count: (bytes: number) => void
}

/** @throws WrongPassword, NoSnapshot, ConnectionLost, or Error when the repository cannot be opened. */
export async function resticArchive({ location, restic }: SourceSpec): Promise<Archive> {
  if (restic === undefined)
    throw new Error(`${location} is a restic repository and has no password`)
  const files = await openRepository(location, restic)
  const { snapshot, problems } = await findSnapshot(files, restic)
  const blobs = await readBlobTable(files)
  let consumed = 0
  const count = (bytes: number) => {
    consumed += bytes
  }
  return {
    size: blobs.size,
    consumed: () => consumed,
    async *files(room, isWanted = () => true, passing = async () => {}) {
      try {
        for (const problem of [...problems, ...blobs.problems]) {
          yield archiveProblem(NAME, 0, problem)
        }
        yield* treeFiles({ files, blobs, room, isWanted, passing, count }, snapshot.tree, '', 0)
      } finally {
        files.close()
      }
    },
  }
}

/**
 * @returns with what may have been newer, had it been readable
 * @throws NoSnapshot, ConnectionLost
 */
export async function findSnapshot(
  files: ResticFiles,
  { snapshot: wanted, before }: Pick<ResticAccess, 'snapshot' | 'before'>,
): Promise<{ readonly snapshot: Snapshot; readonly problems: string[] }> {
  const { snapshots, problems } = await readSnapshots(files, wanted === 'latest' ? '' : wanted)
  if (wanted !== 'latest' && snapshots.length > 1) {
    throw new NoSnapshot(
      `${snapshots.length} snapshots begin with "${wanted}"; name more of the id`,
    )
  }
  const newest = wanted === 'latest' ? takenBefore(snapshots, before)[0] : snapshots[0]
  if (newest !== undefined) return { snapshot: newest, problems }
  if (wanted !== 'latest')
    throw new NoSnapshot(problems[0] ?? `no snapshot begins with "${wanted}"`)
  throw new NoSnapshot(
    problems[0] ??
      (before === '' ? 'there are no snapshots' : `no snapshot is older than ${before}`),
  )
}

/** Snapshots whose id begins so, newest first. */
export async function readSnapshots(
  files: ResticFiles,
  beginning: string,
): Promise<{ readonly snapshots: Snapshot[]; readonly problems: string[] }> {
  const problems: string[] = []
  const snapshots: Snapshot[] = []
  for (const id of await files.list('snapshots')) {
    if (!id.startsWith(beginning)) continue
    try {
      const text = (await files.content('snapshots', id)).toString('utf8')
      const { time, tree } = JSON.parse(text) as Omit<Snapshot, 'id'>
      snapshots.push({ id, time, tree })
    } catch (error) {
      if (error instanceof ConnectionLost) throw error
      problems.push(`a snapshot cannot be read, it may be a newer one: ${wordsOf(error)}`)
    }
  }
  snapshots.sort((a, b) => Date.parse(b.time) - Date.parse(a.time))
  return { snapshots, problems }
}

/** @param before '' = all of them. */
export function takenBefore(snapshots: readonly Snapshot[], before: string): Snapshot[] {
  return snapshots.filter(({ time }) => before === '' || Date.parse(time) < Date.parse(before))
}

async function* treeFiles(
  reading: Reading,
  tree: string,
  folder: string,
  depth: number,
): AsyncGenerator<SourceFile> {
  const unreadable = (error: unknown): SourceFile => {
    if (error instanceof ConnectionLost) throw error
    const failure = `the folder cannot be read, its files are not known: ${wordsOf(error)}`
    return { ...namedEntry(folder === '' ? '.' : folder), failure }
  }
  let text: Buffer
  try {
    if (depth > DEEPEST) throw new Error(`more than ${DEEPEST} folders within each other`)
    text = await blobOf(reading, tree)
  } catch (error) {
    yield unreadable(error)
    return
  }
  for (const { node, failure } of nodesOf(text)) {
    if (node === null) {
      yield unreadable(failure)
      return
    }
    const { path, refused } = containName(join(folder, decodeName(unquoted(node.name))))
    if (node.type === 'dir' && refused === '') {
      yield* treeFiles(reading, node.subtree ?? '', path, depth + 1)
    } else if (reading.isWanted(path)) {
      const modifiedAt = Date.parse(node.mtime ?? '')
      const named = namedEntry(path, node.size ?? 0, Number.isNaN(modifiedAt) ? 0 : modifiedAt)
      yield refused !== ''
        ? { ...named, failure: refused, refusal: 'unsafe-name' }
        : await leaf(reading, named, node)
    }
  }
}

/** Where the text turns out to be none, nothing more is known of the folder. */
function* nodesOf(
  text: Buffer,
): Generator<{ readonly node: TreeNode | null; readonly failure: unknown }> {
  try {
    for (const node of elementsOf(text, 'nodes')) yield { node: node as TreeNode, failure: null }
  } catch (failure) {
    yield { node: null, failure }
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
    const { path, size } = named
    if (await isEntryReadByLines(path, size, async () => blobOf(reading, content[0] ?? ''))) {
      const passed = await passedBy(reading, named, content, (piece) =>
        reading.passing(path, piece),
      )
      return { ...passed, isOfLines: true }
    }
    if (size <= LARGEST_ENTRY) return await whole(reading, named, content)
    const passed = await passedBy(reading, named, content, async () => {})
    return { ...passed, failure: `larger than ${inBytes(LARGEST_ENTRY)} bytes` }
  } catch (error) {
    if (error instanceof ConnectionLost) throw error
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
    const part = await blobOf(reading, id)
    if (length + part.length > bytes.length) throw new Error('it has more bytes than it states')
    bytes.set(part, length)
    length += part.length
  }
  if (length < bytes.length)
    throw new Error(`only ${inBytes(length)} of ${inBytes(named.size)} bytes`)
  return { ...named, bytes, sha256: crypto.hash('sha256', bytes, 'hex') }
}

async function passedBy(
  reading: Reading,
  named: SourceFile,
  content: readonly string[],
  see: (piece: Uint8Array) => Promise<void>,
): Promise<SourceFile> {
  const hash = crypto.createHash('sha256')
  let length = 0
  for (const id of content) {
    const part = await blobOf(reading, id)
    length += part.length
    hash.update(part)
    await see(part)
  }
  if (length !== named.size)
    throw new Error(`${inBytes(length)} bytes instead of ${inBytes(named.size)}`)
  return { ...named, sha256: hash.digest('hex') }
}

async function blobOf({ files, blobs, count }: Reading, id: string): Promise<Buffer> {
  const place = blobs.find(id)
  if (place === null) throw new Error(`part ${id.slice(0, 8)} is in no pack that is there`)
  count(place.length)
  return files.blob(place)
}
