/** Writes small DICOM files (PS3.10) of what a test names: explicit VR unless told otherwise. */

export type Element = readonly [tag: string, vr: string, value: Value]
type Value = string | number | readonly number[] | Uint8Array | readonly (readonly Element[])[]

const LONG = new Set(['OB', 'OW', 'OF', 'OV', 'SQ', 'UN', 'UT'])

export interface FileFacts {
  readonly transferSyntax?: string
  readonly elements: readonly Element[]
  readonly preamble?: boolean
  readonly bigEndian?: boolean
  readonly implicit?: boolean
}

export const EXPLICIT = '1.2.840.10008.1.2.1'

export function dicomFile(facts: FileFacts): Uint8Array {
  const { transferSyntax = EXPLICIT, preamble = true } = facts
  const body = dataSet(facts.elements, facts.bigEndian ?? false, facts.implicit ?? false)
  if (!preamble) return body
  const meta = dataSet([['00020010', 'UI', transferSyntax]], false, false)
  return joined([new Uint8Array(128), text('DICM'), meta, body])
}

/** Elements of a small greyscale image; those given replace them. */
export function image(...more: readonly Element[]): Element[] {
  const base: readonly Element[] = [
    ['00080060', 'CS', 'OT'],
    ['00280002', 'US', 1],
    ['00280004', 'CS', 'MONOCHROME2'],
    ['00280010', 'US', 2],
    ['00280011', 'US', 2],
    ['00280100', 'US', 16],
    ['00280101', 'US', 16],
    ['00280102', 'US', 15],
    ['00280103', 'US', 0],
  ]
  const all = new Map([...base, ...more].map((element) => [element[0], element] as const))
  return [...all.values()].sort(([a], [b]) => (a < b ? -1 : 1))
}

export function words(...values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint16Array.from(values).buffer)
}

/** Fragments after an offset table, as encapsulated pixel data (PS3.5 A.4). */
export function encapsulated(table: readonly number[], ...fragments: readonly Uint8Array[]) {
  const item = (tag: number, bytes: Uint8Array) => {
    const head = new DataView(new ArrayBuffer(8))
    head.setUint16(0, 0xfffe, true)
    head.setUint16(2, tag, true)
    head.setUint32(4, bytes.length, true)
    return joined([new Uint8Array(head.buffer), bytes])
  }
  const offsets = new Uint8Array(Uint32Array.from(table).buffer)
  return joined([
    item(0xe000, offsets),
    ...fragments.map((fragment) => item(0xe000, fragment)),
    item(0xe0dd, new Uint8Array(0)),
  ])
}

/** Pixel data of undefined length: what `encapsulated` made. */
export const PIXELS_OF_UNKNOWN_LENGTH = 'encapsulated'

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function dataSet(elements: readonly Element[], bigEndian: boolean, implicit: boolean): Uint8Array {
  return joined(elements.map((element) => elementBytes(element, bigEndian, implicit)))
}

function elementBytes([tag, vr, value]: Element, bigEndian: boolean, implicit: boolean) {
  const isEncapsulated = vr === PIXELS_OF_UNKNOWN_LENGTH
  const realVr = isEncapsulated ? 'OB' : vr
  const bytes = valueBytes(realVr, value, bigEndian, implicit)
  const long = implicit || LONG.has(realVr)
  const head = new DataView(new ArrayBuffer(implicit || !long ? 8 : 12))
  head.setUint16(0, Number.parseInt(tag.slice(0, 4), 16), !bigEndian)
  head.setUint16(2, Number.parseInt(tag.slice(4), 16), !bigEndian)
  const length = isEncapsulated ? 0xffffffff : bytes.length
  if (implicit) head.setUint32(4, length, true)
  else {
    head.setUint8(4, realVr.charCodeAt(0))
    head.setUint8(5, realVr.charCodeAt(1))
    if (long) head.setUint32(8, length, !bigEndian)
    else head.setUint16(6, length, !bigEndian)
  }
  return joined([new Uint8Array(head.buffer), bytes])
}

function valueBytes(vr: string, value: Value, bigEndian: boolean, implicit: boolean): Uint8Array {
  if (value instanceof Uint8Array) return value
  if (typeof value === 'string') return text(value.length % 2 === 0 ? value : `${value} `)
  if (vr === 'SQ') {
    const items = value as readonly (readonly Element[])[]
    return joined(items.map((item) => sequenceItem(dataSet(item, bigEndian, implicit), bigEndian)))
  }
  const numbers = typeof value === 'number' ? [value] : (value as readonly number[])
  const view = new DataView(new ArrayBuffer(numbers.length * 2))
  numbers.forEach((number, n) => {
    view.setUint16(n * 2, number & 0xffff, !bigEndian)
  })
  return new Uint8Array(view.buffer)
}

function sequenceItem(bytes: Uint8Array, bigEndian: boolean): Uint8Array {
  const head = new DataView(new ArrayBuffer(8))
  head.setUint16(0, 0xfffe, !bigEndian)
  head.setUint16(2, 0xe000, !bigEndian)
  head.setUint32(4, bytes.length, !bigEndian)
  return joined([new Uint8Array(head.buffer), bytes])
}

function text(value: string): Uint8Array {
  return Uint8Array.from(value, (letter) => letter.charCodeAt(0))
}
