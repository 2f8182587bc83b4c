/**
 * Elements of a DICOM data set (PS3.5 chapter 7) by dicom-parser, and by this where it errs: OV, SV and UV have lengths of four bytes
 * (7.1.2), which it takes for two, so that it reads on in the middle of an Extended Offset Table.
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
const LONG_NUMBERS = new Set(['OV', 'SV', 'UV'])

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
      longNumbers(stream) ?? dicomParser.readDicomElementExplicit(stream, stream.warnings, untilTag)
    dataSet.elements[element.tag] = element
    if (element.tag === untilTag) return
  }
  if (stream.position > length) throw new Error('an element reaches past the end of the file')
}

/** The element at the stream's position when it is of such a representation; null = another, and nothing is read. */
function longNumbers(stream: ByteStream): Element | null {
  const { byteArray: bytes, byteArrayParser: parser, position } = stream
  if (position + 12 > bytes.length) return null
  const vr = dicomParser.readFixedString(bytes, position + 4, 2)
  if (!LONG_NUMBERS.has(vr)) return null
  const tag = dicomParser.readTag(stream)
  const length = parser.readUint32(bytes, position + 8)
  const dataOffset = position + 12
  stream.seek(dataOffset + length - stream.position)
  return { tag, vr, length, dataOffset }
}
