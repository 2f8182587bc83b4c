/**
 * Which names an archive has brought already. An archive may bring one twice (`tar -r`): the same bytes again are a copy,
 * other bytes are a question that a person must answer.
 *
 * Keeps 16 bytes an entry, not the names: fingerprints of 64 bits by SHA-256 of name and content.
 */
import crypto from 'node:crypto'

const WORDS = 4
const FIRST_PLACES = 2 ** 14

export type Met = 'new' | 'same-bytes' | 'other-bytes'

export interface PathRegister {
  /** @param sha256 in hex; '' for an entry without readable bytes. */
  meet(path: string, sha256: string): Met
  has(path: string): boolean
}

export function createPathRegister(): PathRegister {
  let places = FIRST_PLACES
  let table = new Uint32Array(places * WORDS)
  let used = 0

  const find = (a: number, b: number): number => {
    for (let place = a & (places - 1); ; place = (place + 1) & (places - 1)) {
      const at = place * WORDS
      if ((table[at] === a && table[at + 1] === b) || isFree(table, at)) return at
    }
  }
  const grow = () => {
    const old = table
    places *= 2
    table = new Uint32Array(places * WORDS)
    for (let at = 0; at < old.length; at += WORDS) {
      if (!isFree(old, at)) {
        table.set(old.subarray(at, at + WORDS), find(old[at] as number, old[at + 1] as number))
      }
    }
  }
  return {
    has(path) {
      const [a, b] = fingerprint(path)
      return !isFree(table, find(a, b))
    },
    meet(path, sha256) {
      const [a, b] = fingerprint(path)
      const at = find(a, b)
      const c = Number.parseInt(sha256.slice(0, 8) || '0', 16)
      const d = Number.parseInt(sha256.slice(8, 16) || '0', 16)
      if (!isFree(table, at)) {
        return sha256 !== '' && table[at + 2] === c && table[at + 3] === d
          ? 'same-bytes'
          : 'other-bytes'
      }
      table.set([a, b, c, d], at)
      if (++used * 2 > places) grow()
      return 'new'
    },
  }
}

function isFree(table: Uint32Array, at: number): boolean {
  return table[at] === 0 && table[at + 1] === 0
}

/** Never 0, 0: that marks a free place. */
function fingerprint(path: string): [number, number] {
  const hash = crypto.hash('sha256', path, 'buffer')
  return [hash.readUInt32LE(0), (hash.readUInt32LE(4) | 1) >>> 0]
}
