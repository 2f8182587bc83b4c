/** Reads the coefficients of one scan: sequential (ISO/IEC 10918-1 F.2) and progressive (G.2). */
import { BitReader } from './bit-reader.ts'
import { type Frame, type Scan, type ScanPart, ZIGZAG } from './frame.ts'

interface State {
  readonly bits: BitReader
  readonly scan: Scan
  /** DC of the block before, by part. */
  readonly predictions: Int32Array
  /** Blocks yet to come that hold no further coefficients. */
  endOfBand: number
}

type ReadBlock = (state: State, part: ScanPart, index: number, at: number) => void

/** @returns the place of the marker that follows the scan */
export function decodeScan(
  bytes: Uint8Array,
  at: number,
  frame: Frame,
  scan: Scan,
  restartInterval: number,
): number {
  const bits = new BitReader(bytes, at)
  const state: State = {
    bits,
    scan,
    predictions: new Int32Array(scan.parts.length),
    endOfBand: 0,
  }
  const readBlock = chooseReader(frame, scan)
  const single = scan.parts.length === 1 ? scan.parts[0] : undefined
  const units =
    single === undefined
      ? frame.mcusWide * frame.mcusHigh
      : single.component.blocksWide * single.component.blocksHigh
  for (let unit = 0; unit < units; unit += 1) {
    if (restartInterval > 0 && unit > 0 && unit % restartInterval === 0) {
      bits.restart()
      state.predictions.fill(0)
      state.endOfBand = 0
    }
    if (single === undefined) readUnit(state, frame, unit, readBlock)
    else {
      const { blocksWide, blocksPerLine } = single.component
      const row = Math.floor(unit / blocksWide)
      readBlock(state, single, 0, (row * blocksPerLine + (unit % blocksWide)) * 64)
    }
  }
  return nextMarker(bytes, bits.at)
}

/** One MCU of an interleaved scan. */
function readUnit(state: State, frame: Frame, unit: number, readBlock: ReadBlock): void {
  const row = Math.floor(unit / frame.mcusWide)
  const column = unit % frame.mcusWide
  state.scan.parts.forEach((part, index) => {
    const { horizontal, vertical, blocksPerLine } = part.component
    for (let v = 0; v < vertical; v += 1) {
      for (let h = 0; h < horizontal; h += 1) {
        const block = (row * vertical + v) * blocksPerLine + column * horizontal + h
        readBlock(state, part, index, block * 64)
      }
    }
  })
}

function chooseReader(frame: Frame, scan: Scan): ReadBlock {
  if (!frame.progressive) return readSequential
  if (scan.first === 0) return scan.high === 0 ? readFirstDc : refineDc
  return scan.high === 0 ? readFirstAc : refineAc
}

const readSequential: ReadBlock = ({ bits, predictions }, part, index, at) => {
  const { coefficients } = part.component
  const dc = (predictions[index] ?? 0) + bits.signed(bits.symbol(part.dc))
  predictions[index] = dc
  coefficients[at] = dc
  for (let k = 1; k < 64; ) {
    const symbol = bits.symbol(part.ac)
    const size = symbol & 15
    if (size === 0) {
      if (symbol !== 0xf0) return
      k += 16
      continue
    }
    k += symbol >> 4
    coefficients[at + (ZIGZAG[k] ?? 63)] = bits.signed(size)
    k += 1
  }
}

const readFirstDc: ReadBlock = ({ bits, predictions, scan }, part, index, at) => {
  const dc = (predictions[index] ?? 0) + bits.signed(bits.symbol(part.dc))
  predictions[index] = dc
  part.component.coefficients[at] = dc * (1 << scan.low)
}

const refineDc: ReadBlock = ({ bits, scan }, part, _index, at) => {
  const { coefficients } = part.component
  coefficients[at] = (coefficients[at] ?? 0) | (bits.bit() << scan.low)
}

const readFirstAc: ReadBlock = (state, part, _index, at) => {
  const { bits, scan } = state
  if (state.endOfBand > 0) {
    state.endOfBand -= 1
    return
  }
  for (let k = scan.first; k <= scan.last; ) {
    const symbol = bits.symbol(part.ac)
    const run = symbol >> 4
    const size = symbol & 15
    if (size === 0) {
      if (run < 15) {
        state.endOfBand = (1 << run) + bits.bits(run) - 1
        return
      }
      k += 16
      continue
    }
    k += run
    part.component.coefficients[at + (ZIGZAG[k] ?? 63)] = bits.signed(size) * (1 << scan.low)
    k += 1
  }
}

const refineAc: ReadBlock = (state, part, _index, at) => {
  const { bits, scan } = state
  const { coefficients } = part.component
  const one = 1 << scan.low
  let k = scan.first
  const refine = (place: number): void => {
    const value = coefficients[place] ?? 0
    if (bits.bit() === 1 && (Math.abs(value) & one) === 0) {
      coefficients[place] = value + (value < 0 ? -one : one)
    }
  }
  if (state.endOfBand === 0) {
    for (; k <= scan.last; k += 1) {
      const symbol = bits.symbol(part.ac)
      let run = symbol >> 4
      const size = symbol & 15
      if (size === 0 && run < 15) {
        state.endOfBand = (1 << run) + bits.bits(run)
        break
      }
      const fresh = size === 0 ? 0 : bits.bit() === 1 ? one : -one
      for (; k <= scan.last; k += 1) {
        const place = at + (ZIGZAG[k] ?? 63)
        if ((coefficients[place] ?? 0) !== 0) refine(place)
        else if (run === 0) {
          if (fresh !== 0) coefficients[place] = fresh
          break
        } else run -= 1
      }
    }
  }
  if (state.endOfBand > 0) {
    for (; k <= scan.last; k += 1) {
      const place = at + (ZIGZAG[k] ?? 63)
      if ((coefficients[place] ?? 0) !== 0) refine(place)
    }
    state.endOfBand -= 1
  }
}

function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at += 1) {
    const next = bytes[at + 1] ?? 0
    const isMarker = bytes[at] === 0xff && next !== 0 && next !== 0xff
    if (isMarker && !(next >= 0xd0 && next <= 0xd7)) return at
  }
  return bytes.length
}
