/**
 * Elements of a DICOM data set (PS3.5 chapter 7) by dicom-parser, and by this where it errs or is slow: OV, SV and UV have lengths of
 * four bytes (7.1.2), which it takes for two, so that it reads on in the middle of an Extended Offset Table; plain values are most of
 * a header.
 */
import dicomParser, {
  type ByteArrayParser,
  type ByteStream,
  type DataSet,
  type Element,
} from 'dicom-parser'

export interface ElementsEncoding {
  readonly explicitVr: boolean
  readonly littleEndian: boolean
}

export interface ReadElements {
  /** What was read before the parser threw. */
  readonly dataSet: DataSet
  /** An Error or a string, as the parser throws them; null = it came to `untilTag` or to the end. */
  readonly thrown: unknown
}

/** The package exports the class, its types only the interface. */
const { DataSet: DataSetOf } = dicomParser as unknown as {
  DataSet: new (parser: ByteArrayParser, bytes: Uint8Array, elements: object) => DataSet
}
const LONG_NUMBERS = byTwoLetters(['OV', 'SV', 'UV'])
/** Plain values with lengths of two bytes (PS3.5 7.1.2, table 7.1-2). */
const SHORT_VALUES = byTwoLetters(
  'AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' '),
)
/** Files have the same tags again and again; hostile ones don't fill the memory with theirs. */
const tagNames = new Map<number, string>()
const MOST_TAG_NAMES = 10_000

/**
 * Reads from byte `start` up to `untilTag`, whose element is the last one. Never throws.
 * @param untilTag as dicom-parser writes tags: `x7fe00010`
 */
export function readElements(
  bytes: Uint8Array,
  start: number,
  { explicitVr, littleEndian }: ElementsEncoding,
  untilTag: string,
): ReadElements {
  const parser = littleEndian
    ? dicomParser.littleEndianByteArrayParser
    : dicomParser.bigEndianByteArrayParser
  const dataSet = new DataSetOf(parser, bytes, {})
  try {
    const stream = new dicomParser.ByteStream(parser, bytes, start)
    if (explicitVr) readExplicit(dataSet, stream, untilTag)
    else dicomParser.parseDicomDataSetImplicit(dataSet, stream, bytes.length, { untilTag })
    return { dataSet, thrown: null }
  } catch (thrown) {
    return { dataSet, thrown }
  }
}

function readExplicit(dataSet: DataSet, stream: ByteStream, untilTag: string): void {
  const { length } = stream.byteArray
  while (stream.position < length) {
    const element =
      plainElement(stream) ??
      dicomParser.readDicomElementExplicit(stream, stream.warnings, untilTag)
    dataSet.elements[element.tag] = element
    if (element.tag === untilTag) return
  }
  if (stream.position > length) throw new Error('an element reaches past the end of the file')
}

/** The element at the stream's position when its value is plain; null = another kind, and nothing is read. */
function plainElement(stream: ByteStream): Element | null {
  const { byteArray: bytes, byteArrayParser: parser, position } = stream
  if (position + 12 > bytes.length) return null
  const letters = ((bytes[position + 4] as number) << 8) | (bytes[position + 5] as number)
  const short = SHORT_VALUES.get(letters)
  const vr = short ?? LONG_NUMBERS.get(letters)
  if (vr === undefined) return null
  const group = parser.readUint16(bytes, position)
  const tag = tagName(group * 65_536 + parser.readUint16(bytes, position + 2))
  const length =
    short === undefined
      ? parser.readUint32(bytes, position + 8)
      : parser.readUint16(bytes, position + 6)
  const dataOffset = position + (short === undefined ? 12 : 8)
  stream.seek(dataOffset + length - position)
  return { tag, vr, length, dataOffset }
}

/** As dicom-parser writes it: `x7fe00010`. */
function tagName(tag: number): string {
  const known = tagNames.get(tag)
  if (known !== undefined) return known
  const name = `x${tag.toString(16).padStart(8, '0')}`
  if (tagNames.size < MOST_TAG_NAMES) tagNames.set(tag, name)
  return name
}

function byTwoLetters(vrs: readonly string[]): ReadonlyMap<number, string> {
  return new Map(vrs.map((vr) => [(vr.charCodeAt(0) << 8) | vr.charCodeAt(1), vr]))
}
