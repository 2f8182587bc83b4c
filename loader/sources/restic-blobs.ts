/**
 * Where each blob of a restic repository lies, in little memory: 40 bytes a blob.
 *
 * From the index files; a pack that no readable index names is asked itself (as `restic rebuild-index` does).
 */
import crypto from 'node:crypto'
import { inBytes, wordsOf } from './archive.ts'
import { elementsOf } from './json-elements.ts'
import type { BlobPlace, ResticFiles } from './restic-files.ts'
import { ConnectionLost } from './server-errors.ts'

const ID_WORDS = 4
const PLACE_WORDS = 4

export interface BlobTable {
  /** Bytes in all packs. */
  readonly size: number
  /** What could not be read of the index, in words. */
  readonly problems: readonly string[]
  /** Null when no pack is known to hold it. */
  find(id: string): BlobPlace | null
}

/** A pack as an index names it. */
interface IndexedPack {
  readonly id: string
  readonly blobs: readonly {
    readonly id: string
    readonly offset: number
    readonly length: number
    readonly uncompressed_length?: number
  }[]
}

/** A medium that names more parts is not believed: each takes 40 bytes of memory here, and all of it must stay below 1 GB. */
const MOST_BLOBS = 2 ** 24
/** Of more packs than these (16 TB of them, at restic's own size) it is not asked which are there. */
const MOST_PACKS = 2 ** 20

/** @throws ConnectionLost */
export async function readBlobTable(files: ResticFiles): Promise<BlobTable> {
  const places = createPlaces()
  const problems: string[] = []
  const packs = await files.packs()
  const there = packs.length > MOST_PACKS ? null : new Set(packs)
  const unnamed = new Set(there ?? [])
  const isThere = (pack: string) => there === null || there.has(pack)
  let size = 0
  for (const name of await files.list('index')) {
    try {
      for (const pack of elementsOf(await files.content('index', name), 'packs')) {
        for (const place of indexed(pack as IndexedPack)) {
          unnamed.delete(place.pack)
          size += place.length
          places.add(place, isThere(place.pack))
        }
      }
    } catch (error) {
      if (error instanceof ConnectionLost) throw error
      problems.push(wordsOf(error))
    }
  }
  if (problems.length > 0) {
    for (const pack of unnamed) {
      try {
        for (const place of await files.packHeader(pack)) places.add(place, true)
      } catch (error) {
        if (error instanceof ConnectionLost) throw error
        problems.push(wordsOf(error))
      }
    }
  }
  if (places.refused() > 0) {
    problems.push(
      `more than ${inBytes(MOST_BLOBS)} parts are named; ${inBytes(places.refused())} of them are left out`,
    )
  }
  return { size, problems, find: places.find }
}

function* indexed({ id: pack, blobs }: IndexedPack): Generator<BlobPlace> {
  for (const { id, offset, length, uncompressed_length: plainLength = 0 } of blobs) {
    yield { id, pack, offset, length, plainLength }
  }
}

/**
 * Open addressing; ids by their first 128 bits, since what is read is proved by the whole id. Chosen ids cannot be made to fall on one
 * place: where they fall is decided by chance in each load.
 */
function createPlaces() {
  let slots = new Uint32Array(2 ** 12)
  const ids = growingTable(ID_WORDS)
  const places = growingTable(PLACE_WORDS)
  const factors = crypto.getRandomValues(new Uint32Array(ID_WORDS)).map((factor) => factor | 1)
  const packs: { readonly name: string; readonly isThere: boolean }[] = []
  const packNumbers = new Map<string, number>()
  let count = 0
  let refused = 0

  /** @returns the slot of this id, or the free one where it would stand. */
  const slotOf = (words: Uint32Array): number => {
    const mask = slots.length - 1
    for (let slot = scattered(words, factors) & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot] ?? 0
      if (entry === 0 || isSame(ids.row(entry - 1), words)) return slot
    }
  }
  const grow = () => {
    slots = new Uint32Array(slots.length * 2)
    for (let i = 0; i < count; i++) slots[slotOf(ids.row(i))] = i + 1
  }
  const packNumber = (name: string, isThere: boolean): number => {
    const known = packNumbers.get(name)
    if (known !== undefined) return known
    packNumbers.set(name, packs.length)
    return packs.push({ name, isThere }) - 1
  }
  return {
    /** The first place of an id counts, one in a pack that is there before one in a pack that is not. */
    add({ id, pack, offset, length, plainLength }: BlobPlace, isThere: boolean): void {
      if (count >= MOST_BLOBS) {
        refused++
        return
      }
      if (count * 2 >= slots.length) grow()
      const words = wordsOfId(id)
      const slot = slotOf(words)
      const entry = slots[slot] ?? 0
      const isKnown = entry !== 0
      if (isKnown && (!isThere || packs[places.row(entry - 1)[0] ?? 0]?.isThere === true)) return
      const at = isKnown ? entry - 1 : count
      places.row(at).set([packNumber(pack, isThere), offset, length, plainLength])
      if (isKnown) return
      ids.row(at).set(words)
      slots[slot] = ++count
    },
    find(id: string): BlobPlace | null {
      const entry = slots[slotOf(wordsOfId(id))] ?? 0
      if (entry === 0) return null
      const [pack = 0, offset = 0, length = 0, plainLength = 0] = places.row(entry - 1)
      return { id, pack: packs[pack]?.name ?? '', offset, length, plainLength }
    },
    /** How many were too many. */
    refused: () => refused,
  }
}

const ROWS_A_PART = 2 ** 16

/** Rows of numbers. It grows by parts, so that nothing is copied and nothing is there twice. */
function growingTable(width: number): { row(at: number): Uint32Array } {
  const parts: Uint32Array[] = []
  return {
    row(at) {
      const index = Math.floor(at / ROWS_A_PART)
      parts[index] ??= new Uint32Array(ROWS_A_PART * width)
      const from = (at % ROWS_A_PART) * width
      return (parts[index] as Uint32Array).subarray(from, from + width)
    },
  }
}

function wordsOfId(id: string): Uint32Array {
  const words = new Uint32Array(ID_WORDS)
  for (let i = 0; i < ID_WORDS; i++) words[i] = Number.parseInt(id.slice(i * 8, i * 8 + 8), 16)
  return words
}

function scattered(words: Uint32Array, factors: Uint32Array): number {
  let sum = 0
  for (let i = 0; i < ID_WORDS; i++) sum = (sum + Math.imul(words[i] ?? 0, factors[i] ?? 1)) | 0
  return (sum ^ (sum >>> 15)) >>> 0
}

function isSame(row: Uint32Array, words: Uint32Array): boolean {
  for (let i = 0; i < ID_WORDS; i++) if (row[i] !== words[i]) return false
  return true
}
