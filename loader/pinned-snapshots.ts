/** A load reads a repository several times (in-patients first, tables before what they describe): a backup that ends meanwhile must not change it under its eyes. */
import { openRepository } from './sources/restic-files.ts'
import { findSnapshot } from './sources/restic-repository.ts'
import type { ResticAccess, SourceSpec } from './sources/source.ts'

/** The same sources, with "the newest snapshot" as the one that is the newest now. What can't be opened stays as it is: reading it says why. */
export function pinSnapshots(sources: readonly SourceSpec[]): Promise<SourceSpec[]> {
  return Promise.all(
    sources.map(async (source) => {
      const { location, restic } = source
      if (restic?.snapshot !== 'latest') return source
      const before = await justAfterNewest(location, restic)
      return { ...source, restic: { ...restic, before } }
    }),
  )
}

/** A time, not an id: a newer snapshot that can't be read is still met, and told. */
async function justAfterNewest(location: string, access: ResticAccess): Promise<string> {
  try {
    const files = await openRepository(location, access)
    try {
      const { snapshot } = await findSnapshot(files, access)
      return new Date(Date.parse(snapshot.time) + 1).toISOString()
    } finally {
      files.close()
    }
  } catch {
    return access.before
  }
}
