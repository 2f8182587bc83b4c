import type { FileParts, ParsedFile } from './format.ts'

/** A file that was read in pieces, as one. @param nothing what it is when there was no piece */
export function sumOfPieces(parsed: readonly ParsedFile[], nothing: ParsedFile): ParsedFile {
  const [first, ...rest] = parsed
  if (first === undefined) return nothing
  if (rest.length === 0 || first.outcome !== 'records') return first
  const all = parsed.filter((piece) => piece.outcome === 'records')
  const parts = all.flatMap((piece) => piece.parts ?? [])
  const sum = (of: (part: FileParts) => number) =>
    parts.reduce((total, part) => total + of(part), 0)
  return {
    ...first,
    records: all.flatMap((piece) => piece.records),
    problems: all.flatMap((piece) => piece.problems),
    parts: {
      seen: sum((part) => part.seen),
      loaded: sum((part) => part.loaded),
      supporting: sum((part) => part.supporting),
      notInterpreted: sum((part) => part.notInterpreted),
      refused: sum((part) => part.refused),
      unread: parts.flatMap((part) => part.unread),
      deletions: parts.flatMap((part) => part.deletions),
    },
  }
}
