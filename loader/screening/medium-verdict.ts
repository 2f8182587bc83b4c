/** What a medium is worth, told from the verdicts on its files. */
import type { Verdict } from './finding.ts'

export type MediumVerdict = 'clean' | 'partly-damaged' | 'do-not-use'

/** Files by verdict; '' = not examined. */
export type VerdictCounts = Readonly<Partial<Record<Verdict, number>>>

/**
 * Beyond this share a medium is not loaded unasked: with one file in five gone, a chart of ten files is whole in one case
 * of nine, so nearly every clinician would read a chart with holes; an older or another medium serves patients better.
 */
const MOST_LOST = 0.2
/** Fewer lost files than this are counted out by hand: a share of a handful says nothing about a medium. */
const LEAST_LOST = 20
/**
 * An archive is append-mostly: corrected old files are few. Beyond this share something rewrote the archive between
 * two backups, and what it wrote is not known to be the hospital's.
 */
const MOST_CHANGED = 0.05

/** Verdict of one source. Files that were not examined (links, desktop litter) do not count. */
export function mediumVerdict(counts: VerdictCounts): MediumVerdict {
  const { sound = 0, damaged = 0, encrypted = 0, suspicious = 0 } = counts
  const notes = counts['ransom-note'] ?? 0
  const lost = damaged + encrypted
  const examined = sound + suspicious + lost
  if (lost >= LEAST_LOST && lost > examined * MOST_LOST) return 'do-not-use'
  const isRewritten = suspicious >= LEAST_LOST && suspicious > examined * MOST_CHANGED
  return lost > 0 || notes > 0 || isRewritten ? 'partly-damaged' : 'clean'
}

/** The worse of two. */
export function worse(a: MediumVerdict, b: MediumVerdict): MediumVerdict {
  const order: readonly MediumVerdict[] = ['clean', 'partly-damaged', 'do-not-use']
  return order.indexOf(a) > order.indexOf(b) ? a : b
}
