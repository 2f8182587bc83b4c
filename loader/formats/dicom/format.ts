/** DICOM files (PS3.10): the header becomes an `imageInstance`; pixel data are checked for being whole, not read. */
import type { FileRefusal } from '../../../model/records.ts'
import { idKey } from '../../../model/search-keys.ts'
import { isGzip, unpacked, unpackedHead } from '../files/gzip.ts'
import { DICOM, mediaTypeOf } from '../files/media-type.ts'
import { unknownContent, wholeFileDamage } from '../files/unknown-content.ts'
import type { Format, ParsedFile, PathFacts, UnreadPart } from '../format.ts'
import { singlePart } from '../single-part.ts'
import { hasPreamble, readFileMeta } from './file-meta.ts'
import { type Header, readHeader } from './header.ts'
import { readInstance } from './image-instance.ts'
import { claimImagePath, imageFacts } from './path.ts'
import { pixelDataDamage } from './pixel-data.ts'

/** Media Storage Directory Storage: PS3.3 annex F. */
const MEDIA_DIRECTORY = '1.2.840.10008.1.3.10'

/**
 * Reports, encapsulated PDFs, key object selections, presentation states and waveforms are SOP Instances too and
 * come out as `imageInstance`: `sopClassUid` tells which.
 */
export const dicom: Format = {
  name: 'dicom',
  claim: claimImagePath,
  claimContent: (head, path) => (beginsLikeDicom(unpackedHead(head)) ? imageFacts(path) : null),
  parse,
}

function parse(bytes: Uint8Array, path: string, facts: PathFacts): ParsedFile {
  const packed = isGzip(bytes) ? fromPacked(bytes, facts) : null
  return packed ?? parseImage(bytes, path, facts)
}

/**
 * An image inside a gzip. Pixels are read from the file where it lies, which cannot be done in a packed one: it is named on its patient's chart and
 * not shown. Null where no image is inside.
 */
function fromPacked(bytes: Uint8Array, facts: PathFacts): ParsedFile | null {
  const whole = unpacked(bytes)
  const isCut = 'refusal' in whole
  const content = isCut ? unpackedHead(bytes) : whole
  if (!beginsLikeDicom(content)) return null
  const reading = readHeader(content, readFileMeta(content))
  const record = reading.ok ? readInstance(reading.header).record : null
  const named = record?.patientId ?? ''
  if (isCut) return quarantined(whole.refusal, whole.detail, facts.patientId === '' ? named : '')
  if (namesAnother(facts.patientId, named)) return quarantined('identity-mismatch', ANOTHER, named)
  const part: UnreadPart = {
    patientId: facts.patientId || named,
    dataType: 'DICOM',
    date: /^\d{4}-\d\d-\d\d/.exec(record?.studyAt?.at ?? '')?.[0] ?? facts.date,
    reason: 'not-interpreted',
    where: '',
    detail: 'a DICOM file packed by itself with gzip: unpack it and load again',
    count: 1,
  }
  return singlePart(part)
}

const ANOTHER = 'the folder and Patient ID (0010,0020) name different patients'

function parseImage(bytes: Uint8Array, path: string, facts: PathFacts): ParsedFile {
  const whole = wholeFileDamage(bytes)
  if (whole) return quarantined(whole.refusal, whole.detail, '')
  const meta = readFileMeta(bytes)
  if (/(^|\/)dicomdir$/i.test(path) || meta.sopClassUid === MEDIA_DIRECTORY) {
    return { outcome: 'ignored', reason: 'DICOMDIR: index of a medium' }
  }
  const reading = readHeader(bytes, meta)
  if (!reading.ok) return notDicom(bytes, path) ?? quarantined(reading.refusal, reading.detail, '')
  return fromHeader(reading.header, facts)
}

function fromHeader(header: Header, facts: PathFacts): ParsedFile {
  const { record, problems, deviatingCharset } = readInstance(header)
  if (namesAnother(facts.patientId, record.patientId)) {
    return quarantined('identity-mismatch', ANOTHER, record.patientId)
  }
  const other = facts.patientId === '' ? record.patientId : ''
  const uids = [record.studyUid, record.seriesUid, record.sopInstanceUid]
  const damage = header.stopped && uids.includes('') ? header.stopped : pixelDataDamage(header)
  if (damage !== '') return quarantined('truncated', damage, other)
  const patientId = facts.patientId || record.patientId
  if (patientId === '') {
    return quarantined('unparsable', 'neither path nor Patient ID (0010,0020) names a patient', '')
  }
  if (record.sopClassUid === '' && uids.every((uid) => uid === '')) {
    const reason = 'DICOM data set that names no SOP Class, study, series or SOP Instance'
    return { outcome: 'notInterpreted', reason }
  }
  return {
    outcome: 'records',
    records: [{ ...record, patientId }],
    mention: null,
    problems,
    deviatingCharset,
  }
}

function namesAnother(pathId: string, headerId: string): boolean {
  return pathId !== '' && headerId !== '' && idKey(pathId) !== idKey(headerId)
}

/** What a file without a readable header is instead, when its bytes tell. */
function notDicom(bytes: Uint8Array, path: string): ParsedFile | null {
  if (hasPreamble(bytes)) return null
  const type = mediaTypeOf(bytes)
  if (type === '') {
    const damage = unknownContent(bytes)
    return damage.refusal === 'encrypted' ? quarantined(damage.refusal, damage.detail, '') : null
  }
  if (type === DICOM) return null
  // A name that says DICOM promised an image; any other file of an image folder is only something else.
  return /\.(dcm|dicom)$/i.test(path)
    ? quarantined('unparsable', `not DICOM but ${type}`, '')
    : { outcome: 'notInterpreted', reason: `not DICOM but ${type}` }
}

/** `DICM` at byte 128, or a data set without preamble that reads as one. */
function beginsLikeDicom(head: Uint8Array): boolean {
  if (hasPreamble(head)) return true
  const group = head[0] === 0x02 || head[0] === 0x08
  const isElement = group && head[1] === 0 && (head[2] ?? 0xff) <= 0x20 && head[3] === 0
  return head.length >= 64 && isElement && readHeader(head).ok
}

function quarantined(refusal: FileRefusal, detail: string, otherPatientId: string): ParsedFile {
  return { outcome: 'quarantined', refusal, detail, otherPatientId }
}
