/**
 * Ciphertext in pieces smaller than any window, as ransomware leaves that encrypts 16 bytes and passes over the next ones: pieces whose
 * neighbours jump and whose values are all different, between pieces that are calm.
 */

/** Blocks of a cipher. */
const PIECE = 16
const PIECES_A_WINDOW = 64
/** One window in so many bytes is looked at; no multiple of a block size. */
const STRIDE = 4096 + 256
/** Mean step between neighbours: 85 in ciphertext, below 16 in images. */
const JUMPING = 50
const CALM = 20
/** Pieces of a window that jump, and pieces that are calm, at least. */
const LEAST_JUMPING = 8
const LEAST_CALM = 16
/** Share of the different values that random bytes of that number would have. */
const AS_RANDOM = 0.9

interface Span {
  readonly from: number
  readonly to: number
  /** Where the bytes begin in their file: pieces begin at multiples of 16 from its beginning. */
  readonly base: number
  /** Bytes from one sample to the next. */
  readonly step: 1 | 2
}

/** Offset of a window with such pieces, -1 = none. */
export function scatteredNoise(bytes: Uint8Array, { from, to, base, step }: Span): number {
  const length = PIECE * PIECES_A_WINDOW
  const aligned = Math.ceil((from + base) / PIECE) * PIECE - base
  const first = aligned + (step === 2 && (from + base) % 2 === 1 ? 1 : 0)
  for (let at = first; at + length <= to; at += STRIDE) {
    if (isScattered(bytes, at, step)) return at
  }
  return -1
}

function isScattered(bytes: Uint8Array, at: number, step: number): boolean {
  const seen = new Set<number>()
  const samples = PIECE / step
  let jumping = 0
  let calm = 0
  for (let piece = at; piece < at + PIECE * PIECES_A_WINDOW; piece += PIECE) {
    let steps = 0
    for (let i = piece + step; i < piece + PIECE; i += step) {
      steps += Math.abs((bytes[i] as number) - (bytes[i - step] as number))
    }
    const mean = steps / (samples - 1)
    if (mean < CALM) calm++
    if (mean < JUMPING) continue
    jumping++
    for (let i = piece; i < piece + PIECE; i += step) seen.add(bytes[i] as number)
  }
  if (jumping < LEAST_JUMPING || calm < LEAST_CALM) return false
  const expected = 256 * (1 - (1 - 1 / 256) ** (jumping * samples))
  return seen.size >= expected * AS_RANDOM
}
