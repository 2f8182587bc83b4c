/**
 * Reads a DICOM file up to its pixel data, with patience for what occurs: no preamble, a header that lies about
 * its VR or byte order, a deflated data set, a cut-off end. dicom-parser does the elements (model/dicom-elements.ts); it
 * throws strings, and overflows the stack on sequences nested by the thousand: this guards it.
 */

import type { DataSet } from 'dicom-parser'
import { readElements } from '../dicom-elements.ts'
import { inflate } from './inflate.ts'
import { asPixelProblem, PixelError, type PixelProblem } from './pixel-problem.ts'
import {
  EXPLICIT_LITTLE_ENDIAN,
  IMPLICIT_LITTLE_ENDIAN,
  type TransferSyntax,
  transferSyntaxOf,
} from './transfer-syntaxes.ts'

/** A deflated data set beyond this is taken for a bomb. */
const INFLATED_LIMIT = 256 * 1024 * 1024
const PREAMBLE = 128
const PIXEL_DATA = 'x7fe00010'

export interface ParsedFile {
  readonly dataSet: DataSet
  readonly transferSyntax: TransferSyntax
  /** The parser's complaint when the header ended before the pixel data; '' = none. */
  readonly headerFault: string
}

/** @throws PixelError when nothing of the file is DICOM. */
export function readDataSet(file: Uint8Array): ParsedFile {
  const { uid, start } = readMeta(file)
  const declared = transferSyntaxOf(uid)
  const bytes = declared.deflated ? inflate(file.subarray(start), INFLATED_LIMIT) : file
  const at = declared.deflated ? 0 : start
  const layout = seenLayout(bytes, at, declared)
  const { dataSet, thrown } = readElements(bytes, at, layout, PIXEL_DATA)
  if (Object.keys(dataSet.elements).length === 0) throw new PixelError('not-dicom')
  return {
    dataSet,
    transferSyntax: { ...declared, ...layout },
    headerFault: thrown === null ? '' : thrown instanceof Error ? thrown.message : String(thrown),
  }
}

/** A thrown value as a problem of this file, which may know its transfer syntax although it can't be read. */
export function headerProblem(thrown: unknown, file: Uint8Array): PixelProblem {
  try {
    return asPixelProblem(thrown, readMeta(file).uid)
  } catch {
    return asPixelProblem(thrown, '')
  }
}

/** Transfer syntax of the file meta information (PS3.10 7.1) and where the data set begins. */
function readMeta(file: Uint8Array): { uid: string; start: number } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const hasPreamble = file.length > PREAMBLE + 4 && ascii(file, PREAMBLE, 4) === 'DICM'
  let at = hasPreamble ? PREAMBLE + 4 : 0
  let uid = ''
  while (at + 8 <= file.length && view.getUint16(at, true) === 0x0002) {
    const element = view.getUint16(at + 2, true)
    const long = ['OB', 'OW', 'UN', 'SQ', 'UT'].includes(ascii(file, at + 4, 2))
    if (long && at + 12 > file.length) break
    const length = long ? view.getUint32(at + 8, true) : view.getUint16(at + 6, true)
    const value = at + (long ? 12 : 8)
    if (element === 0x0010) uid = ascii(file, value, length).replace(/[\0 ]+$/, '')
    at = value + length
  }
  if (at >= file.length) throw new PixelError(hasPreamble ? 'damaged-header' : 'not-dicom')
  if (!hasPreamble && uid === '') at = findDataSet(file, at)
  return { uid: uid === '' ? seenWithoutMeta(file, at) : uid, start: at }
}

function seenWithoutMeta(file: Uint8Array, at: number): string {
  return isVr(ascii(file, at + 4, 2)) ? EXPLICIT_LITTLE_ENDIAN : IMPLICIT_LITTLE_ENDIAN
}

/** How far stray bytes before a data set without preamble are searched through. */
const STRAY_BYTES = 256

/** A data set without preamble begins with group 0008 and, explicit, a VR, or, implicit, a length that fits. */
function findDataSet(file: Uint8Array, start: number): number {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  for (let at = start; at < start + STRAY_BYTES && at + 8 <= file.length; at += 1) {
    if (view.getUint16(at, true) !== 0x0008 || view.getUint16(at + 2, true) > 0x0070) continue
    if (isVr(ascii(file, at + 4, 2))) return at
    if (at === start && view.getUint32(at + 4, true) < file.length) return at
  }
  throw new PixelError('not-dicom')
}

/** What the first element shows, whatever the header declares: some writers declare one and write another. */
function seenLayout(
  bytes: Uint8Array,
  at: number,
  declared: TransferSyntax,
): { explicitVr: boolean; littleEndian: boolean } {
  const group = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
  const swapped = (group & 0xff) === 0 && group >> 8 !== 0
  const littleEndian = group === 0 ? declared.littleEndian : !swapped
  return { explicitVr: isVr(ascii(bytes, at + 4, 2)), littleEndian }
}

function isVr(text: string): boolean {
  return /^[A-Z]{2}$/.test(text)
}

function ascii(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + Math.min(length, 128)))
}
