/** Wards and their in-patients at as-of. */
import type { WardPatient, WardSummary } from '../../model/api/patients.ts'
import type { Generation } from '../generations/open-generation.ts'
import { statement } from '../generations/statement.ts'
import { readPatientRow } from './banner.ts'
import { countGaps } from './gaps.ts'
import { groupKey } from './group-key.ts'
import { type IsRestricted, readListedFacts } from './listed-facts.ts'
import { type PatientRef, refOfRow } from './patient.ts'

/** Key of the group of in-patients who have no ward yet. */
const NO_WARD = 'none'

const IN_PROGRESS = `status IN ('in-progress', 'on-leave')`
const WARDS = statement<{ wardId: number | null; inpatients: number; withoutBed: number }>(`
  SELECT ward_id AS wardId, count(*) AS inpatients, sum(bed = '') AS withoutBed
  FROM encounter WHERE ${IN_PROGRESS} AND class = 'inpatient' GROUP BY ward_id`)
const STAYS = statement<{
  row: number
  status: string
  startAt: string | null
  room: string
  bed: string
  departmentId: number | null
  attendingId: number | null
}>(`
  SELECT patient AS row, status, start_at AS startAt, room, bed, department_id AS departmentId,
    attending_id AS attendingId
  FROM encounter
  WHERE ${IN_PROGRESS} AND class = 'inpatient' AND ward_id IS @wardId ORDER BY room, bed`)

/** A ward may be written by several terms (code alone, code with name): its code makes it one. */
interface Ward extends WardSummary {
  readonly terms: (number | null)[]
}

/** Wards that have in-patients, by name; those without a ward come last. */
export function readWards(generation: Generation): { wards: WardSummary[]; inpatients: number } {
  const wards = groupWards(generation)
  return {
    wards: wards.map(({ terms: _, ...ward }) => ward),
    inpatients: wards.reduce((sum, ward) => sum + ward.inpatients, 0),
  }
}

/** The in-patients of one ward by room and bed; null for an unknown key. */
export function readWard(
  generation: Generation,
  key: string,
  isRestricted: IsRestricted,
): { ward: string; name: string; patients: WardPatient[] } | null {
  const ward = groupWards(generation).find((each) => each.ward === key)
  if (ward === undefined) return null
  const patients = ward.terms
    .flatMap((wardId) => generation.all(STAYS, { wardId }))
    .flatMap((stay) => {
      const patient = refOfRow(generation, stay.row)
      return patient === null ? [] : [asWardPatient(generation, patient, stay, isRestricted)]
    })
  return { ward: ward.ward, name: ward.name, patients }
}

function groupWards(generation: Generation): Ward[] {
  const wards = new Map<string, Ward>()
  for (const { wardId, inpatients, withoutBed } of generation.all(WARDS)) {
    const key = wardKey(generation, wardId)
    const ward = wards.get(key) ?? { ward: key, name: '', inpatients: 0, withoutBed: 0, terms: [] }
    const name = generation.display(wardId)
    wards.set(key, {
      ...ward,
      name: name.length > ward.name.length ? name : ward.name,
      inpatients: ward.inpatients + inpatients,
      withoutBed: ward.withoutBed + withoutBed,
      terms: [...ward.terms, wardId],
    })
  }
  const isLast = (ward: Ward) => Number(ward.ward === NO_WARD)
  return [...wards.values()].sort(
    (a, b) => isLast(a) - isLast(b) || a.name.localeCompare(b.name, 'ja', { numeric: true }),
  )
}

/** The same ward has the same key in every generation. */
function wardKey(generation: Generation, wardId: number | null): string {
  const term = generation.term(wardId)
  return term === null ? NO_WARD : groupKey(term.code || term.display)
}

function asWardPatient(
  generation: Generation,
  patient: PatientRef,
  stay: NonNullable<(typeof STAYS)['row']>,
  isRestricted: IsRestricted,
): WardPatient {
  return {
    ...readPatientRow(generation, patient),
    room: stay.room,
    bed: stay.bed,
    admittedAt: { at: stay.startAt, text: stay.startAt ?? '' },
    onLeave: stay.status === 'on-leave',
    department: generation.department(stay.departmentId),
    attending: generation.staff(stay.attendingId),
    facts: readListedFacts(generation, patient, isRestricted),
    gapCount: countGaps(generation, patient),
  }
}
