/** The header of a CDA R2 document: whose it is, what it is, which versions it replaces. */
import { meaningOf } from '../../../model/codes/meaning.ts'
import type { PatientRecord } from '../../../model/records/patient.ts'
import type { Identifier, PersonName } from '../../../model/records/values.ts'
import type { RecordVersion } from '../../../model/records.ts'
import { isKana } from '../../../model/search-keys.ts'
import { all, attribute, type Element, one, textOf } from './element.ts'
import type { Reading } from './reading.ts'
import { readTimestamp } from './times.ts'

/** Numbers of persons that are no hospital's: US social security, drivers' licences, Medicare. They name a patient only where nothing else does. */
const OF_OTHERS = /^2\.16\.840\.1\.113883\.4\.(1$|3\.|572$|927$)/
/**
 * Numbers of Japan's health insurances, which colleagues and families share: insurer, card symbol, card number, vouchers of a health
 * check (厚生労働省 特定健診 XML: 1.2.392.200119.6; 電子処方箋 CDA: 1.2.392.100495.20.3). They never name a patient.
 */
const OF_AN_INSURANCE =
  /^1\.2\.392\.(200119\.6\.(10[12]|20[4-8]|211)$|200119\.6\.(209|210)(\.|$)|100495\.20\.3\.(6[1-9]|7\d)$)/
/** HL7 v3 II: a root that is unique by itself needs no extension. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** JP: patient number at a medical institution (CDA of 診療情報提供書, 退院時サマリー). */
const JP_PATIENT_NUMBER = '1.2.392.100495.20.3.51'
/** HL7 v3 AdministrativeGender → HL7 table 0001. */
const SEX: Readonly<Record<string, string>> = { M: 'M', F: 'F', UN: 'O' }
/** Sex in a specific health checkup (特定健診情報ファイル仕様): 1 male, 2 female. */
const CHECKUP_SEX = '1.2.392.200119.6.1104'
const SEX_OF_CHECKUP: Readonly<Record<string, string>> = { '1': 'M', '2': 'F' }
/** HL7 v3 EntityNameUse → name representation. */
const REPRESENTATION: Readonly<Record<string, PersonName['representation']>> = {
  IDE: 'I',
  SYL: 'P',
  ABC: 'A',
}
/** The number that stands on the chart; '' when the document gives none, null when it is about several patients (CDA R2, recordTarget [1..*]). */
export function chartNumberOf(root: Element): string | null {
  const numbers = new Set(all(root, 'recordTarget').map(numberOf))
  return numbers.size > 1 ? null : ([...numbers][0] ?? '')
}

/** Whether all numbers that a document gives its patient are those of a health insurance. */
export function isInsuranceOnly(root: Element): boolean {
  const stated = all(root, 'recordTarget').flatMap((target) =>
    all(one(target, 'patientRole'), 'id').filter((id) => attribute(id, 'extension').trim() !== ''),
  )
  return stated.length > 0 && stated.every((id) => OF_AN_INSURANCE.test(attribute(id, 'root')))
}

function numberOf(target: Element): string {
  const stated = all(one(target, 'patientRole'), 'id')
  const ids = stated.filter(
    (id) =>
      attribute(id, 'extension').trim() !== '' && !OF_AN_INSURANCE.test(attribute(id, 'root')),
  )
  const chosen =
    ids.find((id) => attribute(id, 'root').startsWith(JP_PATIENT_NUMBER)) ??
    ids.find((id) => !OF_OTHERS.test(attribute(id, 'root'))) ??
    ids[0]
  if (chosen !== undefined) return attribute(chosen, 'extension').trim()
  return attribute(stated.find((id) => UUID.test(attribute(id, 'root'))) ?? null, 'root')
}

/** What the document says of its patient: a mention, since no document is the patient master. */
export function readPatient(root: Element, reading: Reading): PatientRecord {
  const role = one(root, 'recordTarget', 'patientRole')
  const person = one(role, 'patient')
  const gender = one(person, 'administrativeGenderCode')
  return {
    kind: 'patient',
    patientId: reading.patientId,
    identifiers: identifiersOf(role),
    names: all(person, 'name').flatMap(readName),
    birthDate: birthDateOf(person, reading),
    sex: sexOf(gender),
    bloodAbo: '',
    bloodRh: '',
    height: null,
    weight: null,
    deceased: deceasedOf(person, reading),
    address: addressOf(one(role, 'addr')),
    phones: phonesOf(role),
    contacts: contactsOf(root, person, reading),
    updatedAt: reading.time(one(root, 'effectiveTime')),
    authority: 'mention',
  }
}

/** The day as it is written: a birth of an evening in another zone is no birth of the next day. */
function birthDateOf(person: Element | null, reading: Reading): PatientRecord['birthDate'] {
  const stated = attribute(one(person, 'birthTime'), 'value').trim()
  if (stated === '') return null
  const { at, flaw } = readTimestamp(stated.slice(0, 'YYYYMMDD'.length))
  if (flaw !== '') reading.problem('birthTime', stated, flaw)
  return { text: stated, at }
}

/** HL7 v3 RoleClass: next of kin, emergency contact, care giver, personal relationship. */
const CONTACTS = new Set(['NOK', 'ECON', 'CAREGIVER', 'PRS'])

/** Guardians, and participants of the header who are to be reached for the patient. */
function contactsOf(
  root: Element,
  person: Element | null,
  reading: Reading,
): PatientRecord['contacts'] {
  const related = all(root, 'participant')
    .map((each) => one(each, 'associatedEntity'))
    .filter((each) => CONTACTS.has(attribute(each, 'classCode')))
  const named = [
    ...all(person, 'guardian').map((role) => ({ role, name: one(role, 'guardianPerson', 'name') })),
    ...related.map((role) => ({ role, name: one(role, 'associatedPerson', 'name') })),
  ]
  return named.map(({ role, name }) => ({
    name: textOf(name),
    relation: reading.coded(one(role, 'code'))?.display ?? '',
    phone: phonesOf(role)[0] ?? '',
  }))
}

function sexOf(gender: Element | null): string {
  const code = attribute(gender, 'code')
  const isOfCheckup = attribute(gender, 'codeSystem') === CHECKUP_SEX
  return (isOfCheckup ? meaningOf(SEX_OF_CHECKUP, code) : meaningOf(SEX, code)) ?? code
}

function identifiersOf(role: Element | null): Identifier[] {
  return all(role, 'id')
    .filter((id) => attribute(id, 'extension') !== '' || UUID.test(attribute(id, 'root')))
    .map((id) => {
      const [root, extension] = [attribute(id, 'root'), attribute(id, 'extension')]
      return { value: extension || root, system: `urn:oid:${root}`, use: 'current' }
    })
}

/** Names that are no longer in use (`validTime/high`) or a stand-in (`P`, pseudonym) are passed over. */
function readName(name: Element): PersonName[] {
  const uses = attribute(name, 'use').split(/\s+/)
  // An end that is not known (`high nullFlavor`) is none: names in use carry it.
  const ended = attribute(one(name, 'validTime', 'high'), 'value') !== ''
  if (ended || uses.includes('P')) return []
  const family = all(name, 'family').map(textOf).join(' ')
  const given = all(name, 'given').map(textOf).join(' ')
  const whole = family === '' && given === '' ? textOf(name) : ''
  if (family === '' && given === '' && whole === '') return []
  const said = uses.map((use) => meaningOf(REPRESENTATION, use)).find((each) => each !== undefined)
  const representation = said ?? scriptOf(family + given + whole)
  return [{ representation, family: family || whole, given }]
}

function scriptOf(letters: string): PersonName['representation'] {
  if (isKana(letters)) return 'P'
  return /^[\p{Script=Latin}\p{N}\p{P}\p{M}\s]*$/u.test(letters) ? 'A' : 'I'
}

/** `sdtc:deceasedInd`, `sdtc:deceasedTime`. */
function deceasedOf(person: Element | null, reading: Reading): PatientRecord['deceased'] {
  const time = reading.time(one(person, 'deceasedTime'))
  if (time !== null) return { at: time }
  return /^(true|1)$/.test(attribute(one(person, 'deceasedInd'), 'value')) ? { at: null } : null
}

function addressOf(address: Element | null): string {
  if (address === null) return ''
  const parts = ['streetAddressLine', 'city', 'state', 'postalCode', 'country']
  const read = parts.flatMap((part) => all(address, part).map(textOf)).filter((part) => part !== '')
  return read.length > 0 ? read.join(' ') : textOf(address)
}

function phonesOf(role: Element | null): string[] {
  return (
    all(role, 'telecom')
      .map((telecom) => attribute(telecom, 'value').trim())
      // Exporters leave the scheme of a telephone out.
      .filter((value) => /^(tel:|[+(\d])/i.test(value))
      .map((value) => value.replace(/^tel:/i, '').trim())
  )
}

/**
 * Documents of one set are versions of each other, the newest is valid; one that replaces another (RPLC) supersedes it (CDA R2
 * 4.2.3.1). Authors give one set, and one id, to documents of several kinds and of several patients: a discharge summary is no version of
 * an operation note, nor of another patient's summary.
 */
export function versionOf(root: Element, { patientId, documentKey }: Reading): RecordVersion {
  const kind = attribute(one(root, 'code'), 'code')
  const number = attribute(one(root, 'versionNumber'), 'value')
  const { sortable } = readTimestamp(attribute(one(root, 'effectiveTime'), 'value'))
  const parents = all(root, 'relatedDocument')
    .filter((related) => attribute(related, 'typeCode') === 'RPLC')
    .map((related) => one(related, 'parentDocument'))
  const named = (id: Element | null, ofKind: string) =>
    keyOf(id) === '' ? '' : `cda|${keyOf(id)} ${ofKind} ${patientId}`
  const own = ['setId', 'id'].map((name) => named(one(root, name), kind))
  // One that has neither is a version of no other.
  const key = own.find((each) => each !== '') ?? `cda|${documentKey}`
  const replaces = parents.flatMap((parent) => {
    const ofKind = attribute(one(parent, 'code'), 'code') || kind
    return [named(one(parent, 'setId'), ofKind), named(one(parent, 'id'), ofKind)]
  })
  return {
    key,
    // Of one time the larger number is the newer version.
    time: `${sortable}#${/^\d{1,9}$/.test(number) ? number.padStart(9, '0') : ''}`,
    replaces: replaces.filter((each) => each !== '' && each !== key),
  }
}

function keyOf(id: Element | null): string {
  const [root, extension] = [attribute(id, 'root'), attribute(id, 'extension')]
  return root === '' && extension === '' ? '' : `${root}^${extension}`
}
