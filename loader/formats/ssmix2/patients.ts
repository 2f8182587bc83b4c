/**
 * Patient demographics: the master message (ADT-00) and what every other message repeats of them in PID.
 * HL7 v2.5 ch. 3 (PID, NK1, MRG), SS-MIX2 1.2 ADT^A08.
 */

import type { PatientMergeRecord, PatientRecord } from '../../../model/records/patient.ts'
import type { ClinicalTime, Identifier } from '../../../model/records/values.ts'
import type { ClinicalRecord } from '../../../model/records.ts'
import { idKey } from '../../../model/search-keys.ts'
import { readAllergies } from './allergies.ts'
import { type BodyFacts, readBodyFacts } from './body-facts.ts'
import type { Codec } from './codec.ts'
import { codedOf, repetitionsOf, timeOf } from './fields.ts'
import { readNames } from './names.ts'
import type { Reading } from './reading.ts'
import { type Segment, textOf } from './segment.ts'
import { readTime } from './times.ts'

const NO_BODY_FACTS: BodyFacts = {
  bloodAbo: '',
  bloodRh: '',
  height: null,
  weight: null,
  others: [],
}

/** ADT-00: the patient, ids merged into it, allergies copied in the master, and any further observation. */
export function readPatientMaster(reading: Reading): ClinicalRecord[] {
  const { message, patientId } = reading
  const pid = message.first('PID')
  const event = message.first('MSH')
  if (pid === undefined || event === undefined) return []
  if (/\^A23\b/.test(event.raw(9))) {
    event.problem(9, 'the source deletes this patient master')
    return []
  }
  const body = readBodyFacts(reading)
  const merges = readMerges(reading)
  const prior = merges.map((merge) => ({
    value: merge.patientId,
    system: '',
    use: 'prior' as const,
  }))
  const patient: PatientRecord = {
    ...demographics(pid, patientId, 'master', body),
    contacts: readContacts(reading),
  }
  const known = new Set(patient.identifiers.map((id) => idKey(id.value)))
  const added = prior.filter((id) => !known.has(idKey(id.value)))
  return [
    { ...patient, identifiers: [...patient.identifiers, ...added] },
    ...merges,
    ...readAllergies(reading),
    ...body.others,
  ]
}

/**
 * Demographics that a message other than the master repeats. The same PID line gives the same object, unless it
 * holds something that must be reported for each file.
 */
export function readMention(reading: Reading): PatientRecord | null {
  const { message, patientId } = reading
  const pid = message.first('PID')
  if (pid === undefined) return null
  const memory = message.codec.mentions
  const line = pid.line()
  const known = memory.get(line)
  if (known !== undefined && known.patientId === patientId) return known
  const problemsBefore = message.problems.length
  const build = () => demographics(pid, patientId, 'mention', NO_BODY_FACTS)
  memory.delete(line)
  const mention = message.codec.remember(memory, line, build)
  if (message.problems.length > problemsBefore) memory.delete(line)
  return mention
}

function demographics(
  pid: Segment,
  patientId: string,
  authority: PatientRecord['authority'],
  body: BodyFacts,
): PatientRecord {
  const { birthDate, sex } = birthAndSex(pid)
  const died = timeOf(pid, 29)
  return {
    kind: 'patient',
    patientId,
    identifiers: readIdentifiers(pid, patientId),
    names: readNames(pid, 5),
    birthDate,
    sex,
    bloodAbo: body.bloodAbo,
    bloodRh: body.bloodRh,
    height: body.height,
    weight: body.weight,
    deceased: died !== null || textOf(pid, 30) === 'Y' ? { at: died } : null,
    address: addressOf(pid),
    phones: [...phonesOf(pid, 13), ...phonesOf(pid, 14)],
    contacts: [],
    updatedAt: timeOf(pid, 33),
    authority,
  }
}

/**
 * PID-7 and PID-8. Some senders shift the two (`M|19470515` in 7/8 or 8/9): both values are then taken from where
 * they stand and the shift is reported.
 */
function birthAndSex(pid: Segment): { birthDate: ClinicalTime | null; sex: string } {
  const [seventh, eighth, ninth] = [textOf(pid, 7), textOf(pid, 8), textOf(pid, 9)]
  for (const [sex, date, field] of [
    [seventh, eighth, 8],
    [eighth, ninth, 9],
  ] as const) {
    const shifted = /^[MFOU]$/.test(sex) && /^\d{8}/.test(date) && !/^\d/.test(seventh)
    const birthDate = shifted ? readTime(date) : null
    if (birthDate === null || birthDate.at === null) continue
    pid.problem(field, "birth date and sex stand in each other's or a neighbouring field")
    return { birthDate, sex }
  }
  return { birthDate: timeOf(pid, 7), sex: eighth }
}

/**
 * PID-3. A further id of the same authority and type is one merged into this patient; ids of another authority or
 * type (insurance, another facility) are current ids of their own system.
 */
function readIdentifiers(pid: Segment, patientId: string): Identifier[] {
  const { codec } = pid.message
  const own = idKey(patientId)
  const read = repetitionsOf(pid, 3)
    .map((raw) => identifierFrom(codec, raw))
    .filter((id) => id.value !== '')
  const main = read.find((id) => idKey(id.value) === own)
  const mainSystem = main?.system ?? ''
  const others = read
    .filter((id) => id !== main && idKey(id.value) !== own)
    .map(({ value, system }): Identifier => {
      return { value, system, use: system === mainSystem ? 'prior' : 'current' }
    })
  return [{ value: patientId, system: mainSystem, use: 'current' }, ...others]
}

function identifierFrom(codec: Codec, raw: string): { value: string; system: string } {
  const [value = '', , , authority = '', type = ''] = codec.components(raw)
  const system = codec.text(authority) || codec.text(type)
  return { value: codec.text(value), system: system === 'PI' ? '' : system }
}

function readMerges(reading: Reading): PatientMergeRecord[] {
  const { message, patientId } = reading
  const own = idKey(patientId)
  return message.segments
    .filter((segment) => segment.name === 'MRG')
    .flatMap((segment) => repetitionsOf(segment, 1))
    .map((raw) => identifierFrom(message.codec, raw).value)
    .filter((value) => value !== '' && idKey(value) !== own)
    .map((value) => ({ kind: 'patientMerge', patientId: value, survivingId: patientId }))
}

/** PID-11: every address of the patient, by which the family is found. */
function addressOf(pid: Segment): string {
  const addresses = repetitionsOf(pid, 11).map((raw) => oneAddress(pid.message.codec, raw))
  return [...new Set(addresses)].filter((address) => address !== '').join('、')
}

/** Postal code (XAD.5) and the address, in XAD.8 as one text or in XAD.4, 3, 1, 2 as parts. */
function oneAddress(codec: Codec, raw: string): string {
  const parts = codec.components(raw).map((part) => codec.text(part))
  const [street = '', other = '', city = '', state = '', zip = '', , , whole = ''] = parts
  const address = whole !== '' ? whole : [state, city, street, other].join('')
  return [zip, address].filter((part) => part !== '').join(' ')
}

/** Telephone numbers (XTN): the whole number in XTN.12, else XTN.1, else its parts. */
function phonesOf(segment: Segment, n: number): string[] {
  const { codec } = segment.message
  return repetitionsOf(segment, n)
    .map((raw) => codec.components(raw).map((part) => codec.text(part)))
    .map((parts) => parts[11] || parts[0] || [parts[5], parts[6]].filter(Boolean).join('-'))
    .filter((phone) => phone !== '')
}

function readContacts(reading: Reading): { name: string; relation: string; phone: string }[] {
  return reading.message.segments
    .filter((segment) => segment.name === 'NK1')
    .map((segment) => {
      const name = readNames(segment, 2)[0]
      return {
        name: [name?.family ?? '', name?.given ?? ''].filter((part) => part !== '').join(' '),
        relation: codedOf(segment, 3)?.display ?? '',
        phone: [...new Set([...phonesOf(segment, 5), ...phonesOf(segment, 6)])].join('、'),
      }
    })
    .filter((contact) => contact.name !== '' || contact.phone !== '')
}

/**
 * The patient that the message itself names when it is not its folder's, else ''. Every PID counts: a second message
 * in the same file could be someone else's.
 */
export function otherPatientIn(reading: Reading): string {
  const { message, patientId } = reading
  for (const segment of message.segments) {
    if (segment.name !== 'PID' || segment.raw(3) === patientId) continue
    const ids = repetitionsOf(segment, 3)
      .map((raw) => identifierFrom(message.codec, raw).value)
      .filter((value) => value !== '')
    const own = idKey(patientId)
    if (ids.length > 0 && !ids.some((id) => idKey(id) === own)) return ids[0] ?? ''
  }
  return ''
}
