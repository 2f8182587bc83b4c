/**
 * Formats whose files refer to each other are read twice: once for what a file holds that others need, once more for its
 * records, with what was found in all files of its source. Files of all other formats are done after the first reading.
 */

import type { Format } from './formats/format.ts'
import type { Gathered } from './read-safely.ts'

/** A file that is to be read again. */
export interface GatheredFile extends Gathered {
  /** Index of the source. */
  readonly source: number
  readonly path: string
  readonly bytes: number
  /** There was no room for its part: it is not to be read, since others would be read wrongly without it. */
  readonly isRefused: boolean
  /** An earlier load has read the same bytes under this name: it is read again only if others of its source are. */
  readonly isAsBefore: boolean
}

/** Of all sources together. A hospital's own needs a tenth of it; hundreds of indexes must not take all memory. 256 MiB. */
const MOST_GATHERED = 2 ** 28

/** Why a file is refused for which there is no room. */
export const NO_ROOM =
  'more indexes, mappings or identities lie on the medium than can be held together'

/** @returns what decides, file by file, whether there is room for its part. */
export function gatheringRoom(): (file: GatheredFile) => GatheredFile {
  let left = MOST_GATHERED
  return (file) => {
    if (file.weight > left) return { ...file, part: null, isRefused: true }
    left -= file.weight
    return file
  }
}

/** Of one source: by format, the context of its `parse`. */
export type Contexts = ReadonlyMap<string, unknown>

/** What the threads of a second reading know. */
export interface SecondReading {
  /** By index of the source. */
  readonly contexts: readonly Contexts[]
  /** By index of the source: all other files are done. */
  readonly paths: readonly ReadonlySet<string>[]
  /** By index of the source: files that are refused. */
  readonly refused: readonly ReadonlySet<string>[]
}

/** @param sources how many there are. */
export function secondReading(
  files: readonly GatheredFile[],
  sources: number,
  formats: readonly Format[],
): SecondReading {
  const contexts: Contexts[] = []
  const paths: ReadonlySet<string>[] = []
  const refused: ReadonlySet<string>[] = []
  for (let source = 0; source < sources; source++) {
    const own = files.filter((file) => file.source === source)
    paths.push(new Set(own.map(({ path }) => path)))
    refused.push(new Set(own.filter((file) => file.isRefused).map(({ path }) => path)))
    contexts.push(contextsOf(own, formats))
  }
  return { contexts, paths, refused }
}

function contextsOf(files: readonly GatheredFile[], formats: readonly Format[]): Contexts {
  const contexts = new Map<string, unknown>()
  for (const [name, ofFormat] of Map.groupBy(files, ({ format }) => format)) {
    const preparation = formats.find((format) => format.name === name)?.preparation
    const inOrder = ofFormat.toSorted((a, b) => (a.path < b.path ? -1 : 1))
    if (preparation !== undefined) {
      contexts.set(name, preparation.combine(inOrder.map(({ part }) => part)))
    }
  }
  return contexts
}
