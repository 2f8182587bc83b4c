/**
 * Where the files of a restic repository lie: a folder, an SFTP server, or a REST server ("Repository Layout" and "REST Backend" of
 * restic's manual). Only asked to list and to read; no lock is written.
 */
import { folderStore } from './restic-folder.ts'
import { withReadAhead } from './restic-read-ahead.ts'
import { restStore } from './restic-rest.ts'
import { sftpStore } from './restic-sftp.ts'
import type { ServerAccess } from './source.ts'

export type StoredKind = 'keys' | 'index' | 'snapshots'

export interface ResticStore {
  /** Names of the files of one kind, in no order. */
  list(kind: StoredKind | 'data'): Promise<string[]>
  /** Length in bytes. @throws NotThere, ConnectionLost, or Error in words */
  size(kind: StoredKind | 'data', name: string): Promise<number>
  /** Exactly these bytes. @throws the same; Error when there are fewer */
  read(kind: StoredKind | 'data', name: string, offset: number, length: number): Promise<Buffer>
  close(): void
}

/** @throws ConnectionLost, or Error in words when the server refuses. */
export async function openStore(location: string, server: ServerAccess): Promise<ResticStore> {
  if (location.startsWith('rest:')) return withReadAhead(restStore(location, server))
  if (location.startsWith('sftp:')) return withReadAhead(await sftpStore(location, server))
  return folderStore(location)
}
