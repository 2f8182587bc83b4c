/** Frames of encapsulated pixel data (PS3.5 A.4): told apart by an offset table, by the items, or by the beginnings of their streams. */
import type { ByteSource } from './byte-source.ts'
import type { Part10 } from './part10.ts'

/** The items do not lie as they say, or do not say which of them make a frame. */
export class DamagedFrames extends Error {}

interface Fragment {
  /** Of the item's tag, from the first item behind the offset table. */
  readonly offset: number
  readonly first: number
  /** Behind its last byte. */
  readonly end: number
}

interface Item {
  readonly isEnd: boolean
  readonly length: number
}

const ITEM = 0xe000fffe
const SEQUENCE_END = 0xe0ddfffe
const ITEM_HEAD = 8
/** So much is read at once while items are looked for: of a compressed file, each reading begins at its beginning. */
const WINDOW = 4 * 1024 * 1024

/** @param at first byte behind the element's head; @param count declared number of frames */
export function encapsulatedFrames({ source, ...part10 }: Part10, at: number, count: number) {
  const itemAt = makeItemReader(source)
  let found: Promise<(index: number) => Promise<Fragment[]>> | null = null

  async function find(): Promise<(index: number) => Promise<Fragment[]>> {
    const head = await itemAt(at)
    if (head === null || head.isEnd) throw new DamagedFrames('no offset table')
    const begin = at + ITEM_HEAD + head.length
    const table =
      extendedTable({ source, ...part10 }) ?? offsets(await source.read(at + ITEM_HEAD, begin), 4)
    const isUsable =
      table.length === count && table.every((offset, n) => offset > (table[n - 1] ?? -1))
    if (isUsable && table[0] === 0) {
      return (index) =>
        fragmentsBetween(begin, begin + (table[index] ?? 0), begin + (table[index + 1] ?? Infinity))
    }
    const fragments = await fragmentsBetween(begin, begin, Infinity)
    const starts = await startsOf(fragments)
    return async (index) => fragments.slice(starts[index] ?? fragments.length, starts[index + 1])
  }

  async function fragmentsBetween(begin: number, from: number, to: number): Promise<Fragment[]> {
    const fragments: Fragment[] = []
    for (let place = from; place < to; ) {
      const item = await itemAt(place)
      // Without a delimiter the last fragment is whole all the same: writers forget it.
      if (item === null || item.isEnd) break
      const end = place + ITEM_HEAD + item.length
      if (end > source.length) throw new DamagedFrames(`the item at byte ${place} is cut off`)
      fragments.push({ offset: place - begin, first: place + ITEM_HEAD, end })
      place = end
    }
    return fragments
  }

  /** Index of the first fragment of each frame. */
  async function startsOf(fragments: readonly Fragment[]): Promise<number[]> {
    if (count === 1) return [0]
    if (fragments.length === count) return fragments.map((_, n) => n)
    const starts: number[] = []
    for (const [n, { first }] of fragments.entries()) {
      if (beginsStream(await source.read(first, first + 2))) starts.push(n)
    }
    if (starts.length !== count) throw new DamagedFrames('which items make a frame is not said')
    return starts
  }

  return async (index: number): Promise<Uint8Array | null> => {
    found ??= find()
    const fragments = await (await found)(index)
    if (fragments.length === 0) return null
    const parts: Uint8Array[] = []
    for (const { first, end } of fragments) parts.push(await source.read(first, end))
    return Buffer.concat(parts)
  }
}

/** JPEG and JPEG-LS begin with SOI, JPEG 2000 with SOC. */
function beginsStream(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && (bytes[1] === 0xd8 || bytes[1] === 0x4f)
}

/** Extended Offset Table (7FE0,0001): 64-bit offsets (PS3.3 C.7.6.3.1.8). */
function extendedTable({ dataSet, head }: Part10): number[] | null {
  const element = dataSet.elements.find(({ tag }) => tag === '7FE00001')
  if (element === undefined || !element.length) return null
  return offsets(head.subarray(element.at, element.at + element.length), 8)
}

function offsets(bytes: Uint8Array, width: 4 | 8): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: Math.floor(bytes.length / width) }, (_, n) =>
    width === 4 ? view.getUint32(n * 4, true) : Number(view.getBigUint64(n * 8, true)),
  )
}

/** null = the bytes end here. */
function makeItemReader(source: ByteSource): (at: number) => Promise<Item | null> {
  let window: { readonly from: number; readonly bytes: Uint8Array } = {
    from: 0,
    bytes: new Uint8Array(0),
  }
  return async (at) => {
    if (at + ITEM_HEAD > source.length) return null
    const isInside = at >= window.from && at + ITEM_HEAD <= window.from + window.bytes.length
    if (!isInside) window = { from: at, bytes: await source.read(at, at + WINDOW) }
    const { bytes } = window
    const view = new DataView(bytes.buffer, bytes.byteOffset + at - window.from, ITEM_HEAD)
    const tag = view.getUint32(0, true)
    if (tag !== ITEM && tag !== SEQUENCE_END) throw new DamagedFrames(`no item at byte ${at}`)
    return { isEnd: tag === SEQUENCE_END, length: view.getUint32(4, true) }
  }
}
