/** Tables of patients and of their visits and stays. */
import { meaningOf } from '../../../model/codes/meaning.ts'
import type { EncounterEventRecord, PatientRecord } from '../../../model/records/patient.ts'
import type { PersonName } from '../../../model/records/values.ts'
import { isKana } from '../../../model/search-keys.ts'
import type { TableRow } from './table-row.ts'

const SEX: Readonly<Record<string, string>> = {
  男: 'M',
  男性: 'M',
  male: 'M',
  女: 'F',
  女性: 'F',
  female: 'F',
}

/** Names of the columns that say who the patient is: of a table of patients, and of any other. */
const OWN = {
  name: 'name',
  kana: 'kana',
  birth: 'birth',
  sex: 'sex',
}
const REPEATED = {
  name: 'patientName',
  kana: 'patientKana',
  birth: 'patientBirth',
  sex: 'patientSex',
}

export function readPatient(row: TableRow): PatientRecord[] {
  const phone = row.text('phone')
  const others = row.each('otherNumbers').map(({ head, text }) => ({
    ...{ value: text, system: head, use: 'current' as const },
  }))
  return [
    {
      ...personIn(row, OWN),
      identifiers: [{ value: row.patientId, system: '', use: 'current' }, ...others],
      bloodAbo: row.text('bloodAbo'),
      bloodRh: row.text('bloodRh'),
      address: row.text('address'),
      phones: phone === '' ? [] : [phone],
      updatedAt: row.time('updated'),
      authority: 'master',
    },
  ]
}

/** What a row of another table repeats of its patient; null = nothing. */
export function readMention(row: TableRow): PatientRecord | null {
  const mention = personIn(row, REPEATED)
  const says = mention.names.length > 0 || mention.birthDate !== null || mention.sex !== ''
  return says ? mention : null
}

function personIn(row: TableRow, columns: typeof OWN): PatientRecord {
  const sex = row.text(columns.sex)
  return {
    kind: 'patient',
    patientId: row.patientId,
    identifiers: [{ value: row.patientId, system: '', use: 'current' }],
    names: namesOf(row, columns),
    birthDate: row.time(columns.birth),
    sex: meaningOf(SEX, sex.toLowerCase()) ?? sex,
    bloodAbo: '',
    bloodRh: '',
    height: null,
    weight: null,
    deceased: null,
    address: '',
    phones: [],
    contacts: [],
    updatedAt: null,
    authority: 'mention',
  }
}

function namesOf(row: TableRow, { name, kana }: typeof OWN): PersonName[] {
  const written = nameOf(row.text('family'), row.text('given'), row.text(name))
  const spoken = nameOf(row.text('familyKana'), row.text('givenKana'), row.text(kana))
  const names: PersonName[] = []
  if (written !== null) names.push({ representation: scriptOf(written), ...written })
  if (spoken !== null) names.push({ representation: 'P', ...spoken })
  return names
}

/** In Japanese the family name comes first, and a blank of any width parts it from the other. */
function nameOf(family: string, given: string, whole: string) {
  if (family !== '' || given !== '') return { family, given }
  if (whole === '') return null
  const [first = '', ...rest] = whole.split(/[\s　]+/)
  return { family: first, given: rest.join(' ') }
}

function scriptOf({ family, given }: { family: string; given: string }) {
  if (isKana(family + given)) return 'P'
  return /^[\p{Script=Latin}\p{N}\p{P}\s]*$/u.test(family + given) ? 'A' : 'I'
}

/** `type` is `inpatient` or `outpatient`, as the mapping translates it; null for another word. */
export function readEncounter(row: TableRow): EncounterEventRecord[] | null {
  const begun = row.time('start')
  const ended = row.time('end')
  const common = {
    kind: 'encounterEvent',
    patientId: row.patientId,
    cancels: false,
    orderNo: row.text('number'),
    plannedAt: null,
    priorPlace: null,
    department: row.coded('department'),
    attending: row.staff('doctor'),
    disposition: null,
    reason: row.text('reason'),
  } as const
  const type = row.text('type')
  if (type === 'outpatient') {
    const visit = { occurredAt: begun, admittedAt: null, dischargedAt: null, place: null }
    return [{ ...common, event: 'outpatient-visit', ...visit }]
  }
  if (type !== 'inpatient') return null
  const place = { ward: row.coded('ward'), room: row.text('room'), bed: row.text('bed') }
  const stay = { admittedAt: begun, dischargedAt: ended, place }
  const admission = { ...common, event: 'admission', occurredAt: begun, ...stay } as const
  return ended === null
    ? [admission]
    : [admission, { ...common, event: 'discharge', occurredAt: ended, ...stay, reason: '' }]
}
