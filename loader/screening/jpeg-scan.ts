/**
 * Whether the entropy-coded bytes of a sequential JPEG are as many codes as its picture has (ITU-T T.81 annex F, Huffman): a few foreign
 * bytes make the codes that follow other codes, and at the end there are too many or too few of them. No pixel is computed.
 */

export interface Frame {
  /** Bits a sample. */
  readonly precision: number
  readonly width: number
  readonly height: number
  readonly components: readonly Component[]
}

interface Component {
  readonly id: number
  readonly horizontal: number
  readonly vertical: number
  readonly quantization: number
}

/** What the segments in front of a scan have said. */
export interface Tables {
  frame: Frame | null
  /** By class (0 DC, 1 AC) × 16 + destination. */
  readonly huffman: Map<number, Huffman>
  /** By destination: step of the DC coefficient. */
  readonly dcStep: Map<number, number>
  /** MCUs between restart markers; 0 = there are none. */
  interval: number
}

interface Huffman {
  /** For the next eight bits: length of the code × 256 + its symbol; 0 = it is longer. */
  readonly short: Uint16Array
  /** By length: the last code, -1 = none, and what to add to a code for its place in `symbols`. */
  readonly last: Int32Array
  readonly offset: Int32Array
  readonly symbols: Uint8Array
}

const [SOF0, SOF1, DHT, DQT, DRI] = [0xc0, 0xc1, 0xc4, 0xdb, 0xdd]
/** The DC coefficient is eight times the mean of 64 samples around zero: 1,024 for 8 bits, with room for rounding. */
const LARGEST_DC = 1200
/** Bytes that writers leave between the last code and the next marker. */
const MOST_LEFT = 4

export function emptyTables(): Tables {
  return { frame: null, huffman: new Map(), dcStep: new Map(), interval: 0 }
}

/** Takes note of a segment. @param at of its length. */
export function learn(tables: Tables, marker: number, bytes: Uint8Array, at: number): void {
  const end = Math.min(bytes.length, at + uint16(bytes, at))
  if (marker === SOF0 || marker === SOF1) tables.frame = frameOf(bytes.subarray(at + 2, end))
  else if (marker === DRI) tables.interval = uint16(bytes, at + 2)
  else if (marker === DHT) learnHuffman(tables, bytes.subarray(at + 2, end))
  else if (marker === DQT) learnSteps(tables, bytes.subarray(at + 2, end))
}

function frameOf(bytes: Uint8Array): Frame {
  const components = Array.from({ length: bytes[5] ?? 0 }, (_, i) => ({
    id: bytes[6 + i * 3] ?? 0,
    horizontal: (bytes[7 + i * 3] ?? 0) >> 4,
    vertical: (bytes[7 + i * 3] ?? 0) & 15,
    quantization: bytes[8 + i * 3] ?? 0,
  }))
  const [height, width] = [uint16(bytes, 1), uint16(bytes, 3)]
  return { precision: bytes[0] ?? 0, width, height, components }
}

function learnHuffman({ huffman }: Tables, bytes: Uint8Array): void {
  for (let at = 0; at + 17 <= bytes.length; ) {
    const counts = bytes.subarray(at + 1, at + 17)
    const total = counts.reduce((sum, count) => sum + count, 0)
    huffman.set(bytes[at] as number, huffmanOf(counts, bytes.subarray(at + 17, at + 17 + total)))
    at += 17 + total
  }
}

/** Annex C.2: codes in the order of their lengths. */
function huffmanOf(counts: Uint8Array, symbols: Uint8Array): Huffman {
  const short = new Uint16Array(256)
  const last = new Int32Array(17).fill(-1)
  const offset = new Int32Array(17)
  let code = 0
  let place = 0
  for (let length = 1; length <= 16; length++) {
    offset[length] = place - code
    for (let i = 0; i < (counts[length - 1] as number); i++, code++, place++) {
      last[length] = code
      if (length > 8) continue
      const first = code << (8 - length)
      short.fill(length * 256 + (symbols[place] ?? 0), first, first + (1 << (8 - length)))
    }
    code <<= 1
  }
  return { short, last, offset, symbols }
}

function learnSteps({ dcStep }: Tables, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    const isWide = (bytes[at] as number) >> 4 === 1
    dcStep.set((bytes[at] as number) & 15, isWide ? uint16(bytes, at + 1) : (bytes[at + 1] ?? 1))
    at += isWide ? 129 : 65
  }
}

interface Part {
  readonly dc: Huffman
  readonly ac: Huffman
  /** Blocks an MCU. */
  readonly blocks: number
  /** Beyond this no DC coefficient goes. */
  readonly largest: number
}

/**
 * The byte at which the scan stops being one; -1 when it fits, or is of a kind that is not looked into.
 * @param header of the scan: its length. @param from @param to its entropy-coded bytes.
 */
export function misfitOf(
  tables: Tables,
  bytes: Uint8Array,
  header: number,
  from: number,
  to: number,
): number {
  const { frame, interval } = tables
  if (frame === null || frame.height === 0 || frame.width === 0) return -1
  const scan = partsOf(tables, frame, bytes, header)
  if (scan === null) return -1
  const reader = bitReader(bytes, from, to)
  const predictions = scan.parts.map(() => 0)
  for (let mcu = 0; mcu < scan.mcus; mcu++) {
    if (interval > 0 && mcu > 0 && mcu % interval === 0) {
      if (!reader.restart()) return reader.at()
      predictions.fill(0)
    }
    for (const [index, part] of scan.parts.entries()) {
      for (let block = 0; block < part.blocks; block++) {
        const difference = readBlock(reader, part)
        if (difference === null) return reader.at()
        predictions[index] = (predictions[index] as number) + difference
        if (Math.abs(predictions[index] as number) > part.largest) return reader.at()
      }
    }
  }
  return reader.left() > MOST_LEFT ? reader.at() : -1
}

/** A.2.2, A.2.3: of several components in one scan an MCU has blocks of each; of one alone it is one block. */
function partsOf(
  { huffman, dcStep }: Tables,
  frame: Frame,
  bytes: Uint8Array,
  header: number,
): { readonly parts: Part[]; readonly mcus: number } | null {
  const count = bytes[header + 2] ?? 0
  const most = (of: 'horizontal' | 'vertical') => Math.max(...frame.components.map((c) => c[of]))
  const [widest, highest] = [most('horizontal'), most('vertical')]
  const parts: Part[] = []
  let mcus = Math.ceil(frame.width / (8 * widest)) * Math.ceil(frame.height / (8 * highest))
  for (let i = 0; i < count; i++) {
    const component = frame.components.find(({ id }) => id === bytes[header + 3 + i * 2])
    const destinations = bytes[header + 4 + i * 2] ?? 0
    const dc = huffman.get(destinations >> 4)
    const ac = huffman.get(16 + (destinations & 15))
    if (component === undefined || dc === undefined || ac === undefined) return null
    const { horizontal, vertical, quantization } = component
    if (horizontal === 0 || vertical === 0) return null
    const step = dcStep.get(quantization) ?? 1
    const largest = frame.precision === 8 ? LARGEST_DC / Math.max(1, step) + 1 : 2 ** 20
    if (count === 1) {
      const across = Math.ceil(Math.ceil((frame.width * horizontal) / widest) / 8)
      mcus = across * Math.ceil(Math.ceil((frame.height * vertical) / highest) / 8)
    }
    parts.push({ dc, ac, blocks: count === 1 ? 1 : horizontal * vertical, largest })
  }
  return parts.length === 0 ? null : { parts, mcus }
}

type BitReader = ReturnType<typeof bitReader>

/** The difference of the DC coefficient; null when no block stands here. */
function readBlock(reader: BitReader, { dc, ac }: Part): number | null {
  const size = reader.symbol(dc)
  if (size < 0 || size > 15) return null
  const difference = reader.value(size)
  for (let k = 1; k < 64; k++) {
    const symbol = reader.symbol(ac)
    if (symbol < 0) return null
    const bits = symbol & 15
    if (bits === 0 && symbol !== 0xf0) break
    k += symbol >> 4
    if (k > 63) return null
    reader.value(bits)
  }
  return reader.isStarved() ? null : difference
}

/** Bits of the scan, without the zeros behind FF (B.1.1.5); behind its end there are only zeros, which are not counted. */
function bitReader(bytes: Uint8Array, from: number, to: number) {
  let at = from
  let buffer = 0
  let held = 0
  /** Of the held bits, those behind the end. */
  let missing = 0
  const fill = () => {
    while (held <= 16) {
      let byte = 0
      if (at >= to || (bytes[at] === 0xff && bytes[at + 1] !== 0)) missing += 8
      else {
        byte = bytes[at] as number
        at += byte === 0xff ? 2 : 1
      }
      buffer = ((buffer << 8) | byte) & 0xffffff
      held += 8
    }
  }
  const drop = (bits: number) => {
    held -= bits
    buffer &= (1 << held) - 1
  }
  return {
    symbol({ short, last, offset, symbols }: Huffman): number {
      fill()
      const next = (buffer >>> (held - 16)) & 0xffff
      const found = short[next >>> 8] as number
      if (found !== 0) {
        drop(found >>> 8)
        return found & 255
      }
      for (let length = 9; length <= 16; length++) {
        const code = next >>> (16 - length)
        if (code > (last[length] as number)) continue
        drop(length)
        return symbols[code + (offset[length] as number)] ?? -1
      }
      return -1
    },
    /** F.2.2.1, RECEIVE and EXTEND. */
    value(bits: number): number {
      if (bits === 0) return 0
      fill()
      const value = buffer >>> (held - bits)
      drop(bits)
      return value < 1 << (bits - 1) ? value - (1 << bits) + 1 : value
    },
    isStarved: () => held < missing,
    /** Whole bytes that were not read. */
    left: () => Math.floor(Math.max(0, held - missing) / 8) + (to - at),
    /** Goes behind the restart marker. @returns false when codes stand where it should. */
    restart(): boolean {
      if (held - missing >= 8) return false
      while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++
      const isMarker = bytes[at] === 0xff && ((bytes[at + 1] as number) & 0xf8) === 0xd0
      if (at + 2 > to || !isMarker) return false
      at += 2
      buffer = 0
      held = 0
      missing = 0
      return true
    },
    at: () => at,
  }
}

function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}
