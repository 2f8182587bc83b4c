/**
 * QR code of a text (ISO/IEC 18004): byte mode, error correction level L, versions 1 to 10, which hold 230 bytes and more.
 * Every size in the tables is the standard's (tables 1, 7, 9 and annex E).
 */

interface Version {
  /** Codewords for data, all blocks together. */
  readonly data: number
  readonly blocks: number
  /** Codewords for error correction in each block. */
  readonly correction: number
  /** Centres of the alignment patterns. */
  readonly alignment: readonly number[]
}

const VERSIONS: readonly Version[] = [
  { data: 19, blocks: 1, correction: 7, alignment: [] },
  { data: 34, blocks: 1, correction: 10, alignment: [6, 18] },
  { data: 55, blocks: 1, correction: 15, alignment: [6, 22] },
  { data: 80, blocks: 1, correction: 20, alignment: [6, 26] },
  { data: 108, blocks: 1, correction: 26, alignment: [6, 30] },
  { data: 136, blocks: 2, correction: 18, alignment: [6, 34] },
  { data: 156, blocks: 2, correction: 20, alignment: [6, 22, 38] },
  { data: 194, blocks: 2, correction: 24, alignment: [6, 24, 42] },
  { data: 232, blocks: 2, correction: 30, alignment: [6, 26, 46] },
  { data: 274, blocks: 4, correction: 18, alignment: [6, 28, 50] },
]

const MASKS: readonly ((row: number, column: number) => boolean)[] = [
  (r, c) => (r + c) % 2 === 0,
  (r) => r % 2 === 0,
  (_, c) => c % 3 === 0,
  (r, c) => (r + c) % 3 === 0,
  (r, c) => (Math.floor(r / 2) + Math.floor(c / 3)) % 2 === 0,
  (r, c) => ((r * c) % 2) + ((r * c) % 3) === 0,
  (r, c) => (((r * c) % 2) + ((r * c) % 3)) % 2 === 0,
  (r, c) => (((r + c) % 2) + ((r * c) % 3)) % 2 === 0,
]

/** Rows of modules, true = dark, without the quiet zone of four. @throws Error for a text that is too long */
export function qrCode(text: string): boolean[][] {
  const bytes = new TextEncoder().encode(text)
  const number = VERSIONS.findIndex(({ data }, at) => bytes.length + (at < 9 ? 2 : 3) <= data) + 1
  const version = VERSIONS[number - 1]
  if (version === undefined) throw new Error(`${bytes.length} bytes do not fit into a QR code`)
  const grid = new Grid(17 + 4 * number)
  drawPatterns(grid, number, version)
  drawCodewords(grid, interleave(encode(bytes, number, version), version))
  const masked = MASKS.map((mask, at) => applyMask(grid, mask, at))
  const penalties = masked.map(penaltyOf)
  return masked[penalties.indexOf(Math.min(...penalties))] ?? []
}

class Grid {
  readonly size: number
  readonly dark: boolean[][]
  /** Set by a pattern: holds no data and takes no mask. */
  readonly fixed: boolean[][]

  constructor(size: number) {
    this.size = size
    this.dark = Array.from({ length: size }, () => Array<boolean>(size).fill(false))
    this.fixed = Array.from({ length: size }, () => Array<boolean>(size).fill(false))
  }

  set(row: number, column: number, dark: boolean): void {
    const [darks, fixed] = [this.dark[row], this.fixed[row]]
    if (darks === undefined || fixed === undefined || column < 0 || column >= this.size) return
    darks[column] = dark
    fixed[column] = true
  }
}

function drawPatterns(grid: Grid, number: number, { alignment }: Version): void {
  const { size } = grid
  for (let n = 0; n < size; n += 1) {
    grid.set(6, n, n % 2 === 0)
    grid.set(n, 6, n % 2 === 0)
  }
  for (const [row, column] of [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ] as const) {
    drawRings(grid, row, column, 4, (ring) => ring !== 2 && ring !== 4)
  }
  const last = alignment.at(-1)
  for (const row of alignment) {
    for (const column of alignment) {
      const inCorner =
        (row === 6 && column === 6) ||
        (row === 6 && column === last) ||
        (row === last && column === 6)
      if (!inCorner) drawRings(grid, row, column, 2, (ring) => ring !== 1)
    }
  }
  drawFormat(grid, 0)
  if (number >= 7) drawVersion(grid, number)
}

function drawRings(
  grid: Grid,
  row: number,
  column: number,
  most: number,
  isDark: (ring: number) => boolean,
): void {
  for (let r = -most; r <= most; r += 1) {
    for (let c = -most; c <= most; c += 1) {
      grid.set(row + r, column + c, isDark(Math.max(Math.abs(r), Math.abs(c))))
    }
  }
}

/** Level L and the mask, twice (8.9). */
function drawFormat(grid: Grid, mask: number): void {
  const { size } = grid
  const data = (0b01 << 3) | mask
  const bits = ((data << 10) | remainder(data, 0x537, 10)) ^ 0x5412
  const bit = (n: number) => ((bits >> n) & 1) === 1
  for (let n = 0; n <= 5; n += 1) grid.set(n, 8, bit(n))
  grid.set(7, 8, bit(6))
  grid.set(8, 8, bit(7))
  grid.set(8, 7, bit(8))
  for (let n = 9; n < 15; n += 1) grid.set(8, 14 - n, bit(n))
  for (let n = 0; n < 8; n += 1) grid.set(8, size - 1 - n, bit(n))
  for (let n = 8; n < 15; n += 1) grid.set(size - 15 + n, 8, bit(n))
  grid.set(size - 8, 8, true)
}

function drawVersion(grid: Grid, number: number): void {
  const bits = (number << 12) | remainder(number, 0x1f25, 12)
  for (let n = 0; n < 18; n += 1) {
    const [long, short] = [Math.floor(n / 3), grid.size - 11 + (n % 3)]
    const dark = ((bits >> n) & 1) === 1
    grid.set(long, short, dark)
    grid.set(short, long, dark)
  }
}

/** Of the BCH codes of annexes C and D. */
function remainder(data: number, generator: number, bits: number): number {
  let rest = data
  for (let n = 0; n < bits; n += 1) rest = (rest << 1) ^ ((rest >> (bits - 1)) * generator)
  return rest
}

/** Mode, length, bytes, end, padding. */
function encode(bytes: Uint8Array, number: number, { data }: Version): Uint8Array {
  const lengthBits = number < 10 ? 8 : 16
  const bits = ['0100', bytes.length.toString(2).padStart(lengthBits, '0')]
  for (const byte of bytes) bits.push(byte.toString(2).padStart(8, '0'))
  const joined = `${bits.join('')}0000`
  const codewords = new Uint8Array(data)
  const used = Math.ceil(joined.length / 8)
  for (let at = 0; at < data; at += 1) {
    const written = joined.slice(at * 8, at * 8 + 8).padEnd(8, '0')
    codewords[at] = at < used ? Number.parseInt(written, 2) : (at - used) % 2 === 0 ? 0xec : 0x11
  }
  return codewords
}

/** The blocks' codewords in turn, then their corrections; the later blocks are the longer ones. */
function interleave(codewords: Uint8Array, { data, blocks, correction }: Version): number[] {
  const short = Math.floor(data / blocks)
  const shortBlocks = blocks - (data % blocks)
  const parts: Uint8Array[] = []
  for (let at = 0, block = 0; block < blocks; block += 1) {
    const length = short + (block < shortBlocks ? 0 : 1)
    parts.push(codewords.subarray(at, at + length))
    at += length
  }
  const corrections = parts.map((part) => correctionOf(part, correction))
  const inTurn = (rows: readonly Uint8Array[], length: number) =>
    Array.from({ length }, (_, at) => rows.flatMap((row) => row[at] ?? [])).flat()
  return [...inTurn(parts, short + 1), ...inTurn(corrections, correction)]
}

/** Reed-Solomon over GF(256) with x^8 + x^4 + x^3 + x^2 + 1 (annex A). */
function correctionOf(data: Uint8Array, degree: number): Uint8Array {
  let generator = [1]
  for (let n = 0, root = 1; n < degree; n += 1, root = multiply(root, 2)) {
    const shifted = [...generator, 0]
    generator = shifted.map((each, at) => each ^ multiply(generator[at - 1] ?? 0, root))
  }
  const rest = new Uint8Array(degree)
  for (const byte of data) {
    const factor = byte ^ (rest[0] ?? 0)
    rest.copyWithin(0, 1)
    rest[degree - 1] = 0
    for (let at = 0; at < degree; at += 1) {
      rest[at] = (rest[at] ?? 0) ^ multiply(generator[at + 1] ?? 0, factor)
    }
  }
  return rest
}

function multiply(a: number, b: number): number {
  let product = 0
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >> 7) * 0x11d)
    if (((b >> bit) & 1) === 1) product ^= a
  }
  return product
}

/** Two columns at a time, upwards and downwards in turn, from the right (8.7.3). */
function drawCodewords(grid: Grid, codewords: readonly number[]): void {
  const { size } = grid
  let at = 0
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5
    const upward = ((right + 1) & 2) === 0
    for (let n = 0; n < size; n += 1) {
      const row = upward ? size - 1 - n : n
      for (const column of [right, right - 1]) {
        const darks = grid.dark[row]
        if (darks === undefined || grid.fixed[row]?.[column] === true) continue
        darks[column] = (((codewords[at >> 3] ?? 0) >> (7 - (at & 7))) & 1) === 1
        at += 1
      }
    }
  }
}

function applyMask(
  grid: Grid,
  mask: (row: number, column: number) => boolean,
  number: number,
): boolean[][] {
  const masked = new Grid(grid.size)
  for (const [r, row] of grid.dark.entries()) {
    for (const [c, dark] of row.entries()) {
      masked.set(r, c, grid.fixed[r]?.[c] === true ? dark : dark !== mask(r, c))
    }
  }
  drawFormat(masked, number)
  return masked.dark
}

/** 8.8.2: runs, blocks, what looks like a finder, and how far from half the modules are dark. */
function penaltyOf(dark: readonly (readonly boolean[])[]): number {
  const size = dark.length
  const lines = [...dark, ...dark.map((_, c) => dark.map((row) => row[c] === true))]
  let penalty = 0
  for (const line of lines) {
    const text = line.map((each) => (each ? '1' : '0')).join('')
    for (const [run] of text.matchAll(/0{5,}|1{5,}/g)) penalty += run.length - 2
    penalty += 40 * [...text.matchAll(/(?=10111010000|00001011101)/g)].length
  }
  for (let r = 0; r < size - 1; r += 1) {
    for (let c = 0; c < size - 1; c += 1) {
      const here = dark[r]?.[c]
      const same = [dark[r]?.[c + 1], dark[r + 1]?.[c], dark[r + 1]?.[c + 1]]
      if (same.every((each) => each === here)) penalty += 3
    }
  }
  const count = dark.flat().filter(Boolean).length
  return penalty + 10 * Math.floor(Math.abs((count * 20) / (size * size) - 10))
}
