/** A small DICOM Part 10 writer for tests: only what the reader must understand. */

export type Value = string | number | Uint8Array
export interface Element {
  readonly tag: number
  readonly vr: string
  readonly value: Value
}

export const EXPLICIT = '1.2.840.10008.1.2.1'
export const IMPLICIT = '1.2.840.10008.1.2'
export const JPEG_LOSSLESS = '1.2.840.10008.1.2.4.70'
const LONG = new Set(['OB', 'OV', 'OW', 'SQ', 'UN', 'UT'])

/** Elements of a 4 × 4 CT slice; `changes` replaces or adds by tag, null removes. */
export function slice(changes: Record<number, Element | null> = {}): Element[] {
  const elements: Record<number, Element | null> = {}
  const add = (tag: number, vr: string, value: Value) => {
    elements[tag] = { tag, vr, value }
  }
  add(0x00080005, 'CS', 'ISO_IR 192')
  add(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.2')
  add(0x00080018, 'UI', '1.2.3.4.5.1')
  add(0x00080020, 'DA', '20221030')
  add(0x00080030, 'TM', '091500.123')
  add(0x00080050, 'SH', 'A123')
  add(0x00080060, 'CS', 'CT')
  add(0x00081030, 'LO', '胸部単純')
  add(0x00100010, 'PN', 'YAMADA^TARO=山田^太郎=やまだ^たろう')
  add(0x00100020, 'LO', '0012417394')
  add(0x00100030, 'DA', '19701231')
  add(0x00180015, 'CS', 'CHEST')
  add(0x0020000d, 'UI', '1.2.3.4')
  add(0x0020000e, 'UI', '1.2.3.4.5')
  add(0x00200011, 'IS', '2')
  add(0x00200013, 'IS', '7')
  add(0x00280002, 'US', 1)
  add(0x00280010, 'US', 4)
  add(0x00280011, 'US', 4)
  add(0x00280100, 'US', 16)
  add(0x7fe00010, 'OW', new Uint8Array(32).fill(7))
  for (const [tag, element] of Object.entries(changes)) elements[Number(tag)] = element
  return Object.values(elements)
    .filter((element) => element !== null)
    .sort((a, b) => a.tag - b.tag)
}

export function element(tag: number, vr: string, value: Value): Record<number, Element> {
  return { [tag]: { tag, vr, value } }
}

/** A Part 10 file. `declared`: what the file meta says, when it lies. */
export function part10(elements: readonly Element[], syntax = EXPLICIT, declared = syntax): Buffer {
  const meta = Buffer.concat([
    encode({ tag: 0x00020002, vr: 'UI', value: '1.2.840.10008.5.1.4.1.1.2' }, true),
    encode({ tag: 0x00020010, vr: 'UI', value: declared }, true),
  ])
  const length = Buffer.alloc(4)
  length.writeUInt32LE(meta.length)
  const groupLength = encode({ tag: 0x00020000, vr: 'UL', value: length }, true)
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    groupLength,
    meta,
    dataSet(elements, syntax),
  ])
}

export function dataSet(elements: readonly Element[], syntax = EXPLICIT): Buffer {
  return Buffer.concat(elements.map((item) => encode(item, syntax !== IMPLICIT)))
}

/** Encapsulated pixel data: undefined length, empty offset table, fragments, delimiter. */
export function encapsulated(fragments: readonly Uint8Array[], closed = true): Buffer {
  const header = Buffer.from([0xe0, 0x7f, 0x10, 0, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff])
  const items = [new Uint8Array(), ...fragments].map((fragment) =>
    Buffer.concat([itemHeader(0xe000, fragment.length), fragment]),
  )
  return Buffer.concat([header, ...items, closed ? itemHeader(0xe0dd, 0) : Buffer.alloc(0)])
}

export function itemHeader(element: number, length: number): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt16LE(0xfffe, 0)
  header.writeUInt16LE(element, 2)
  header.writeUInt32LE(length, 4)
  return header
}

function encode({ tag, vr, value }: Element, explicit: boolean): Buffer {
  const bytes = valueBytes(value, vr)
  const long = LONG.has(vr)
  const header = Buffer.alloc(explicit && long ? 12 : 8)
  header.writeUInt16LE(tag >>> 16, 0)
  header.writeUInt16LE(tag & 0xffff, 2)
  if (!explicit) header.writeUInt32LE(bytes.length, 4)
  else {
    header.write(vr, 4, 'latin1')
    if (long) header.writeUInt32LE(bytes.length, 8)
    else header.writeUInt16LE(bytes.length, 6)
  }
  return Buffer.concat([header, bytes])
}

function valueBytes(value: Value, vr: string): Buffer {
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(2)
    bytes.writeUInt16LE(value)
    return bytes
  }
  const bytes = Buffer.from(value as string)
  const padding = vr === 'UI' ? '\0' : ' '
  return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from(padding)])
}
