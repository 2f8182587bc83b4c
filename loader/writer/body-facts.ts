/**
 * Blood type, height and weight of patients whose own record brings none, from the newest valid result of that item
 * (FHIR keeps them as Observations). The result's own text is taken; nothing is inferred. Results of blood typing that
 * disagree are said as a field problem, because the newest may be the wrong one.
 */
import { meaningOf } from '../../model/codes/meaning.ts'
import type { Connection } from './generation-database.ts'

type Fact = 'blood_abo' | 'blood_rh' | 'height' | 'weight'

/** LOINC → column. 882-1 (ABO and Rh in one result) stands whole in `blood_abo`, where there is none of the others. */
const ITEMS: Readonly<Record<string, Fact>> = {
  '883-9': 'blood_abo',
  '882-1': 'blood_abo',
  '10331-7': 'blood_rh',
  '8302-2': 'height',
  '29463-7': 'weight',
}
const COMBINED = '882-1'
const LOINC = new Set(['http://loinc.org', 'LN'])
/** FHIR R4 observation-status, HL7 v2.5 table 0085: results that are out and valid. */
const VALID = ['final', 'amended', 'corrected', 'F', 'C']
/** A blood group by its name. A reason why there is no result must not be taken for one. */
const ABO = /(^|[^A-Z])(AB|A|B|O)([^A-Z]|$)/
const RH = /[+\-＋－−]|陽性|陰性|(^|[^a-z])(pos|neg)/i

interface Result {
  readonly patient: number
  readonly item_id: number
  readonly value: string
  readonly unit: string
  readonly is_number: number
  readonly file_id: number
}

/** Runs when results are settled and patients merged. */
export function fillBodyFacts(db: Connection): void {
  const items = itemsOfTerms(db)
  if (items.size === 0) return
  const newestFirst = db.prepare<[string, string], Result>(
    `SELECT g.patient, o.item_id, o.value, coalesce(u.display, '') AS unit,
       o.number IS NOT NULL AND o.comparator = '' AS is_number, g.file_id
     FROM observation o JOIN observation_group g ON g.id = o.group_id LEFT JOIN term u ON u.id = o.unit_id
     WHERE o.item_id IN (SELECT value FROM json_each(?)) AND g.standing = 1
       AND o.status IN (SELECT value FROM json_each(?))
     ORDER BY g.patient, coalesce(o.observed_at, g.collected_at) DESC, g.id DESC`,
  )
  const patients = new Map<number, Map<string, Result>>()
  const say = db.prepare('INSERT INTO field_problem VALUES (?, ?, ?, ?, ?)')
  const terms = JSON.stringify([...items.keys()])
  for (const result of newestFirst.all(terms, JSON.stringify(VALID))) {
    const loinc = items.get(result.item_id) ?? ''
    if (!isUsable(loinc, result)) continue
    const own = patients.get(result.patient) ?? new Map<string, Result>()
    patients.set(result.patient, own)
    const newer = own.get(loinc)
    if (newer === undefined) {
      own.set(loinc, result)
    } else if (meaningOf(ITEMS, loinc)?.startsWith('blood') && newer.value !== result.value) {
      const said = `${newer.value} / ${result.value}`
      say.run(result.patient, `LOINC ${loinc}`, said, 'results disagree', result.file_id)
    }
  }
  write(db, patients)
}

/** Terms that carry one of the items' codes, with that code. */
function itemsOfTerms(db: Connection): Map<number, string> {
  const like = Object.keys(ITEMS).map((code) => `codings LIKE '%"${code}"%'`)
  const terms = db
    .prepare<[], { id: number; codings: string }>(
      `SELECT id, codings FROM term WHERE ${like.join(' OR ')}`,
    )
    .all()
  const found = new Map<number, string>()
  for (const { id, codings } of terms) {
    const coding = (JSON.parse(codings) as [string, string, string][]).find(
      ([code, , system]) => Object.hasOwn(ITEMS, code) && LOINC.has(system),
    )
    if (coding !== undefined) found.set(id, coding[0])
  }
  return found
}

function isUsable(loinc: string, { value, is_number }: Result): boolean {
  const fact = meaningOf(ITEMS, loinc)
  if (fact === 'blood_abo') return ABO.test(value.normalize('NFKC').toUpperCase())
  if (fact === 'blood_rh') return RH.test(value)
  return is_number === 1
}

function write(db: Connection, patients: ReadonlyMap<number, ReadonlyMap<string, Result>>): void {
  for (const [loinc, fact] of Object.entries(ITEMS)) {
    if (loinc === COMBINED) continue
    const fill = db.prepare(`UPDATE patient SET ${fact} = ? WHERE id = ? AND ${fact} = ''`)
    for (const [patient, own] of patients) {
      const result = own.get(loinc)
      if (result === undefined) continue
      const isBlood = fact.startsWith('blood')
      fill.run(isBlood ? result.value : `${result.value}${result.unit}`, patient)
    }
  }
  const fillCombined = db.prepare(
    "UPDATE patient SET blood_abo = ? WHERE id = ? AND blood_abo = '' AND blood_rh = ''",
  )
  for (const [patient, own] of patients) {
    const result = own.get(COMBINED)
    if (result !== undefined) fillCombined.run(result.value, patient)
  }
}
