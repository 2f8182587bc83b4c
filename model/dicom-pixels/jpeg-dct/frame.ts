/** The marker segments of a DCT-based JPEG stream (ISO/IEC 10918-1 B.2): tables, frame, scans. */
import { PixelError } from '../pixel-problem.ts'
import { type HuffmanTable, makeHuffmanTable } from './bit-reader.ts'

export interface Component {
  readonly id: number
  readonly horizontal: number
  readonly vertical: number
  readonly quantisation: number
  /** Blocks that cover the component's own samples. */
  readonly blocksWide: number
  readonly blocksHigh: number
  /** Blocks of a line in memory: filled up to whole MCUs. */
  readonly blocksPerLine: number
  readonly coefficients: Int16Array
}

export interface Frame {
  readonly progressive: boolean
  readonly precision: number
  readonly rows: number
  readonly columns: number
  readonly mcusWide: number
  readonly mcusHigh: number
  readonly components: readonly Component[]
}

export interface ScanPart {
  readonly component: Component
  readonly dc: HuffmanTable
  readonly ac: HuffmanTable
}

export interface Scan {
  readonly parts: readonly ScanPart[]
  readonly first: number
  readonly last: number
  /** Successive approximation: bit positions before and in this scan. */
  readonly high: number
  readonly low: number
}

/** Zigzag place → place in natural order. */
export const ZIGZAG = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
  13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52,
  45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
])
const NO_TABLE: HuffmanTable = new Uint16Array(65536)

export class Tables {
  readonly quantisation: Uint16Array[] = []
  readonly dc: HuffmanTable[] = []
  readonly ac: HuffmanTable[] = []
  restartInterval = 0

  /** Takes a table segment; false when the segment is of another kind. */
  take(marker: number, segment: Uint8Array): boolean {
    if (marker === 0xdb) this.takeQuantisation(segment)
    else if (marker === 0xc4) this.takeHuffman(segment)
    else if (marker === 0xdd) this.restartInterval = word(segment, 0)
    else return false
    return true
  }

  private takeQuantisation(segment: Uint8Array): void {
    for (let at = 0; at < segment.length; ) {
      const head = segment[at] ?? 0
      const wide = head >> 4 !== 0
      const table = new Uint16Array(64)
      for (let n = 0; n < 64; n += 1) {
        table[n] = wide ? word(segment, at + 1 + n * 2) : (segment[at + 1 + n] ?? 0)
      }
      this.quantisation[head & 3] = table
      at += wide ? 129 : 65
    }
  }

  private takeHuffman(segment: Uint8Array): void {
    for (let at = 0; at + 17 <= segment.length; ) {
      const head = segment[at] ?? 0
      const counts = segment.subarray(at + 1, at + 17)
      const total = counts.reduce((sum, count) => sum + count, 0)
      const symbols = segment.subarray(at + 17, at + 17 + total)
      const group = head >> 4 === 0 ? this.dc : this.ac
      group[head & 3] = makeHuffmanTable(counts, symbols)
      at += 17 + total
    }
  }
}

/** SOF0, SOF1, SOF2. @throws PixelError for sizes that can't be. */
export function readFrame(marker: number, segment: Uint8Array): Frame {
  const rows = word(segment, 1)
  const columns = word(segment, 3)
  const count = segment[5] ?? 0
  if (rows === 0 || columns === 0 || count === 0 || count > 4) {
    throw new PixelError('stream-damaged', `JPEG ${columns}×${rows}, ${count} components`)
  }
  const raw = Array.from({ length: count }, (_, n) => {
    const factors = segment[7 + n * 3] ?? 0x11
    return {
      id: segment[6 + n * 3] ?? 0,
      horizontal: Math.min(4, Math.max(1, factors >> 4)),
      vertical: Math.min(4, Math.max(1, factors & 15)),
      quantisation: (segment[8 + n * 3] ?? 0) & 3,
    }
  })
  const widest = Math.max(...raw.map(({ horizontal }) => horizontal))
  const highest = Math.max(...raw.map(({ vertical }) => vertical))
  const mcusWide = Math.ceil(columns / (8 * widest))
  const mcusHigh = Math.ceil(rows / (8 * highest))
  const components = raw.map((component) => {
    const blocksPerLine = mcusWide * component.horizontal
    return {
      ...component,
      blocksWide: Math.ceil(Math.ceil((columns * component.horizontal) / widest) / 8),
      blocksHigh: Math.ceil(Math.ceil((rows * component.vertical) / highest) / 8),
      blocksPerLine,
      coefficients: new Int16Array(blocksPerLine * mcusHigh * component.vertical * 64),
    }
  })
  return {
    progressive: marker === 0xc2,
    precision: segment[0] ?? 8,
    rows,
    columns,
    mcusWide,
    mcusHigh,
    components,
  }
}

/** SOS. @throws PixelError when it names a component that the frame does not have. */
export function readScan(frame: Frame, tables: Tables, segment: Uint8Array): Scan {
  const count = segment[0] ?? 0
  const parts = Array.from({ length: count }, (_, n) => {
    const component = frame.components.find(({ id }) => id === segment[1 + n * 2])
    if (component === undefined) throw new PixelError('stream-damaged', 'JPEG scan')
    const selectors = segment[2 + n * 2] ?? 0
    return {
      component,
      dc: tables.dc[selectors >> 4] ?? NO_TABLE,
      ac: tables.ac[selectors & 15] ?? NO_TABLE,
    }
  })
  const at = 1 + count * 2
  const approximation = segment[at + 2] ?? 0
  return {
    parts,
    first: segment[at] ?? 0,
    last: Math.min(63, segment[at + 1] ?? 63),
    high: approximation >> 4,
    low: approximation & 15,
  }
}

export function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}
