/** Values of single elements. Unlike dicom-parser's own getters these never throw: a header may be cut or lie. */
import type { DataSet } from 'dicom-parser'
import { latin1 } from '../../../model/document-charset.ts'

/** The value's bytes as far as they are present; null for an absent or empty element and for a sequence. */
export function bytesOf(dataSet: DataSet, tag: string): Uint8Array | null {
  const element = dataSet.elements[tag]
  if (!element || element.items || element.hadUndefinedLength || !(element.length > 0)) return null
  const end = element.dataOffset + element.length
  const bytes = dataSet.byteArray.subarray(element.dataOffset, end)
  return bytes.length === 0 ? null : bytes
}

/** Value of an ASCII kind (UI, CS, DA, IS …) without its padding; '' when absent. */
export function asciiOf(dataSet: DataSet, tag: string): string {
  const bytes = bytesOf(dataSet, tag)
  return bytes === null ? '' : latin1(bytes.subarray(0, 1024)).replaceAll('\0', ' ').trim()
}

/** First value of a US element in the data set's byte order; 0 when absent. */
export function uint16Of(dataSet: DataSet, tag: string): number {
  const bytes = bytesOf(dataSet, tag)
  if (bytes === null || bytes.length < 2) return 0
  return dataSet.byteArrayParser.readUint16(bytes, 0)
}
