/** Who the patient is: one row of a list of patients, and the permanent banner of a chart. */
import type { Banner } from '../../model/api/chart/opening.ts'
import type { PatientRow } from '../../model/api/patients.ts'
import type { Generation } from '../generations/open-generation.ts'
import { OF_PATIENT, statement } from '../generations/statement.ts'
import type { AllergyState } from './allergies.ts'
import { ageAt, dayOf, eraOf } from './calendar.ts'
import type { PatientRef } from './patient.ts'
import { readOwnAsOf } from './patient-as-of.ts'
import { hasSimilar } from './similar-names.ts'
import { readStay, type Stay } from './stays.ts'

interface Demographics {
  patientId: string
  family: string
  given: string
  familyKana: string
  givenKana: string
  alphabetic: string
  birthAt: string | null
  birthText: string
  sex: string
  bloodAbo: string
  bloodRh: string
  height: string
  heightAt: string | null
  weight: string
  weightAt: string | null
  deceased: number
  deceasedAt: string | null
  deceasedText: string
  mastered: number
}

const DEMOGRAPHICS = statement<Demographics>(`
  SELECT patient_id AS patientId, family, given, family_kana AS familyKana, given_kana AS givenKana,
    name_alphabetic AS alphabetic, birth_at AS birthAt, birth_text AS birthText, sex,
    blood_abo AS bloodAbo, blood_rh AS bloodRh, height,
    height_at AS heightAt, weight, weight_at AS weightAt, deceased, deceased_at AS deceasedAt,
    deceased_text AS deceasedText, mastered
  FROM patient WHERE id = @row`)
/** Identifiers of the patient and, as prior ones, of those merged into it. */
const IDENTIFIERS = statement<{ value: string; system: string; use: string }>(`
  SELECT DISTINCT value, system, CASE WHEN patient = @row THEN use ELSE 'prior' END AS use
  FROM patient_identifier WHERE ${OF_PATIENT}
  UNION SELECT patient_id, '', 'prior' FROM patient p
  WHERE p.id IN (SELECT value FROM json_each(@patients)) AND p.id <> @row AND NOT EXISTS (
    SELECT 1 FROM patient_identifier i WHERE i.patient = p.id AND i.value = p.patient_id)
  ORDER BY use, value`)

/** Someone else with the same kanji or the same kana, however written. CROSS JOIN: own keys first. */
const SAME_NAME = statement<{ found: number }>(`
  SELECT EXISTS (
    SELECT 1 FROM patient_name_key own
    CROSS JOIN patient_name_key other ON other.full_key = own.full_key
    CROSS JOIN patient p ON p.id = other.patient AND p.merged_into IS NULL
    WHERE own.patient = @row AND own.full_key <> '' AND other.patient <> @row) AS found`)

/** One person as found: identity and place, nothing clinical. */
export function readPatientRow(generation: Generation, patient: PatientRef): PatientRow {
  return rowOf(
    generation,
    patient,
    demographicsOf(generation, patient),
    readStay(generation, patient),
  )
}

/** The banner of the patient's chart. */
export function readBanner(
  generation: Generation,
  patient: PatientRef,
  allergyState: AllergyState,
): Banner {
  const person = demographicsOf(generation, patient)
  const stay = readStay(generation, patient)
  const since = stay?.startAt ?? null
  return {
    ...rowOf(generation, patient, person, stay),
    birthDateEra: eraOf(person.birthAt),
    bloodAbo: person.bloodAbo,
    bloodRh: person.bloodRh,
    height: { text: person.height, at: person.heightAt },
    weight: { text: person.weight, at: person.weightAt },
    deceasedAt: { at: person.deceasedAt, text: person.deceasedText },
    identifiers: readIdentifiers(generation, patient),
    mastered: person.mastered === 1,
    ownAsOf: readOwnAsOf(generation, patient),
    department: generation.department(stay?.departmentId ?? null),
    attending: generation.staff(stay?.attendingId ?? null),
    admittedAt: stay === undefined ? null : { at: since, text: since ?? '' },
    allergyState,
  }
}

/** A name in one writing. */
export interface WrittenName {
  readonly family: string
  readonly given: string
}

/** The name in the writings that the record has; in letters it is one text, in the order of the source. */
export function readNames(
  generation: Generation,
  patient: PatientRef,
): { readonly kanji: WrittenName; readonly kana: WrittenName; readonly letters: string } {
  const person = demographicsOf(generation, patient)
  return {
    kanji: { family: person.family, given: person.given },
    kana: { family: person.familyKana, given: person.givenKana },
    letters: person.alphabetic,
  }
}

function demographicsOf(generation: Generation, patient: PatientRef): Demographics {
  const person = generation.get(DEMOGRAPHICS, { row: patient.row })
  if (person === undefined) throw new Error('a patient row vanished from the read model')
  return person
}

function rowOf(
  generation: Generation,
  patient: PatientRef,
  person: Demographics,
  stay: Stay | undefined,
): PatientRow {
  const kana = joinName(person.familyKana, person.givenKana)
  return {
    patientId: person.patientId,
    name: joinName(person.family, person.given) || kana || person.alphabetic,
    kana,
    birthDate: { at: person.birthAt, text: person.birthText },
    age: ageOf(person, generation.facts.asOf),
    sex: person.sex,
    deceased: person.deceased === 1,
    ward: generation.display(stay?.wardId ?? null),
    room: stay?.room ?? '',
    bed: stay?.bed ?? '',
    mergedFrom: '',
    sameName: generation.get(SAME_NAME, { row: patient.row })?.found === 1,
    similarName: hasSimilar(generation, patient.row),
  }
}

/** At as-of; of who died, at death: nobody goes on growing older. */
function ageOf({ birthAt, deceased, deceasedAt }: Demographics, asOf: string): number | null {
  if (deceased !== 1) return ageAt(birthAt, asOf)
  return dayOf(deceasedAt) === '' ? null : ageAt(birthAt, deceasedAt ?? '')
}

/** Family and given name with one ideographic space between, as Japanese charts write them. */
export function joinName(family: string, given: string): string {
  return [family, given].filter((part) => part !== '').join('　')
}

/** The hospital's current id first. */
export function readIdentifiers(
  generation: Generation,
  patient: PatientRef,
): Banner['identifiers'] {
  const listed = generation.all(IDENTIFIERS, { ...patient.rows, row: patient.row })
  const isMain = (each: { value: string; use: string }) =>
    each.use === 'current' && each.value === patient.patientId
  const main = listed.find(isMain) ?? { value: patient.patientId, system: '', use: 'current' }
  const mainKey = JSON.stringify(main)
  return [main, ...listed.filter((each) => JSON.stringify(each) !== mainKey)]
}
