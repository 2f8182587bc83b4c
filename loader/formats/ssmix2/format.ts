/**
 * SS-MIX2 standardized storage (標準化ストレージ), Ver.1.2: one HL7 v2.5 message a file. What a file is comes from its
 * folders; its name and its content must agree with them about the patient, or the file stays out of every chart.
 */
import type { FieldProblem } from '../../../model/records.ts'
import type { Format, ParsedFile, PathFacts } from '../format.ts'
import { cutOff, noteTornEnd } from './completeness.ts'
import { brokenOrder, otherOrder } from './continuity.ts'
import { DATA_TYPES, type DataType } from './data-types.ts'
import { type Message, openMessage, type Refusal } from './message.ts'
import { misplacedFacts, parseMisplaced } from './misplaced.ts'
import { readPath, type StoragePath } from './path.ts'
import { otherPatientIn, readMention } from './patients.ts'
import type { Reading } from './reading.ts'

/** Left behind by desktops, of no clinical content. */
const DESKTOP_FILE = /^(?:thumbs\.db|desktop\.ini|\.ds_store|\._.*)$/i

export const ssmix2: Format = {
  name: 'ssmix2',
  claim: (path) => readPath(path)?.facts ?? null,
  claimContent: misplacedFacts,
  parse: parseStandardized,
}

function parseStandardized(bytes: Uint8Array, path: string, facts: PathFacts): ParsedFile {
  const place = readPath(path)
  if (place === null) return parseMisplaced(bytes)
  const name = path.slice(path.lastIndexOf('/') + 1)
  if (place.file === null && DESKTOP_FILE.test(name))
    return { outcome: 'ignored', reason: 'desktop file' }
  const type = DATA_TYPES.get(facts.dataType)
  const message = openMessage(bytes)
  if ('refusal' in message) {
    if (type === undefined && message.refusal === 'unparsable') return unknownType(facts)
    return quarantined(message)
  }
  const reading = readingOf(message, place, facts)
  const other = otherPatientIn(reading)
  if (other !== '')
    return quarantined(
      { refusal: 'identity-mismatch', detail: 'PID-3 names another patient than the folder' },
      other,
    )
  if (place.disagreement !== '')
    return quarantined({ refusal: 'path-mismatch', detail: place.disagreement })
  return type === undefined ? unknownType(facts) : parseMessage(reading, type, facts)
}

function parseMessage(reading: Reading, type: DataType, facts: PathFacts): ParsedFile {
  const { message } = reading
  const cut = cutOff(message, type, facts.standing)
  if (cut !== '') return quarantined({ refusal: 'truncated', detail: cut })
  const messages = message.segments.filter((segment) => segment.name === 'MSH').length
  if (type.isSingle && messages > 1)
    return quarantined({ refusal: 'unparsable', detail: `${messages} messages in one file` })
  const records = type.read(reading)
  const isMaster = records.some((record) => record.kind === 'patient')
  const mention = isMaster ? null : readMention(reading)
  noteTornEnd(message)
  message.finish()
  return {
    outcome: 'records',
    records,
    mention,
    problems: [...message.problems, ...placeProblems(reading, facts)],
    deviatingCharset: message.deviatingCharset,
    doubt: brokenOrder(message) || otherOrder(reading),
  }
}

function readingOf(message: Message, place: StoragePath, facts: PathFacts): Reading {
  return {
    message,
    patientId: facts.patientId,
    dataType: facts.dataType,
    orderNo: place.file?.orderNo ?? '',
    folderDate: place.folderDate,
  }
}

/** What only the path could tell, or told wrongly. */
function placeProblems(reading: Reading, facts: PathFacts): FieldProblem[] {
  const problems: FieldProblem[] = []
  const pid = reading.message.first('PID')
  if (pid === undefined || pid.raw(3) === '')
    problems.push({
      where: pid === undefined ? 'PID' : 'PID-3',
      text: '',
      reason: 'message names no patient; filed by its folder',
    })
  if (facts.date === '' && reading.folderDate !== '-')
    problems.push({ where: 'path', text: reading.folderDate, reason: 'folder is no calendar date' })
  return problems
}

function unknownType(facts: PathFacts): ParsedFile {
  return { outcome: 'notInterpreted', reason: `data type ${facts.dataType} is not known` }
}

function quarantined({ refusal, detail }: Refusal, otherPatientId = ''): ParsedFile {
  return { outcome: 'quarantined', refusal, detail, otherPatientId }
}
