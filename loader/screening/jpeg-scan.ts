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
  /** For the next ten bits: length of the code × 256 + its symbol; 0 = it is longer. */
  readonly short: Uint16Array
  /** By length: the last code, -1 = none, and what to add to a code for its place in `symbols`. */
  readonly last: Int32Array
  readonly offset: Int32Array
  readonly symbols: Uint8Array
}

/** Codes of so many bits are looked up in one step: nearly all that occur. */
const SHORT_CODE = 10
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
  const short = new Uint16Array(1 << SHORT_CODE)
  const last = new Int32Array(17).fill(-1)
  const offset = new Int32Array(17)
  let code = 0
  let place = 0
  for (let length = 1; length <= 16; length++) {
    offset[length] = place - code
    for (let i = 0; i < (counts[length - 1] as number); i++, code++, place++) {
      last[length] = code
      if (length > SHORT_CODE) continue
      const first = code << (SHORT_CODE - length)
      const alike = 1 << (SHORT_CODE - length)
      short.fill(length * 256 + (symbols[place] ?? 0), first, first + alike)
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
  let codes = codesFrom(bytes, from, to)
  const predictions = scan.parts.map(() => 0)
  for (let mcu = 0; mcu < scan.mcus; mcu++) {
    if (interval > 0 && mcu > 0 && mcu % interval === 0) {
      const behind = codesBehindRestart(codes, bytes, to)
      if (behind === null) return placeOf(codes)
      codes = behind
      predictions.fill(0)
    }
    for (let index = 0; index < scan.parts.length; index++) {
      const part = scan.parts[index] as Part
      for (let block = 0; block < part.blocks; block++) {
        const difference = readBlock(codes, part)
        if (difference === NOT_A_BLOCK) return placeOf(codes)
        predictions[index] = (predictions[index] as number) + difference
        if (Math.abs(predictions[index] as number) > part.largest) return placeOf(codes)
      }
    }
  }
  const left = ((codes.end - codes.bit) >>> 3) + (to - codes.marker)
  return left > MOST_LEFT ? placeOf(codes) : -1
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

/** The difference of the DC coefficient; NOT_A_BLOCK when none stands here. */
function readBlock(codes: Codes, { dc, ac }: Part): number {
  const size = nextSymbol(codes, dc)
  if (size < 0 || size > 15) return NOT_A_BLOCK
  const difference = extended(next16(codes.bytes, codes.bit) >>> (16 - size), size)
  const { bytes } = codes
  const { short } = ac
  let bit = codes.bit + size
  for (let k = 1; k < 64; k++) {
    let found = short[next16(bytes, bit) >>> (16 - SHORT_CODE)] as number
    if (found === 0) {
      found = longCode(ac, next16(bytes, bit))
      if (found === 0) return NOT_A_BLOCK
    }
    const bits = found & 15
    bit += (found >>> 8) + bits
    if (bits === 0 && (found & 255) !== 0xf0) break
    k += (found >>> 4) & 15
    if (k > 63) return NOT_A_BLOCK
  }
  codes.bit = bit
  return bit > codes.end ? NOT_A_BLOCK : difference
}

/** Larger than any difference of 15 bits. */
const NOT_A_BLOCK = 2 ** 16

/** F.2.2.1, EXTEND. */
function extended(value: number, bits: number): number {
  return bits > 0 && value < 1 << (bits - 1) ? value - (1 << bits) + 1 : value
}

/** -1 = no code begins here. */
function nextSymbol(codes: Codes, huffman: Huffman): number {
  const bits = next16(codes.bytes, codes.bit)
  const found = (huffman.short[bits >>> (16 - SHORT_CODE)] as number) || longCode(huffman, bits)
  codes.bit += found >>> 8
  return found === 0 ? -1 : found & 255
}

/** Length of the code × 256 + its symbol; 0 = there is none. @param bits the next sixteen */
function longCode({ last, offset, symbols }: Huffman, bits: number): number {
  for (let length = SHORT_CODE + 1; length <= 16; length++) {
    const code = bits >>> (16 - length)
    if (code > (last[length] as number)) continue
    const symbol = symbols[code + (offset[length] as number)]
    return symbol === undefined ? 0 : length * 256 + symbol
  }
  return 0
}

/** The sixteen bits from `bit` on; behind the end there are only zeros. */
function next16(bytes: Uint8Array, bit: number): number {
  const at = bit >>> 3
  const three = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8)
  return ((three | (bytes[at + 2] as number)) >>> (8 - (bit & 7))) & 0xffff
}

/** The entropy-coded bytes up to the next marker. */
interface Codes {
  /** Without the zeros behind FF (B.1.1.5), and with some zeros behind the end. */
  readonly bytes: Uint8Array
  /** Bits in them. */
  readonly end: number
  /** Where they begin in the file. */
  readonly from: number
  /** Byte of the marker. */
  readonly marker: number
  /** The next bit. */
  bit: number
}

/** A block is at most 64 codes of 16 bits with 15 behind each: reading stops within so many bytes of the end. */
const LARGEST_BLOCK = 256

function codesFrom(bytes: Uint8Array, from: number, to: number): Codes {
  const plain = new Uint8Array(to - from + LARGEST_BLOCK)
  let length = 0
  let at = from
  for (;;) {
    const next = bytes.indexOf(0xff, at)
    const end = next < 0 || next >= to ? to : next
    const isStuffed = end < to && bytes[end + 1] === 0
    plain.set(bytes.subarray(at, isStuffed ? end + 1 : end), length)
    length += end - at + (isStuffed ? 1 : 0)
    if (!isStuffed) return { bytes: plain, end: length * 8, from, marker: end, bit: 0 }
    at = end + 2
  }
}

/** Byte of the file in which the next bit is. */
function placeOf({ bytes, bit, end, from }: Codes): number {
  const before = bytes.subarray(0, Math.min(bit, end) >>> 3)
  return from + before.length + before.filter((byte) => byte === 0xff).length
}

/** The codes behind the restart marker; null when other codes stand where it should. */
function codesBehindRestart(codes: Codes, bytes: Uint8Array, to: number): Codes | null {
  if (codes.end - codes.bit >= 8) return null
  let at = codes.marker
  while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++
  const isMarker = bytes[at] === 0xff && ((bytes[at + 1] as number) & 0xf8) === 0xd0
  return at + 2 > to || !isMarker ? null : codesFrom(bytes, at + 2, to)
}

function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}
