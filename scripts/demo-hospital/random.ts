/** Seeded pseudo-random numbers: the same seed and name give the same sequence on every machine. */

export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Whole number from `low` to `high`, both included. */
  int(low: number, high: number): number
  /** True with the given probability. */
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /** Normal deviate. */
  normal(mean: number, sd: number): number
  /** A random byte string. */
  bytes(length: number): Uint8Array
}

/**
 * A stream of its own for each name, so that adding draws to one part of the hospital leaves the others as
 * they were. sfc32 seeded by FNV-1a of `seed:name`.
 */
export function createRandom(seed: number, name: string): Random {
  let a = fnv1a(`${seed}:${name}`, 0x811c9dc5)
  let b = fnv1a(`${seed}:${name}`, 0x01234567)
  let c = fnv1a(`${seed}:${name}`, 0x89abcdef)
  let d = 1
  const word = () => {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  for (let i = 0; i < 12; i++) word()
  const next = () => word() / 4294967296
  return {
    next,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (list) => list[Math.floor(next() * list.length)] as (typeof list)[number],
    normal: (mean, sd) => {
      const radius = Math.sqrt(-2 * Math.log(1 - next()))
      return mean + sd * radius * Math.cos(2 * Math.PI * next())
    },
    bytes: (length) => {
      const out = new Uint8Array(length)
      for (let i = 0; i < length; i++) out[i] = word() & 0xff
      return out
    },
  }
}

function fnv1a(text: string, basis: number): number {
  let hash = basis
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash | 0
}
