/** Patient (FHIR R4 patient; JP Core Patient). */
import { meaningOf } from '../../../model/codes/meaning.ts'
import type { PatientMergeRecord, PatientRecord } from '../../../model/records/patient.ts'
import type { Identifier, PersonName } from '../../../model/records/values.ts'
import { isKana } from '../../../model/search-keys.ts'
import { at, type Json, list, obj, str, strings } from './json.ts'
import { representationOf } from './known-resources.ts'
import type { Reading } from './reading.ts'
import { unreadTime } from './unread-time.ts'

/** FHIR administrative gender → HL7 table 0001. */
const SEX: Readonly<Record<string, string>> = { male: 'M', female: 'F', other: 'O', unknown: 'U' }
const REPRESENTATION: Readonly<Record<string, PersonName['representation']>> = {
  IDE: 'I',
  SYL: 'P',
  ABC: 'A',
}

/** The patient, and what the resource says of being merged. */
export function readPatient(reading: Reading): (PatientRecord | PatientMergeRecord)[] {
  const { resource, patientId } = reading
  const gender = str(resource.gender)
  const patient: PatientRecord = {
    kind: 'patient',
    patientId,
    identifiers: identifiersOf(resource),
    names: namesOf(resource),
    birthDate: birthDateOf(reading),
    sex: meaningOf(SEX, gender) ?? gender,
    bloodAbo: '',
    bloodRh: '',
    height: null,
    weight: null,
    deceased: deceasedOf(reading),
    address: addressOf(resource),
    phones: list(resource.telecom)
      .filter(({ system, use }) => system === 'phone' && use !== 'old')
      .map(({ value }) => str(value))
      .filter((phone) => phone !== ''),
    contacts: list(resource.contact).map((contact) => ({
      name: displayName(obj(contact.name)),
      relation: reading.concept(list(contact.relationship)[0])?.display ?? '',
      phone: str(list(contact.telecom).find(({ system }) => system === 'phone')?.value),
    })),
    updatedAt: reading.time(at(resource, 'meta', 'lastUpdated'), 'Patient.meta.lastUpdated'),
    authority: 'master',
  }
  return [patient, ...mergesOf(reading)]
}

function identifiersOf(resource: Json): Identifier[] {
  return list(resource.identifier)
    .filter(({ value }) => str(value) !== '')
    .map((identifier) => ({
      value: str(identifier.value),
      system: str(identifier.system),
      use: identifier.use === 'old' ? 'prior' : 'current',
    }))
}

/** Every name that is in use: those with `use` old or an ended period are of the past. */
function namesOf(resource: Json): PersonName[] {
  const current = list(resource.name).filter(
    (name) => name.use !== 'old' && at(name, 'period', 'end') === undefined,
  )
  return current.flatMap((name) => {
    const given = strings(name.given).join(' ')
    const family = str(name.family)
    const text = str(name.text)
    if (family === '' && given === '' && text === '') return []
    const representation = scriptOf(name, family + given || text)
    if (family !== '' || given !== '') return [{ family, given, representation }]
    // Japanese writes the family name first; in the alphabet the order of a bare text is not known.
    const [first = '', ...rest] = representation === 'A' ? [text] : text.split(/[\s　]+/)
    return [{ family: first, given: rest.join(' '), representation }]
  })
}

/** As the extension says, else by the letters: kana is phonetic, other than Latin letters ideographic. */
function scriptOf(name: Json, letters: string): PersonName['representation'] {
  const said = meaningOf(REPRESENTATION, representationOf(name))
  if (said !== undefined) return said
  if (isKana(letters)) return 'P'
  return /^[\p{Script=Latin}\p{N}\p{P}\p{M}\s]*$/u.test(letters) ? 'A' : 'I'
}

/** `birthDate` may be absent with a reason beside it (`_birthDate`): then that reason is its text. */
function birthDateOf(reading: Reading) {
  const { resource } = reading
  const date = reading.time(resource.birthDate, 'Patient.birthDate')
  if (date !== null) return date
  const unread = unreadTime(resource._birthDate)
  if (unread !== null) return unread
  const reason = absentReason(obj(resource._birthDate))
  return reason === '' ? null : { text: reason, at: null }
}

/** Code of the data-absent-reason extension of a primitive. */
export function absentReason(element: Json | null): string {
  const said = list(element?.extension).find(({ url }) =>
    str(url).endsWith('/StructureDefinition/data-absent-reason'),
  )
  return str(said?.valueCode)
}

function deceasedOf(reading: Reading): PatientRecord['deceased'] {
  const { deceasedBoolean, deceasedDateTime } = reading.resource
  if (deceasedDateTime !== undefined) {
    return { at: reading.time(deceasedDateTime, 'Patient.deceasedDateTime') }
  }
  return deceasedBoolean === true ? { at: null } : null
}

function addressOf(resource: Json): string {
  const address =
    list(resource.address).find(({ use }) => use === 'home') ??
    list(resource.address).find(({ use }) => use !== 'old')
  if (address === undefined) return ''
  if (str(address.text) !== '') return str(address.text)
  const { state, city, postalCode, country } = address
  return [...strings(address.line), str(city), str(state), str(postalCode), str(country)]
    .filter((part) => part !== '')
    .join(' ')
}

export function displayName(name: Json | null): string {
  if (name === null) return ''
  return str(name.text) || [str(name.family), ...strings(name.given)].filter(Boolean).join(' ')
}

/** FHIR R4 Patient.link: replaced-by and replaces are merges; refer and seealso are said, and nothing is moved. */
function mergesOf(reading: Reading): PatientMergeRecord[] {
  const { patientId } = reading
  const merges: PatientMergeRecord[] = []
  for (const { type, other } of list(reading.resource.link)) {
    const reference = obj(other)
    const known = reference === null ? '' : otherChart(reading, reference)
    if (type !== 'replaced-by' && type !== 'replaces') {
      reading.problem(
        'Patient.link',
        known || str(reference?.reference),
        `linked (${str(type)}): not merged`,
      )
    } else if (known === '') {
      reading.problem(
        'Patient.link',
        str(reference?.reference),
        `${type}: the other patient is not in this backup`,
      )
    } else if (known !== patientId) {
      const [merged, survivor] = type === 'replaces' ? [known, patientId] : [patientId, known]
      merges.push({ kind: 'patientMerge', patientId: merged, survivingId: survivor })
    }
  }
  return merges
}

function otherChart(reading: Reading, reference: Json): string {
  const own = reading.patientId
  const other = reading.patientOf(reference)
  reading.patientId = own
  return other
}
