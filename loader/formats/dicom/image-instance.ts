/** One SOP Instance's record out of its header. */
import { decodeDicomText } from '../../../model/dicom-text.ts'
import { detect } from '../../../model/document-charset.ts'
import type { ImageInstanceRecord } from '../../../model/records/documents.ts'
import type { ClinicalTime } from '../../../model/records/values.ts'
import type { FieldProblem } from '../../../model/records.ts'
import { asciiOf, bytesOf } from './elements.ts'
import type { Header } from './header.ts'
import { pixelShape, surplusFrames } from './pixel-data.ts'
import { readRejection } from './rejection-note.ts'

export interface InstanceReading {
  /** `patientId` is the header's own (0010,0020), '' when it has none. */
  readonly record: ImageInstanceRecord
  readonly problems: readonly FieldProblem[]
  readonly deviatingCharset: string
}

const MORE_FRAMES = 'the pixel data hold more frames than are declared: those are not shown'

/** Never throws; a field that is absent is '' or null. */
export function readInstance(header: Header): InstanceReading {
  const fields = new Fields(header)
  const { rows, columns, frames } = pixelShape(header)
  const record: ImageInstanceRecord = {
    kind: 'imageInstance',
    patientId: fields.text('x00100020'),
    studyUid: fields.uid('x0020000d'),
    seriesUid: fields.uid('x0020000e'),
    sopInstanceUid: fields.uid('x00080018') || header.meta.sopInstanceUid,
    sopClassUid: fields.uid('x00080016') || header.meta.sopClassUid,
    transferSyntaxUid: header.transferSyntaxUid,
    modality: fields.text('x00080060'),
    studyAt: fields.dateTime('x00080020', 'x00080030'),
    studyDescription: fields.text('x00081030'),
    seriesDescription: fields.text('x0008103e'),
    accession: fields.text('x00080050'),
    bodyPart: fields.text('x00180015'),
    seriesNumber: fields.integer('x00200011'),
    instanceNumber: fields.integer('x00200013'),
    frames,
    rows,
    columns,
    frameOfReferenceUid: fields.uid('x00200052'),
    plane: planeOf(header.dataSet),
    patientName: fields.text('x00100010'),
    patientBirthDate: fields.dateTime('x00100030', ''),
    rejects: readRejection(header.dataSet),
  }
  // As many frames are indexed as are counted: that there may be more is told.
  fields.integer('x00280008')
  if (surplusFrames(header) > 0) {
    fields.problem('x00280008', asciiOf(header.dataSet, 'x00280008'), MORE_FRAMES)
  }
  if (record.studyUid === '') fields.problem('x0020000d', '', 'no Study Instance UID')
  if (record.seriesUid === '') fields.problem('x0020000e', '', 'no Series Instance UID')
  return { record, problems: fields.problems, deviatingCharset: fields.deviatingCharset }
}

/** The elements of one header as text and numbers, with what could not be understood. */
class Fields {
  readonly problems: FieldProblem[] = []
  deviatingCharset = ''
  private readonly header: Header
  private readonly charset: string

  constructor(header: Header) {
    this.header = header
    this.charset = this.raw('x00080005')
    if (header.stopped !== '') this.problem('header', '', header.stopped)
    if (header.assumed !== '') this.problem('file meta', '', header.assumed)
  }

  text(tag: string): string {
    const bytes = bytesOf(this.header.dataSet, tag)
    if (!bytes) return ''
    const decoded = decodeDicomText(bytes, this.charset, detect)
    if (decoded.deviatingCharset !== '') this.deviatingCharset = decoded.deviatingCharset
    return decoded.text.replace(/^ +/, '')
  }

  /** PS3.5 9.1; anything else is no UID and may not become a key. */
  uid(tag: string): string {
    const text = this.raw(tag)
    if (text === '' || /^[\d.]{1,64}$/.test(text)) return text
    this.problem(tag, text, 'not a UID')
    return ''
  }

  integer(tag: string): number | null {
    const text = this.raw(tag)
    if (text === '') return null
    if (/^[+-]?\d{1,12}$/.test(text)) return Number(text)
    this.problem(tag, text, 'not an integer')
    return null
  }

  /** PS3.5 6.2 DA and TM, with the older `YYYY.MM.DD` and `HH:MM:SS`. `timeTag` '' = a date alone. */
  dateTime(dateTag: string, timeTag: string): ClinicalTime | null {
    const date = this.raw(dateTag)
    if (date === '') return null
    const time = timeTag === '' ? '' : this.raw(timeTag)
    const text = time === '' ? date : `${date} ${time}`
    const at = isoOf(date, time)
    if (at === null) this.problem(dateTag, text, 'not a date')
    return { text, at }
  }

  private raw(tag: string): string {
    return asciiOf(this.header.dataSet, tag)
  }

  problem(where: string, text: string, reason: string): void {
    const tag = /^x([\da-f]{4})([\da-f]{4})$/.exec(where)
    this.problems.push({ where: tag ? `(${tag[1]},${tag[2]})` : where, text, reason })
  }
}

/** Where the image lies in the patient (PS3.3 C.7.6.2.1.1). Frames that lie differently have it in their own groups. */
function planeOf(dataSet: Header['dataSet']): string {
  const orientation = asciiOf(dataSet, 'x00200037').split('\\')
  const position = asciiOf(dataSet, 'x00200032').split('\\')
  if (orientation.length !== 6 || position.length !== 3) return ''
  const numbers = [...orientation, ...position].map((each) => each.trim())
  const areNumbers = numbers.every((each) => each !== '' && Number.isFinite(Number(each)))
  return areNumbers ? numbers.join('\\') : ''
}

function isoOf(date: string, time: string): string | null {
  const day = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(date)
  if (!day) return null
  const [, year, month, dayOfMonth] = day
  const iso = `${year}-${month}-${dayOfMonth}`
  const parsed = new Date(0)
  parsed.setUTCFullYear(Number(year), Number(month) - 1, Number(dayOfMonth))
  const exists =
    parsed.getUTCMonth() + 1 === Number(month) && parsed.getUTCDate() === Number(dayOfMonth)
  if (!exists) return null
  const clock = /^([01]\d|2[0-3]):?([0-5]\d):?([0-5]\d)?/.exec(time)
  if (!clock) return iso
  return clock[3] ? `${iso}T${clock[1]}:${clock[2]}:${clock[3]}` : `${iso}T${clock[1]}:${clock[2]}`
}
