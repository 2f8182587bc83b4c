/** `ehr=/media/a`, `/media/b.tar.zst`: how an operator names a medium on the command line. */
import fs from 'node:fs'
import path from 'node:path'
import { openQuietly } from './open-quietly.ts'
import { isResticRepository } from './restic-folder.ts'
import { restAddress } from './restic-rest.ts'
import { sftpPlace } from './restic-sftp.ts'
import { isOnServer, type SourceKind, type SourceSpec } from './source.ts'
import { parseHeader } from './tar-header.ts'
import { volumeName } from './volumes.ts'

/** The medium cannot be opened as it was named; the message says what to check. */
export class SourceMissing extends Error {}

const HEAD = 512
const SUFFIXES: readonly (readonly [RegExp, SourceKind])[] = [
  [/\.tar$/i, 'tar'],
  [/\.(tar\.gz|tgz)$/i, 'tar.gz'],
  [/\.(tar\.zst|tar\.zstd|tzst)$/i, 'tar.zst'],
  [/\.zip$/i, 'zip'],
]

/**
 * A restic repository is named without its password: that is the caller's to ask for.
 * @throws SourceMissing when there is nothing readable at the place, or two sources share a label.
 */
export function parseSources(args: readonly string[]): SourceSpec[] {
  const specs = args.map((arg, index) => parseSource(arg, otherLabel(args.length, index)))
  const labels = new Set<string>()
  for (const { label } of specs) {
    if (labels.has(label)) throw new SourceMissing(`two sources are labelled "${label}"`)
    labels.add(label)
  }
  return specs
}

/** The labels that media will have, whether or not they are there. */
export function parseSourceLabels(
  args: readonly string[],
): { readonly label: string; readonly argument: string }[] {
  return args.map((argument, index) => {
    const { label, location } = splitArgument(argument, otherLabel(args.length, index))
    return { label, argument: `${label}=${location}` }
  })
}

function otherLabel(count: number, index: number): string {
  return count === 1 ? 'ehr' : `source-${index + 1}`
}

function parseSource(arg: string, otherwise: string): SourceSpec {
  const { label, location } = splitArgument(arg, otherwise)
  return { kind: kindAt(location), label, location }
}

function splitArgument(arg: string, otherwise: string): { label: string; location: string } {
  const labelled = /^([A-Za-z][A-Za-z0-9_-]*)=(.+)$/.exec(arg)
  // A folder may itself be called `a=b`.
  const named = labelled !== null && !fs.existsSync(arg)
  const place = named ? (labelled[2] ?? arg) : arg
  const location = isOnServer(place) ? place : path.resolve(place)
  return { label: named ? (labelled[1] ?? otherwise) : otherwise, location }
}

function kindAt(location: string): SourceKind {
  if (isOnServer(location)) {
    checkAddress(location)
    return 'restic'
  }
  try {
    const stat = fs.statSync(location)
    if (stat.isDirectory()) {
      checkFolder(location)
      return isResticRepository(location) ? 'restic' : 'folder'
    }
    if (stat.isFile()) return archiveKind(location)
    throw new SourceMissing(`${location} is neither a folder nor a file`)
  } catch (error) {
    if (error instanceof SourceMissing) throw error
    const code = (error as NodeJS.ErrnoException).code
    throw new SourceMissing(
      code === 'ENOENT'
        ? `${location} does not exist; is the medium mounted?`
        : `${location} cannot be opened (${code})`,
      { cause: error },
    )
  }
}

function checkAddress(location: string): void {
  try {
    if (location.startsWith('rest:')) restAddress(location)
    else sftpPlace(location)
  } catch (error) {
    throw new SourceMissing(error instanceof Error ? error.message : String(error))
  }
}

function checkFolder(location: string): void {
  const directory = fs.opendirSync(location)
  const isEmpty = directory.readSync() === null
  directory.closeSync()
  if (isEmpty) throw new SourceMissing(`${location} is empty; is the medium mounted?`)
}

/** By the first bytes; by the name when those are damaged. */
function archiveKind(location: string): SourceKind {
  const volume = volumeName(path.basename(location))
  if (volume !== null && Number(volume.number) > 1) {
    throw new SourceMissing(`${location} is a later volume; name the first one (….001)`)
  }
  const found = kindByContent(firstBytes(location))
  if (found !== null) return found
  const name = volume?.archive ?? location
  const kind = SUFFIXES.find(([pattern]) => pattern.test(name))?.[1]
  if (kind !== undefined) return kind
  throw new SourceMissing(
    `${location} is not an archive that is read here (.tar, .tar.gz, .tar.zst, .zip); ` +
      'name one of those, or the folder that holds the backup',
  )
}

function firstBytes(location: string): Buffer {
  const head = Buffer.alloc(HEAD)
  const fd = openQuietly(location)
  try {
    return head.subarray(0, fs.readSync(fd, head, 0, HEAD, 0))
  } finally {
    fs.closeSync(fd)
  }
}

/** RFC 1952 2.3.1, RFC 8878 3.1.1, APPNOTE.TXT 4.3.7 and 4.3.16, tar by its checksum. */
function kindByContent(head: Buffer): SourceKind | null {
  const magic = head.toString('hex', 0, 4)
  if (magic.startsWith('1f8b')) return 'tar.gz'
  if (magic === '28b52ffd') return 'tar.zst'
  if (magic === '504b0304' || magic === '504b0506') return 'zip'
  const isTar = head.length === HEAD && head[0] !== 0 && parseHeader(head) !== null
  return isTar ? 'tar' : null
}
