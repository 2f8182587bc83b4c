/**
 * Files of formats that refer to each other (and those that no format claims, since another file may say what they are): what comes of
 * one depends on all of them. So an earlier reading of them stands for a source as a whole or not at all: if every one lies there as it
 * was, and nothing of the source was read that others could refer to, what they know of each other is what it was, and so are their records.
 */
import { type FileOnMedium, type KnownFiles, meet } from './known-files.ts'

/** A file that is as it was, not read so far. */
export interface WaitingFile extends FileOnMedium {
  /** Index of the source. */
  readonly index: number
  /**
   * Should it have to be read again: it is opened (in a folder); it is gathered by now, and read with all that are (in an archive, which
   * is not read a third time for it); or neither, since no other file has a say in what becomes of it.
   */
  readonly again: 'opened' | 'gathered' | 'as-it-is'
}

/** What becomes of the files that were left aside. */
export interface Settled {
  /** To be opened. */
  readonly toRead: readonly WaitingFile[]
  /** Indexes of the sources whose files stand by the earlier reading: what was gathered of those is not needed. */
  readonly standing: ReadonlySet<number>
}

/**
 * To be asked when all other files were read.
 * @param isGathered by index of the source: whether files that are not as they were were met that others could refer to.
 * Files that are not to be read again are met by this.
 */
export function settleWaiting(
  known: KnownFiles,
  waiting: readonly WaitingFile[],
  isGathered: (index: number) => boolean,
): Settled {
  const toRead: WaitingFile[] = []
  const standing = new Set<number>()
  for (const [index, files] of Map.groupBy(waiting, (file) => file.index)) {
    const label = files[0]?.source ?? ''
    const isWhole = !isGathered(index) && files.length === known.countOfSource[label]
    if (isWhole) standing.add(index)
    for (const file of files) {
      if (isWhole || file.again === 'as-it-is') meet(known, file)
      else if (file.again === 'opened') toRead.push(file)
    }
  }
  return { toRead, standing }
}
