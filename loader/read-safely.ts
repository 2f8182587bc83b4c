/**
 * A format never throws; if one does, its file is lost to the chart and said so, and the load goes on. A server that is gone ends it: what is
 * there still is no gap.
 */
import { viewable } from './formats/files/viewable.ts'
import type { Format, ParsedFile, PathFacts, Preparation } from './formats/format.ts'
import { singlePart } from './formats/single-part.ts'
import { ConnectionLost } from './sources/server-errors.ts'

export type Understood = Extract<ParsedFile, { outcome: 'records' }>

export interface Gathered {
  readonly format: string
  /** Null: nothing that other files need. */
  readonly part: unknown
  /** About how many bytes of memory it takes. */
  readonly weight: number
}

export interface Pieces {
  readonly first: ParsedFile
  readonly rest: Iterable<Understood>
}

export function parseSafely(
  format: Format,
  bytes: Uint8Array,
  path: string,
  facts: PathFacts,
  context?: unknown,
): Pieces {
  return piecesSafely(
    format.name,
    facts,
    bytes,
    () =>
      format.parseInPieces?.(bytes, path, facts, context) ?? [
        format.parse(bytes, path, facts, context),
      ],
  )
}

/** @param bytes of the file; null where it comes in windows and every record brings its own */
export function piecesSafely(
  format: string,
  facts: PathFacts,
  bytes: Uint8Array | null,
  read: () => Iterable<ParsedFile>,
): Pieces {
  try {
    const pieces = read()[Symbol.iterator]()
    const first = pieces.next()
    if (first.done) throw new Error(`${format} says nothing of the file`)
    return { first: shown(first.value, bytes), rest: following(pieces, facts, bytes) }
  } catch (error) {
    if (error instanceof ConnectionLost) throw error
    const detail = error instanceof Error ? error.message : String(error)
    const first = { outcome: 'quarantined', refusal: 'unparsable', detail, otherPatientId: '' }
    return { first: first as ParsedFile, rest: NOTHING }
  }
}

const NOTHING: readonly Understood[] = []
const NO_BYTES = new Uint8Array(0)

function shown(parsed: ParsedFile, bytes: Uint8Array | null): ParsedFile {
  return parsed.outcome === 'records' ? viewable(parsed, bytes ?? NO_BYTES) : parsed
}

/** The pieces behind the first. One that cannot be read is the last, and said as a part that is missing. */
function* following(
  pieces: Iterator<ParsedFile>,
  facts: PathFacts,
  bytes: Uint8Array | null,
): Generator<Understood> {
  for (;;) {
    try {
      const { done, value } = pieces.next()
      if (done) return
      if (value.outcome !== 'records') throw new Error(`a later piece is ${value.outcome}`)
      yield viewable(value, bytes ?? NO_BYTES)
    } catch (error) {
      if (error instanceof ConnectionLost) throw error
      yield lostRest(facts, error)
      return
    }
  }
}

function lostRest({ dataType }: PathFacts, error: unknown): Understood {
  const said = error instanceof Error ? error.message : String(error)
  const reason = 'unparsable'
  const detail = `the rest of the file: ${said}`
  return singlePart({ patientId: '', dataType, date: '', reason, where: '', detail, count: 1 })
}

/** What a file that cannot even be gathered from holds for others is not known: it is said when it is read. */
export function gatherSafely(
  format: string,
  preparation: Preparation,
  gather: () => unknown,
): Gathered {
  try {
    const part = gather()
    return { format, part, weight: part === null ? 0 : preparation.weigh(part) }
  } catch (error) {
    if (error instanceof ConnectionLost) throw error
    return { format, part: null, weight: 0 }
  }
}
