/** A second look at a file as its source gives it: whole, or in windows. */
import { isCalledPacked } from '../sources/line-windows.ts'
import type { SourceFile } from '../sources/source.ts'
import { screenFile } from './content.ts'
import type { Finding } from './finding.ts'
import { screenLines } from './text.ts'

/**
 * Null when nothing speaks against the file. An entry of an archive that comes in windows is not looked at: it would be read from its
 * archive's front once more. Nor is what is packed: it says itself when it is not what it was.
 */
export function findingOf({ bytes, lines, path, isOfLines }: SourceFile): Finding | null {
  if (bytes !== null) return screenFile(bytes, path)
  if (lines === undefined || isOfLines === true || isCalledPacked(path)) return null
  try {
    return screenLines(lines)
  } catch {
    // Said where its lines are read.
    return null
  }
}
