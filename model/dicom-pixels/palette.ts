/** PALETTE COLOR (PS3.3 C.7.6.3.1.5): a table for each colour, plain or in segments (C.7.9.2). */
import type { DataSet } from 'dicom-parser'
import { words } from './element-values.ts'
import { signedWord, tableEntries } from './lookup-table.ts'
import { PixelError } from './pixel-problem.ts'

export interface Palette {
  /** Stored value of the first entry. */
  readonly first: number
  /** Red, green, blue at 8 bits. */
  readonly colours: readonly [Uint8Array, Uint8Array, Uint8Array]
}

const CHANNELS = [
  ['x00281101', 'x00281201', 'x00281221'],
  ['x00281102', 'x00281202', 'x00281222'],
  ['x00281103', 'x00281203', 'x00281223'],
] as const

/** @throws PixelError when a table is missing or damaged. */
export function readPalette(dataSet: DataSet, signed: boolean): Palette {
  const [red, green, blue] = CHANNELS.map((tags) => readChannel(dataSet, tags))
  if (red === undefined || green === undefined || blue === undefined) {
    throw new PixelError('bad-attribute', 'Palette Color')
  }
  const descriptor = words(dataSet, CHANNELS[0][0])
  return { first: signedWord(descriptor[1] ?? 0, signed), colours: [red, green, blue] }
}

function readChannel(dataSet: DataSet, tags: readonly [string, string, string]): Uint8Array {
  const [descriptorTag, dataTag, segmentTag] = tags
  const descriptor = words(dataSet, descriptorTag)
  const plain = tableEntries(dataSet, dataTag, descriptor)
  const entries = plain.length > 0 ? plain : expandSegments(words(dataSet, segmentTag))
  if (descriptor.length < 3 || entries.length === 0) {
    throw new PixelError('bad-attribute', 'Palette Color')
  }
  // Some writers declare 16 bits and use the low 8 only.
  const isWide = descriptor[2] === 16 && entries.some((entry) => entry > 255)
  return Uint8Array.from(entries, (entry) => (isWide ? entry >> 8 : entry))
}

/** Discrete (0), linear (1) and indirect (2) segments of 16-bit tables. */
function expandSegments(data: Uint16Array): Uint16Array {
  const entries: number[] = []
  readSegments(data, 0, data.length, entries, true)
  return Uint16Array.from(entries)
}

function readSegments(
  data: Uint16Array,
  from: number,
  segments: number,
  entries: number[],
  mayRefer: boolean,
): void {
  let at = from
  for (let n = 0; n < segments && at + 1 < data.length && entries.length < 65536; n += 1) {
    const kind = data[at]
    const length = data[at + 1] ?? 0
    if (kind === 0) {
      entries.push(...data.subarray(at + 2, at + 2 + length))
      at += 2 + length
    } else if (kind === 1) {
      const start = entries.at(-1) ?? 0
      const end = data[at + 2] ?? 0
      for (let step = 1; step <= length; step += 1) {
        entries.push(Math.round(start + ((end - start) * step) / length))
      }
      at += 3
    } else if (kind === 2 && mayRefer) {
      const target = ((data[at + 2] ?? 0) | ((data[at + 3] ?? 0) << 16)) >>> 0
      readSegments(data, target >> 1, length, entries, false)
      at += 4
    } else throw new PixelError('bad-attribute', 'Segmented Palette Color')
  }
}
