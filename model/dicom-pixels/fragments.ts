/** Encapsulated pixel data (PS3.5 A.4): items of a fragment each, after a basic offset table that may be empty. */
import type { DataSet } from 'dicom-parser'
import { PixelError } from './pixel-problem.ts'

interface Fragment {
  /** Offset of the item's tag from the first byte after the offset table. */
  readonly offset: number
  readonly bytes: Uint8Array
}

export interface Encapsulated {
  /** Bytes of each frame that could be told apart, in order. */
  readonly frames: readonly Uint8Array[]
  /** The file ends inside the last frame. */
  readonly cutOff: boolean
}

/** Offset of a fragment lies about a frame when it points to no item: then the streams' own beginnings tell. */
export function readEncapsulated(dataSet: DataSet, frames: number): Encapsulated {
  const element = dataSet.elements.x7fe00010
  if (element === undefined) throw new PixelError('no-pixels')
  const { table, fragments, cutOff } = readItems(dataSet.byteArray, element.dataOffset)
  if (fragments.length === 0) throw new PixelError(cutOff ? 'truncated' : 'no-pixels')
  const starts = frameStarts(fragments, frames, extendedTable(dataSet) ?? table)
  const grouped = starts.map((start, index) =>
    joined(fragments.slice(start, starts[index + 1] ?? fragments.length)),
  )
  return { frames: grouped, cutOff }
}

function readItems(
  bytes: Uint8Array,
  start: number,
): { table: number[]; fragments: Fragment[]; cutOff: boolean } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fragments: Fragment[] = []
  const table: number[] = []
  let first = -1
  let at = start
  while (at + 8 <= bytes.length) {
    const tag = view.getUint32(at, true)
    const length = view.getUint32(at + 4, true)
    if (tag === 0xe0ddfffe) return { table, fragments, cutOff: false }
    if (tag !== 0xe000fffe) break
    const end = at + 8 + length
    if (first < 0) {
      for (let n = at + 8; n + 4 <= Math.min(end, bytes.length); n += 4) {
        table.push(view.getUint32(n, true))
      }
      first = end
    } else {
      fragments.push({ offset: at - first, bytes: bytes.subarray(at + 8, end) })
      if (end > bytes.length) return { table, fragments, cutOff: true }
    }
    at = end
  }
  // Without a delimiter the last fragment was whole all the same: writers forget it.
  return { table, fragments, cutOff: at > bytes.length }
}

/** Extended Offset Table (7FE0,0001): 64-bit offsets (PS3.3 C.7.6.3.1.8). */
function extendedTable(dataSet: DataSet): number[] | null {
  const element = dataSet.elements.x7fe00001
  if (element === undefined || element.length < 8) return null
  const { byteArray: bytes } = dataSet
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = Math.min(element.dataOffset + element.length, bytes.length)
  const table: number[] = []
  for (let at = element.dataOffset; at + 8 <= end; at += 8) {
    table.push(Number(view.getBigUint64(at, true)))
  }
  return table
}

/** Index of the first fragment of each frame. */
function frameStarts(fragments: readonly Fragment[], frames: number, table: readonly number[]) {
  if (frames === 1) return [0]
  if (fragments.length === frames) return fragments.map((_, index) => index)
  if (table.length === frames) {
    const byOffset = new Map(fragments.map((fragment, index) => [fragment.offset, index]))
    const starts = table.map((offset) => byOffset.get(offset) ?? -1)
    if (starts.every((start, index) => start >= (starts[index - 1] ?? 0))) return starts
  }
  const beginnings = fragments.flatMap(({ bytes }, index) => (beginsStream(bytes) ? [index] : []))
  if (beginnings.length > 0) return beginnings
  return fragments.map((_, index) => index)
}

/** JPEG and JPEG-LS: SOI; JPEG 2000: SOC; JP2: its signature box. */
function beginsStream(bytes: Uint8Array): boolean {
  const head = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)
  return head === 0xffd8 || head === 0xff4f || (head === 0 && bytes[2] === 0 && bytes[3] === 0x0c)
}

function joined(fragments: readonly Fragment[]): Uint8Array {
  const [only] = fragments
  if (fragments.length === 1 && only !== undefined) return only.bytes
  const length = fragments.reduce((sum, { bytes }) => sum + bytes.length, 0)
  const whole = new Uint8Array(length)
  let at = 0
  for (const { bytes } of fragments) {
    whole.set(bytes, at)
    at += bytes.length
  }
  return whole
}
