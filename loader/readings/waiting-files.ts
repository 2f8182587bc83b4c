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
}

/**
 * To be asked when all other files were read.
 * @param isGathered by index of the source: whether files were met that others could refer to.
 * @returns those that must be read after all; the others are met by this.
 */
export function settleWaiting(
  known: KnownFiles,
  waiting: readonly WaitingFile[],
  isGathered: (index: number) => boolean,
): WaitingFile[] {
  const toRead: WaitingFile[] = []
  for (const [index, files] of Map.groupBy(waiting, (file) => file.index)) {
    const label = files[0]?.source ?? ''
    const isWhole = !isGathered(index) && files.length === known.countOfSource[label]
    if (!isWhole) toRead.push(...files)
    else for (const file of files) meet(known, file)
  }
  return toRead
}
