/** Tables of patients and of their visits and stays. */
import { meaningOf } from '../../../model/codes/meaning.ts'
import type { EncounterEventRecord, PatientRecord, PersonName } from '../../../model/records.ts'
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

export function readPatient(row: TableRow): PatientRecord[] {
  const sex = row.text('sex')
  const address = row.text('address')
  const phone = row.text('phone')
  return [
    {
      kind: 'patient',
      patientId: row.patientId,
      identifiers: [{ value: row.patientId, system: '', use: 'current' }],
      names: namesOf(row),
      birthDate: row.time('birth'),
      sex: meaningOf(SEX, sex.toLowerCase()) ?? sex,
      bloodAbo: row.text('bloodAbo'),
      bloodRh: row.text('bloodRh'),
      height: null,
      weight: null,
      deceased: null,
      address,
      phones: phone === '' ? [] : [phone],
      contacts: [],
      updatedAt: row.time('updated'),
      authority: 'master',
    },
  ]
}

function namesOf(row: TableRow): PersonName[] {
  const written = nameOf(row.text('family'), row.text('given'), row.text('name'))
  const spoken = nameOf(row.text('familyKana'), row.text('givenKana'), row.text('kana'))
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
