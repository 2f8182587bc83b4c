/**
 * JPEG Lossless, processes 14 and 14 SV1 (ISO/IEC 10918-1 Annex H). Its own decoder: those at hand know neither a point transform nor
 * restarts with every predictor, and give other values without an error.
 */
import { BitReader, type HuffmanTable } from './jpeg-dct/bit-reader.ts'
import { Tables, word } from './jpeg-dct/frame.ts'
import { PixelError } from './pixel-problem.ts'
import type { StreamHeader } from './stream-header.ts'

type Samples = Uint8Array | Uint16Array

interface Scan {
  /** Place of each component within a pixel, and its table. */
  readonly parts: readonly { readonly place: number; readonly table: HuffmanTable }[]
  /** Table H.1. */
  readonly predictor: number
  /** Bits left out at the lower end (H.1.2.1). */
  readonly pointTransform: number
  /** Rows from one restart to the next; all of them where there is none. */
  readonly rowsAtOnce: number
}

/** @returns samples interleaved by pixel. @throws PixelError when the stream is cut off or damaged, or of a kind not decoded here. */
export function decodeLosslessJpeg(
  stream: Uint8Array,
  header: StreamHeader,
): { readonly bytes: Uint8Array; readonly bytesPerSample: 1 | 2 } {
  if (!hasEnd(stream)) throw new PixelError('truncated', 'JPEG')
  const { rows, columns, components, precision } = header
  const bytesPerSample = precision > 8 ? 2 : 1
  const count = rows * columns * components
  const samples = bytesPerSample === 2 ? new Uint16Array(count) : new Uint8Array(count)
  const tables = new Tables()
  let ids: readonly number[] = []
  let decoded = 0
  for (let at = 2; at + 4 <= stream.length && decoded < components; ) {
    if (stream[at] !== 0xff) throw new PixelError('stream-damaged', `JPEG marker at ${at}`)
    const marker = stream[at + 1] ?? 0
    if (marker === 0xff) {
      at += 1
      continue
    }
    const end = at + 2 + word(stream, at + 2)
    const segment = stream.subarray(at + 4, end)
    at = end
    if (tables.take(marker, segment)) continue
    if (marker === 0xc3) ids = componentIds(segment)
    if (marker === 0xda) {
      const scan = readScan(segment, ids, tables, header)
      at = decodeScan(stream, end, samples, header, scan)
      decoded += scan.parts.length
    }
  }
  if (decoded < components) throw new PixelError('truncated', 'JPEG')
  return { bytes: new Uint8Array(samples.buffer), bytesPerSample }
}

/** SOF3. @throws PixelError where components are of different sizes. */
function componentIds(segment: Uint8Array): number[] {
  const ids = Array.from({ length: segment[5] ?? 0 }, (_, n) => segment[6 + n * 3] ?? 0)
  const isWhole = ids.length === 1 || ids.every((_, n) => segment[7 + n * 3] === 0x11)
  if (!isWhole) throw new PixelError('unsupported-coding', 'JPEG Lossless, subsampled')
  return ids
}

function readScan(
  segment: Uint8Array,
  ids: readonly number[],
  tables: Tables,
  { rows, columns, precision }: StreamHeader,
): Scan {
  const count = segment[0] ?? 0
  const parts = Array.from({ length: count }, (_, n) => {
    const place = ids.indexOf(segment[1 + n * 2] ?? -1)
    const table = tables.dc[(segment[2 + n * 2] ?? 0) >> 4]
    if (place < 0 || table === undefined) throw new PixelError('stream-damaged', 'JPEG scan')
    return { place, table }
  })
  const predictor = segment[1 + count * 2] ?? 0
  const pointTransform = (segment[3 + count * 2] ?? 0) & 15
  const { restartInterval } = tables
  // H.1.1: restarts stand between rows.
  const isSound = count > 0 && predictor >= 1 && predictor <= 7 && restartInterval % columns === 0
  if (!isSound || pointTransform >= precision) throw new PixelError('stream-damaged', 'JPEG scan')
  const rowsAtOnce = restartInterval === 0 ? rows : restartInterval / columns
  return { parts, predictor, pointTransform, rowsAtOnce }
}

/** @returns where the next marker stands */
function decodeScan(
  stream: Uint8Array,
  at: number,
  samples: Samples,
  { rows, columns, components, precision }: StreamHeader,
  scan: Scan,
): number {
  const bits = new BitReader(stream, at)
  const { parts, predictor, pointTransform, rowsAtOnce } = scan
  const line = columns * components
  for (let row = 0; row < rows; row += 1) {
    const isFirst = row % rowsAtOnce === 0
    if (isFirst && row > 0) bits.restart()
    for (let column = 0; column < columns; column += 1) {
      for (const { place, table } of parts) {
        const to = row * line + column * components + place
        let expected: number
        if (column > 0) {
          const left = samples[to - components] as number
          // H.1.2.1: nothing lies above the first row, nor above the first behind a restart.
          expected =
            isFirst || predictor === 1
              ? left
              : predicted(predictor, left, samples, to - line, components)
        } else {
          expected = isFirst
            ? 1 << (precision - pointTransform - 1)
            : (samples[to - line] as number)
        }
        samples[to] = expected + difference(bits, table)
      }
    }
  }
  if (pointTransform > 0) {
    for (const { place } of parts) {
      for (let n = place; n < samples.length; n += components) {
        samples[n] = (samples[n] as number) << pointTransform
      }
    }
  }
  return nextMarker(stream, bits.at)
}

/** H.1.2.2: the sixteenth category has no bits of its own. */
function difference(bits: BitReader, table: HuffmanTable): number {
  const category = bits.symbol(table)
  return category === 16 ? 32_768 : bits.signed(category)
}

/** Table H.1, but for the first of them. @param above index of the sample in the row before */
function predicted(
  predictor: number,
  left: number,
  samples: Samples,
  above: number,
  components: number,
): number {
  const up = samples[above] as number
  const corner = samples[above - components] as number
  switch (predictor) {
    case 2:
      return up
    case 3:
      return corner
    case 4:
      return left + up - corner
    case 5:
      return left + ((up - corner) >> 1)
    case 6:
      return up + ((left - corner) >> 1)
    default:
      return (left + up) >> 1
  }
}

function nextMarker(stream: Uint8Array, from: number): number {
  let at = from
  while (at + 1 < stream.length && (stream[at] !== 0xff || stream[at + 1] === 0)) at += 1
  return at
}

/** What is missing within the last bytes would be read as zeros: the end must be there. */
function hasEnd(stream: Uint8Array): boolean {
  for (let at = stream.length - 2; at >= Math.max(0, stream.length - 64); at -= 1) {
    if (stream[at] === 0xff && stream[at + 1] === 0xd9) return true
  }
  return false
}
