/**
 * JPEG with DCT at 12 bits, sequential and progressive, which the compiled decoder does not do. Samples come out as
 * they were coded: no colour transform.
 */
import { PixelError } from '../pixel-problem.ts'
import { type Component, type Frame, readFrame, readScan, Tables, word, ZIGZAG } from './frame.ts'
import { inverseDct } from './inverse-dct.ts'
import { decodeScan } from './scan.ts'

/** @returns samples interleaved by pixel. @throws PixelError when the stream is cut off or damaged. */
export function decodeDctJpeg(bytes: Uint8Array): Uint16Array {
  const tables = new Tables()
  let frame: Frame | null = null
  let scans = 0
  let ended = false
  for (let at = 2; at + 4 <= bytes.length + 2 && !ended; ) {
    const marker = bytes[at + 1] ?? 0
    if (bytes[at] !== 0xff) throw new PixelError('stream-damaged', `JPEG marker at ${at}`)
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === 0xd9) {
      ended = true
      continue
    }
    const end = at + 2 + word(bytes, at + 2)
    const segment = bytes.subarray(at + 4, end)
    at = end
    if (tables.take(marker, segment)) continue
    if (marker >= 0xc0 && marker <= 0xc2) frame = readFrame(marker, segment)
    if (marker === 0xda) {
      if (frame === null) throw new PixelError('stream-damaged', 'JPEG scan without frame')
      const scan = readScan(frame, tables, segment)
      at = decodeScan(bytes, end, frame, scan, tables.restartInterval)
      scans += 1
    }
  }
  if (frame === null || scans === 0) throw new PixelError('truncated', 'JPEG')
  return interleave(
    frame,
    frame.components.map((component) => samplesOf(frame, component, tables)),
  )
}

function samplesOf(frame: Frame, component: Component, tables: Tables): Uint16Array {
  const quantisation = tables.quantisation[component.quantisation]
  if (quantisation === undefined) throw new PixelError('stream-damaged', 'JPEG quantisation table')
  const natural = new Int32Array(64)
  ZIGZAG.forEach((place, n) => {
    natural[place] = quantisation[n] ?? 0
  })
  const stride = component.blocksPerLine * 8
  const samples = new Uint16Array(component.coefficients.length)
  const block = new Int32Array(64)
  for (let at = 0; at < component.coefficients.length; at += 64) {
    for (let n = 0; n < 64; n += 1) {
      block[n] = (component.coefficients[at + n] ?? 0) * (natural[n] ?? 0)
    }
    const index = at / 64
    const row = Math.floor(index / component.blocksPerLine)
    const offset = row * 8 * stride + (index % component.blocksPerLine) * 8
    inverseDct(block, samples, { offset, stride, precision: frame.precision })
  }
  return samples
}

/** Crops to the frame; a component with fewer samples is repeated. */
function interleave(frame: Frame, planes: readonly Uint16Array[]): Uint16Array {
  const { rows, columns, components } = frame
  const output = new Uint16Array(rows * columns * components.length)
  const widest = Math.max(...components.map(({ horizontal }) => horizontal))
  const highest = Math.max(...components.map(({ vertical }) => vertical))
  components.forEach((component, n) => {
    const plane = planes[n] ?? new Uint16Array(0)
    const stride = component.blocksPerLine * 8
    for (let row = 0; row < rows; row += 1) {
      const line = Math.floor((row * component.vertical) / highest) * stride
      for (let column = 0; column < columns; column += 1) {
        const from = line + Math.floor((column * component.horizontal) / widest)
        output[(row * columns + column) * components.length + n] = plane[from] ?? 0
      }
    }
  })
  return output
}
