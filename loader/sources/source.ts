/**
 * A backup snapshot, wherever it lies, as a read-only stream of files.
 *
 * A source is cut into shards that threads read independently; nothing here holds the list of all files, so memory
 * does not grow with the medium. A source never writes to its medium and never follows a link out of it.
 */
import { folderSource } from './folder.ts'

/** A folder is read by several threads at once; the other kinds only from front to back. */
export type SourceKind = 'folder' | 'tar' | 'tar.gz' | 'tar.zst' | 'zip' | 'restic'

/** Names a source in a form that crosses to a thread. */
export interface SourceSpec {
  readonly kind: SourceKind
  /** The operator's word for it: `ehr`, `documents`. */
  readonly label: string
  /** Absolute path of the medium: a folder, an archive or the first of its volumes, a repository; or a server's address. */
  readonly location: string
  /** Only for restic repositories. */
  readonly restic?: ResticAccess
  /** Only for folders: the folders below that are read; all of them where it does not stand. */
  readonly folders?: readonly string[]
}

export interface ResticAccess {
  readonly password: string
  /** Beginning of a snapshot's id, or `latest`. */
  readonly snapshot: string
  /** ISO 8601, UTC: of the newest ones, those taken at this time or later are passed over; '' = none are. */
  readonly before: string
  readonly server: ServerAccess
}

/** What a repository on a server needs besides its location. '' = nothing. */
export interface ServerAccess {
  /** Of the user whom the location of a REST server names. */
  readonly password: string
  /** PEM: the authority that a REST server's certificate is of, instead of the system's own. */
  readonly certificate: string
  /** Carries SFTP on its standard input and output, instead of `ssh`. */
  readonly sftpCommand: string
}

/** One entry of a source. Exactly one of `bytes`, `lines`, `failure`, `ignored` tells what became of reading it. */
export interface SourceFile {
  /** Relative to the source's root, `/` between parts; bytes that are no UTF-8 are written as `\xNN`. */
  readonly path: string
  /** Length as the medium states it. */
  readonly size: number
  /** Milliseconds since 1970, UTC. */
  readonly modifiedAt: number
  /** Valid until the next file is asked for: the reader reuses its memory. Null when not read. */
  readonly bytes: Uint8Array | null
  /**
   * Instead of `bytes`, for a large file of independent lines (NDJSON): its bytes in order, in windows that end where a line ends.
   * A window is valid until the next one is asked for. A read error is thrown when it is met.
   */
  readonly lines?: () => Iterable<Uint8Array>
  /** An entry of an archive that is to be read so: from its archive, once more. See archive-entry.ts. */
  readonly isOfLines?: true
  /** SHA-256 in hex of all the bytes; '' when they could not be read. */
  readonly sha256: string
  /** '' or why the bytes could not be read: `EIO`, `EACCES` with the system's words. */
  readonly failure: string
  /** What kind of failure it is; `unreadable` when it does not say. */
  readonly refusal?: 'truncated' | 'encrypted' | 'unsafe-name' | 'duplicate-name' | 'zero-filled'
  /** '' or why the entry was not read at all: a link, a device. */
  readonly ignored: string
}

export interface Source {
  /** Parts that can be read independently. Together they hold every entry once. */
  shards(): readonly string[]
  /** Every entry of one shard. */
  read(shard: string): Generator<SourceFile>
  /** One entry again, by the path that it was read under. */
  readFile(path: string): Iterable<SourceFile>
}

/** Whether a file need not be read: an earlier load has, and it is as it was. */
export type IsKnown = (file: Pick<SourceFile, 'path' | 'size' | 'modifiedAt'>) => boolean

/**
 * An archive has no parts that can be read independently: its files come by feed.ts.
 * @param isKnown files that `read` leaves out.
 */
export function openSource(spec: SourceSpec, isKnown: IsKnown | null = null): Source {
  return isArchive(spec)
    ? { shards: () => [], *read() {}, readFile: () => [] }
    : folderSource(spec.location, spec.folders ?? null, isKnown)
}

/** Whether a location is no path of this machine. */
export function isOnServer(location: string): boolean {
  return /^(?:rest|sftp):/.test(location)
}

export function isArchive(spec: SourceSpec): boolean {
  return spec.kind !== 'folder'
}
