/** The entries of all sections, each accounted for: read into records, or said not to be. */
import { meaningOf } from '../../../model/codes/meaning.ts'
import type { ClinicalRecord } from '../../../model/records.ts'
import type { FileParts, UnreadPart } from '../format.ts'
import { calledIn } from './called-in.ts'
import { all, attribute, below, type Element, one, textOf } from './element.ts'
import { type ReadEntry, statementOf } from './entry.ts'
import { readerOf } from './readers.ts'
import type { Reading } from './reading.ts'
import { SECTION } from './section-codes.ts'

/** Section (LOINC) → kind of data that is missing where one of its entries is not read; see model/codes/data-types.ts. */
const KIND_OF_SECTION: Readonly<Record<string, string>> = {
  [SECTION.allergies]: 'AllergyIntolerance',
  [SECTION.problems]: 'Condition',
  [SECTION.admissionDiagnosis]: 'Condition',
  [SECTION.dischargeDiagnosis]: 'Condition',
  [SECTION.pastIllness]: 'Condition',
  [SECTION.medications]: 'MedicationStatement',
  [SECTION.dischargeMedications]: 'MedicationStatement',
  [SECTION.admissionMedications]: 'MedicationStatement',
  [SECTION.administered]: 'MedicationStatement',
  [SECTION.results]: 'Observation',
  [SECTION.vitalSigns]: 'Observation',
  [SECTION.immunizations]: 'Immunization',
  [SECTION.directives]: 'Consent',
  [SECTION.procedures]: 'Procedure',
  [SECTION.encounters]: 'Encounter',
  [SECTION.socialHistory]: 'Observation',
  [SECTION.functionalStatus]: 'Observation',
  [SECTION.mentalStatus]: 'Observation',
  [SECTION.plan]: 'CarePlan',
  [SECTION.goals]: 'Goal',
  [SECTION.familyHistory]: 'FamilyMemberHistory',
  [SECTION.equipment]: 'Device',
  [SECTION.payers]: 'Coverage',
  // 特定健診情報ファイル仕様: what was examined and asked, and what was examined besides.
  '01010': 'Observation',
  '01990': 'Observation',
}

export function readSections(root: Element, reading: Reading) {
  const records: ClinicalRecord[] = []
  const unread = new Map<string, UnreadPart>()
  const counts = { seen: 0, loaded: 0, supporting: 0, notInterpreted: 0, refused: 0 }
  for (const section of below(root)) {
    if (section.name !== 'section') continue
    const title = titleOf(section)
    const dataType = meaningOf(KIND_OF_SECTION, attribute(one(section, 'code'), 'code')) ?? 'CDA'
    for (const entry of all(section, 'entry')) {
      counts.seen++
      const read = readEntry(section, statementOf(entry), reading)
      if ('records' in read) {
        counts.loaded++
        records.push(...read.records)
        continue
      }
      if (read.unread === 'unsafe') counts.refused++
      else counts.notInterpreted++
      const key = `${read.unread}\0${title}\0${read.detail}`
      const count = (unread.get(key)?.count ?? 0) + 1
      unread.set(key, {
        patientId: reading.patientId,
        dataType,
        date: '',
        reason: read.unread,
        where: `section ${title}`,
        detail: read.detail,
        count,
      })
    }
  }
  const parts: FileParts = { ...counts, unread: [...unread.values()], deletions: [] }
  return { records, parts }
}

function readEntry(section: Element, statement: Element | null, reading: Reading) {
  if (statement === null) {
    return { unread: 'not-interpreted', detail: 'an entry without a statement' } as const
  }
  const reader = readerOf(section, statement)
  if (reader !== null) return reader(statement, reading)
  const parts = readCluster(section, statement, reading)
  if (parts !== null) return parts
  const detail = `${statement.name} ${calledIn(statement, reading)}`.trim()
  return { unread: 'not-interpreted', detail } as const
}

/**
 * An organizer that only holds statements together: a medicine whose dose changes, an implant with the operation. What of it is of no kind
 * that is read is a problem of the document, which names it.
 * @returns null where none is
 */
function readCluster(section: Element, statement: Element, reading: Reading): ReadEntry | null {
  if (statement.name !== 'organizer') return null
  const parts = all(statement, 'component')
    .map(statementOf)
    .filter((part) => part !== null)
  const read = parts.map((part) => readerOf(section, part)?.(part, reading) ?? null)
  const records = read.flatMap((each) => (each !== null && 'records' in each ? each.records : []))
  if (records.length === 0) return read.find((each) => each !== null) ?? null
  parts.forEach((part, at) => {
    const each = read[at] ?? null
    if (each !== null && 'records' in each) return
    const called = each?.detail ?? calledIn(part, reading)
    reading.problem(`section ${titleOf(section)}`, called, 'a part of an entry that is not read')
  })
  return { records }
}

function titleOf(section: Element): string {
  const code = one(section, 'code')
  return textOf(one(section, 'title')) || attribute(code, 'displayName') || attribute(code, 'code')
}
