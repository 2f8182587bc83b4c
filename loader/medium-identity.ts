/** Which medium it was that a load has read, and who had it read: for whoever asks years later. */
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { openRepository } from './sources/restic-files.ts'
import { findSnapshot } from './sources/restic-repository.ts'
import type { ResticAccess, SourceSpec } from './sources/source.ts'
import type { Connection } from './writer/generation-database.ts'

const BY_UUID = '/dev/disk/by-uuid'
const MOUNTS = '/proc/self/mountinfo'

/** Writes both into the manifest. */
export async function noteMedia(
  db: Connection,
  sources: readonly SourceSpec[],
  startedAt: Date,
): Promise<void> {
  db.prepare('INSERT INTO manifest.load VALUES (?, ?, ?)').run(
    startedAt.toISOString(),
    os.userInfo().username,
    os.hostname(),
  )
  const note = db.prepare('UPDATE manifest.source SET identity = ? WHERE id = ?')
  for (const [index, spec] of sources.entries()) note.run(await mediumIdentity(spec), index + 1)
}

/** What tells the medium from another one at the same place; '' when nothing does. */
async function mediumIdentity({ kind, location, restic }: SourceSpec): Promise<string> {
  try {
    if (kind === 'restic') return restic === undefined ? '' : await snapshotOf(location, restic)
    const { dev, size, mtime } = fs.statSync(location)
    return kind === 'folder' ? fileSystemOf(dev) : `${size} bytes, ${mtime.toISOString()}`
  } catch {
    // By now everything was read: a medium that is gone is no reason to throw that away.
    return ''
  }
}

async function snapshotOf(location: string, access: ResticAccess): Promise<string> {
  const files = await openRepository(location, access)
  try {
    const { snapshot } = await findSnapshot(files, access)
    return `snapshot ${snapshot.id}, ${snapshot.time}`
  } finally {
    files.close()
  }
}

/** Kind, source and UUID: `ext4 /dev/sdb1 UUID=…`, `nfs4 server:/export` (proc(5), mountinfo). */
function fileSystemOf(device: number): string {
  const number = `${majorOf(device)}:${minorOf(device)}`
  const line = fs
    .readFileSync(MOUNTS, 'utf8')
    .split('\n')
    .find((each) => each.split(' ')[2] === number)
  const [kind = '', source = ''] = line?.split(' - ')[1]?.split(' ') ?? []
  const uuid = uuidOf(device)
  return [kind, source, uuid === '' ? '' : `UUID=${uuid}`].filter((part) => part !== '').join(' ')
}

function uuidOf(device: number): string {
  const names = fs.existsSync(BY_UUID) ? fs.readdirSync(BY_UUID) : []
  return names.find((name) => fs.statSync(path.join(BY_UUID, name)).rdev === device) ?? ''
}

/** makedev(3). */
function majorOf(device: number): number {
  return Number((BigInt(device) >> 8n) & 0xfffn)
}

function minorOf(device: number): number {
  const all = BigInt(device)
  return Number((all & 0xffn) | ((all >> 12n) & 0xffff00n))
}
