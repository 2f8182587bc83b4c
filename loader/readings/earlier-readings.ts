/** What one reading thread asks of the files that earlier loads have read: see known-files.ts. */
import { type IsKnown, isArchive, type SourceFile, type SourceSpec } from '../sources/source.ts'
import { acquaintance, type FileOnMedium, type KnownFiles, prove } from './known-files.ts'
import type { WaitingFile } from './waiting-files.ts'

/** `stands-with-others`: if all files of its source that refer to each other are as they were. */
export type Worth = 'none' | 'stands' | 'stands-with-others'

export interface EarlierReadings {
  /** Of a folder's files, which need not be opened. Null: none are known. */
  isKnown(source: number): IsKnown | null
  /** What an earlier load's reading of this name, length, time and these bytes is worth. */
  worth(file: SourceFile, source: number): Worth
  /** Leaves aside a file of an archive that stands with others. */
  leaveAside(file: SourceFile, source: number, again: WaitingFile['again']): void
}

/**
 * @param known null = nothing is.
 * @param leaveAside called for each file that stands with others.
 */
export function earlierReadings(
  known: KnownFiles | null,
  sources: readonly SourceSpec[],
  leaveAside: (file: WaitingFile) => void,
): EarlierReadings {
  const onMedium = (file: Named, source: number): FileOnMedium => {
    const spec = sources[source] as SourceSpec
    return {
      source: spec.label,
      path: file.path,
      bytes: file.size,
      modifiedAt: new Date(file.modifiedAt).toISOString(),
      content: isArchive(spec) ? file.sha256 : '',
    }
  }
  return {
    isKnown(source) {
      if (known === null) return null
      return (file) => {
        const named = onMedium({ ...file, sha256: '' }, source)
        const found = acquaintance(known, named)
        if (found === 'of-source') leaveAside({ ...named, index: source, again: 'opened' })
        return found === 'known' || found === 'of-source'
      }
    },
    worth(file, source) {
      if (known === null || file.bytes === null) return 'none'
      const named = onMedium(file, source)
      switch (acquaintance(known, named)) {
        case 'new':
          return 'none'
        case 'known':
          return 'stands'
        case 'of-source':
          // In a folder it would not have been opened: it has changed since.
          return named.content === '' ? 'none' : 'stands-with-others'
        case 'to-be-proved': {
          const proof = prove(known, { ...named, sha256: file.sha256 })
          if (proof === 'same-of-source') {
            leaveAside({ ...named, index: source, again: 'opened' })
          }
          return proof === 'changed' ? 'none' : 'stands'
        }
      }
    },
    leaveAside: (file, source, again) =>
      leaveAside({ ...onMedium(file, source), index: source, again }),
  }
}

type Named = Pick<SourceFile, 'path' | 'size' | 'modifiedAt' | 'sha256'>
