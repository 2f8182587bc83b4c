/** Which snapshot of a repository is the newest that the attack has not reached. */
import { type InspectProgress, inspectBackup } from './inspect.ts'
import { openRepository } from './sources/restic-files.ts'
import {
  NoSnapshot,
  readSnapshots,
  type Snapshot,
  takenBefore,
} from './sources/restic-repository.ts'
import type { ResticAccess, SourceSpec } from './sources/source.ts'

/** A snapshot that shows an attack, and by what. */
export interface PassedOver extends Pick<Snapshot, 'id' | 'time'> {
  readonly encrypted: number
  readonly ransomNotes: number
}

/**
 * Reads snapshots whole, newest first, until one has no encrypted file and no ransom note. Damage of other kinds does not count: the
 * older snapshots share what is damaged.
 * @param onPassedOver each that shows an attack.
 * @throws NoSnapshot when all do; WrongPassword, ConnectionLost.
 */
export async function findCleanSnapshot(
  source: SourceSpec & { readonly restic: ResticAccess },
  onPassedOver: (passed: PassedOver) => void,
  onProgress: (progress: InspectProgress) => void,
  signal: AbortSignal,
): Promise<Snapshot> {
  const candidates = await candidatesOf(source)
  for (const snapshot of candidates) {
    const restic = { ...source.restic, snapshot: snapshot.id }
    const { verdicts } = await inspectBackup([{ ...source, restic }], onProgress, signal)
    const encrypted = verdicts.encrypted ?? 0
    const ransomNotes = verdicts['ransom-note'] ?? 0
    if (encrypted === 0 && ransomNotes === 0) return snapshot
    onPassedOver({ id: snapshot.id, time: snapshot.time, encrypted, ransomNotes })
  }
  throw new NoSnapshot(
    candidates.length === 0
      ? `${source.location} has no snapshot that could be looked at`
      : `every one of the ${candidates.length} snapshots looked at shows an attack`,
  )
}

async function candidatesOf({
  location,
  restic,
}: SourceSpec & { readonly restic: ResticAccess }): Promise<Snapshot[]> {
  const files = await openRepository(location, restic)
  try {
    const { snapshots } = await readSnapshots(files, '')
    return takenBefore(snapshots, restic.before)
  } finally {
    files.close()
  }
}
