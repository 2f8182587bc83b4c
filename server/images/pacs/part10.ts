/** What a Part 10 file from an image server says of itself: whose it is and which one. */
import { constants, inflateRawSync } from 'node:zlib'
import dicomParser, { type DataSet } from 'dicom-parser'
import { decodeDicomText } from '../../../model/dicom-text.ts'
import { undeclaredText } from '../undeclared-text.ts'
import { momentOf } from './dicom-json.ts'

export interface Part10Facts {
  readonly patientId: string
  /** Patient's Name with its groups; '' = absent, or not understood. */
  readonly name: string
  readonly birthAt: string | null
  readonly studyUid: string
  readonly sopInstanceUid: string
}

const SERIES_UID = 'x0020000e'
/** Enough for every element up to the series UID; pixel data begin behind it. */
const HEAD_BYTES = 4 * 1024 * 1024

/**
 * Of a deflated data set (PS3.5 A.5) so much is inflated, never more than 64 MiB of it: DEFLATE makes at most 1,032 bytes of one, and an answer
 * of a megabyte could be gigabytes.
 */
const DEFLATED_HEAD_BYTES = 64 * 1024

/** null = the bytes do not read as a Part 10 file. */
export function readPart10(bytes: Uint8Array): Part10Facts | null {
  const set = parse(bytes)
  return set === null ? null : factsOf(set)
}

/** Of a file that is still coming. null = what has come does not tell it yet. */
export function readBeginning(bytes: Uint8Array): Part10Facts | null {
  const set = parse(bytes)
  const last = set?.elements[SERIES_UID]
  if (set === null || last === undefined) return null
  return last.dataOffset + last.length > set.byteArray.length ? null : factsOf(set)
}

function factsOf(set: DataSet): Part10Facts {
  const charset = set.string('x00080005') ?? ''
  return {
    patientId: decodeDicomText(bytesOf(set, 'x00100020'), charset, undeclaredText).text,
    name: decodeDicomText(bytesOf(set, 'x00100010'), charset, undeclaredText).text,
    birthAt: momentOf(set.string('x00100030') ?? '', ''),
    studyUid: set.string('x0020000d') ?? '',
    sopInstanceUid: set.string('x00080018') ?? '',
  }
}

function parse(bytes: Uint8Array): DataSet | null {
  try {
    const options = { untilTag: SERIES_UID, inflater: inflateHead }
    return dicomParser.parseDicom(bytes.subarray(0, HEAD_BYTES), options)
  } catch {
    // Whatever the parser stumbles over, the answer is the same: this is not shown as the image that was asked for.
    return null
  }
}

/** As dicom-parser asks for it: what stands before the data set, and the beginning of the data set. */
function inflateHead(bytes: Uint8Array, from: number): Uint8Array {
  const head = bytes.subarray(from, from + DEFLATED_HEAD_BYTES)
  const inflated = inflateRawSync(head, { finishFlush: constants.Z_SYNC_FLUSH })
  return Buffer.concat([bytes.subarray(0, from), inflated])
}

function bytesOf(set: DataSet, tag: string): Uint8Array {
  const element = set.elements[tag]
  if (element === undefined) return new Uint8Array(0)
  return set.byteArray.subarray(element.dataOffset, element.dataOffset + element.length)
}
