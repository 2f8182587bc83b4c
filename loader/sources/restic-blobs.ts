/**
 * Where each blob of a restic repository lies, in little memory: 32 bytes a blob.
 *
 * From the index files; a pack that no readable index names is asked itself (as `restic rebuild-index` does).
 */
import type { BlobPlace, ResticFiles } from './restic-files.ts'

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

interface IndexFile {
  readonly packs: readonly {
    readonly id: string
    readonly blobs: readonly {
      readonly id: string
      readonly offset: number
      readonly length: number
      readonly uncompressed_length?: number
    }[]
  }[]
}

export function readBlobTable(files: ResticFiles): BlobTable {
  const places = createPlaces()
  const problems: string[] = []
  const there = new Set(files.packs())
  const unnamed = new Set(there)
  const lost: BlobPlace[] = []
  let size = 0
  for (const name of files.list('index')) {
    try {
      for (const place of indexed(files.json('index', name) as IndexFile)) {
        unnamed.delete(place.pack)
        size += place.length
        if (there.has(place.pack)) places.add(place)
        // Another pack may hold it as well.
        else lost.push(place)
      }
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error))
    }
  }
  if (problems.length > 0) {
    for (const pack of unnamed) {
      try {
        for (const place of files.packHeader(pack)) places.add(place)
      } catch (error) {
        problems.push(error instanceof Error ? error.message : String(error))
      }
    }
  }
  for (const place of lost) places.add(place)
  return { size, problems, find: places.find }
}

function* indexed({ packs }: IndexFile): Generator<BlobPlace> {
  for (const { id: pack, blobs } of packs) {
    for (const { id, offset, length, uncompressed_length: plainLength = 0 } of blobs) {
      yield { id, pack, offset, length, plainLength }
    }
  }
}

/** Open addressing over growing typed arrays; ids by their first 128 bits, since what is read is proved by the whole id. */
function createPlaces() {
  let slots = new Uint32Array(2 ** 12)
  let ids = new Uint32Array(2 ** 12 * ID_WORDS)
  let places = new Uint32Array(2 ** 12 * PLACE_WORDS)
  const packs: string[] = []
  const packNumbers = new Map<string, number>()
  let count = 0

  /** @returns the slot of this id, or the free one where it would stand. */
  const slotOf = (words: Uint32Array): number => {
    const mask = slots.length - 1
    for (let slot = (words[0] ?? 0) & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot] ?? 0
      if (entry === 0 || isSame(ids, (entry - 1) * ID_WORDS, words)) return slot
    }
  }
  const grow = () => {
    ids = extended(ids)
    places = extended(places)
    slots = new Uint32Array(slots.length * 2)
    for (let i = 0; i < count; i++) {
      slots[slotOf(ids.subarray(i * ID_WORDS, (i + 1) * ID_WORDS))] = i + 1
    }
  }
  const packNumber = (pack: string): number => {
    const known = packNumbers.get(pack)
    if (known !== undefined) return known
    packNumbers.set(pack, packs.length)
    return packs.push(pack) - 1
  }
  return {
    /** The first place of an id counts. */
    add({ id, pack, offset, length, plainLength }: BlobPlace): void {
      if (count * 2 >= slots.length) grow()
      const words = wordsOfId(id)
      const slot = slotOf(words)
      if (slots[slot] !== 0) return
      ids.set(words, count * ID_WORDS)
      places.set([packNumber(pack), offset, length, plainLength], count * PLACE_WORDS)
      slots[slot] = ++count
    },
    find(id: string): BlobPlace | null {
      const entry = slots[slotOf(wordsOfId(id))] ?? 0
      if (entry === 0) return null
      const at = (entry - 1) * PLACE_WORDS
      const [pack = 0, offset = 0, length = 0, plainLength = 0] = places.subarray(at, at + 4)
      return { id, pack: packs[pack] ?? '', offset, length, plainLength }
    },
  }
}

function wordsOfId(id: string): Uint32Array {
  const words = new Uint32Array(ID_WORDS)
  for (let i = 0; i < ID_WORDS; i++) words[i] = Number.parseInt(id.slice(i * 8, i * 8 + 8), 16)
  return words
}

function isSame(ids: Uint32Array, at: number, words: Uint32Array): boolean {
  for (let i = 0; i < ID_WORDS; i++) if (ids[at + i] !== words[i]) return false
  return true
}

function extended(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(array.length * 2)
  longer.set(array)
  return longer
}
