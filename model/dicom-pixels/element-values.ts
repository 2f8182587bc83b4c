/** Values of data elements, as plain numbers and texts. An absent or unreadable element is empty, never an error. */
import type { DataSet } from 'dicom-parser'

/** Every number of a DS or IS element that can be read. */
export function numbers(dataSet: DataSet | undefined, tag: string): number[] {
  return values(dataSet, tag).map(Number).filter(Number.isFinite)
}

/** Whole numbers of an IS element. */
export function integers(dataSet: DataSet | undefined, tag: string): number[] {
  return numbers(dataSet, tag).map(Math.trunc)
}

/** The backslash-separated values, trimmed; empty ones left out. */
export function values(dataSet: DataSet | undefined, tag: string): string[] {
  return text(dataSet, tag)
    .split('\\')
    .map((value) => value.trim())
    .filter((value) => value !== '')
}

/** The whole text of an ASCII element; '' when absent. */
export function text(dataSet: DataSet | undefined, tag: string): string {
  try {
    return dataSet?.string(tag)?.trim() ?? ''
  } catch {
    return ''
  }
}

/** The items of a sequence; none when absent. */
export function items(dataSet: DataSet | undefined, tag: string): DataSet[] {
  const found = dataSet?.elements[tag]?.items ?? []
  return found.flatMap((item) => (item.dataSet === undefined ? [] : [item.dataSet]))
}

/** 16-bit words of an element in the byte order of its data set, two bytes each; the odd last byte is dropped. */
export function words(dataSet: DataSet, tag: string): Uint16Array {
  const element = dataSet.elements[tag]
  if (element === undefined) return new Uint16Array(0)
  const end = Math.min(element.dataOffset + element.length, dataSet.byteArray.length)
  const result = new Uint16Array(Math.max(0, end - element.dataOffset) >> 1)
  for (let n = 0; n < result.length; n += 1) {
    result[n] = dataSet.byteArrayParser.readUint16(dataSet.byteArray, element.dataOffset + n * 2)
  }
  return result
}

/** The bytes of an element, cut at the end of the file. */
export function bytesOf(dataSet: DataSet, tag: string): Uint8Array {
  const element = dataSet.elements[tag]
  if (element === undefined) return new Uint8Array(0)
  return dataSet.byteArray.subarray(element.dataOffset, element.dataOffset + element.length)
}
