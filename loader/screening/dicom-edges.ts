/** What stands before, in and behind the data set of a DICOM file where pixels tell nothing. */
import type { Element } from 'dicom-parser'
import { type Header, PIXEL_DATA } from '../formats/dicom/header.ts'
import { damaged, type Finding, suspicious } from './finding.ts'
import { controlCharacters, textNoise } from './noise.ts'

/** Begin evidence that a device may leave in all its files: see doubtful-files.ts. */
export const ODD_PREAMBLE = 'DICOM preamble that is none'
export const ODD_TRAILER = 'no element behind the pixel data'

const PREAMBLE = 128
/** TIFF's magic: the one other format that shares files with DICOM (PS3.10 7.1). */
const TIFF = ['49492a00', '4d4d002a']
/** Different bytes in the preamble: of 16 random ones nearly all differ. */
const MOST_DIFFERENT = 10
const ROWS = 'x00280010'
const TEXTS = new Set(['AS', 'CS', 'DA', 'DS', 'DT', 'IS', 'LO', 'PN', 'SH', 'TM', 'UI'])
const GROUP_OF_PIXELS = 0x7fe0

/** Null when nothing speaks against it. */
export function screenEdges(bytes: Uint8Array, header: Header): Finding | null {
  const { dataSet, stopped } = header
  const pixels = dataSet.elements[PIXEL_DATA]
  if (pixels === undefined && stopped !== '' && dataSet.elements[ROWS] !== undefined) {
    return damaged('truncated', `an image without pixel data: ${stopped}`)
  }
  return screenTexts(header) ?? screenPreamble(bytes) ?? screenTrailer(header)
}

/** PS3.5 6.2: control characters in values that are words and numbers, zeros of a careless writer apart. */
function screenTexts({ dataSet }: Header): Finding | null {
  const { byteArray, elements } = dataSet
  for (const name in elements) {
    const { vr = '', tag, dataOffset, length } = elements[name] as Element
    if (!TEXTS.has(vr) || length === 0 || length > 1024) continue
    const end = Math.min(byteArray.length, dataOffset + length)
    const count = controlCharacters(byteArray, dataOffset, end)
    if (count > 0) return suspicious(`${count} control characters in the element ${tag.slice(1)}`)
  }
  return null
}

function screenPreamble(bytes: Uint8Array): Finding | null {
  const preamble = bytes.subarray(0, PREAMBLE)
  // Most have none.
  if (preamble.every((byte) => byte === 0)) return null
  const isTiff = TIFF.includes(Buffer.from(preamble.subarray(0, 4)).toString('hex'))
  const isNoise = new Set(preamble).size > MOST_DIFFERENT && textNoise(preamble, PREAMBLE).count > 0
  return isNoise && !isTiff ? suspicious(ODD_PREAMBLE) : null
}

/** Zeros behind the end are padding; elements may follow (PS3.3 C.12.1.1.3, PS3.10 7.2). */
function screenTrailer({ dataSet, bigEndian, base }: Header): Finding | null {
  const element = dataSet.elements[PIXEL_DATA]
  if (element === undefined || element.hadUndefinedLength === true) return null
  const { byteArray } = dataSet
  const end = element.dataOffset + element.length
  const rest = byteArray.subarray(end)
  if (rest.length === 0 || rest.every((byte) => byte === 0)) return null
  const view = new DataView(rest.buffer, rest.byteOffset, rest.byteLength)
  const isElement = rest.length >= 8 && view.getUint16(0, !bigEndian) >= GROUP_OF_PIXELS
  const group = isElement ? view.getUint16(0, !bigEndian) : 0
  return group === GROUP_OF_PIXELS || group === 0xfffa || group === 0xfffc
    ? null
    : suspicious(`${ODD_TRAILER}, at byte ${base + end}`)
}
