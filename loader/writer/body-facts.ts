/**
 * Blood type, height and weight out of the newest valid result of that item (FHIR keeps them as Observations, a ward on its
 * temperature chart): the blood type of patients whose own record brings none; height and weight also where they were measured after
 * what the record says. The result's own text is taken; nothing is inferred. Results of blood typing that disagree are said as a field
 * problem, because the newest may be the wrong one.
 */
import { systemName } from '../../model/codes/coding-systems.ts'
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
  // Height lying, and weight as it was measured: what C-CDA's value set of vital signs has besides.
  '8306-3': 'height',
  '3141-9': 'weight',
}
const COMBINED = '882-1'
const LOINC = systemName('LN')
/** SS-MIX2 1.2 ADT^A08 and NHO's vital signs: JLAC10 analyte → the LOINC code of the same. */
const ANALYTES: Readonly<Record<string, string>> = { '9N001': '8302-2', '9N006': '29463-7' }
const JLAC10 = systemName('JC10')
/** Whole names of items without such a code: 標準体重 and 出生時体重 are others. */
const NAMES: Readonly<Record<string, string>> = { 身長: '8302-2', 体重: '29463-7' }
/** FHIR R4 observation-status, HL7 v2.5 table 0085, HL7 v3 ActStatus: results that are out and valid. A temperature chart gives none. */
const VALID = ['final', 'amended', 'corrected', 'completed', 'F', 'C', '']
/** A blood group by its name. A reason why there is no result must not be taken for one. */
const ABO = /(^|[^A-Z])(AB|A|B|O)([^A-Z]|$)/
const RH = /[+\-＋－−]|陽性|陰性|(^|[^a-z])(pos|neg)/i

interface Result {
  readonly patient: number
  readonly item_id: number
  readonly value: string
  readonly unit: string
  readonly is_number: number
  readonly at: string | null
  readonly file_id: number
}

/** Runs when results are settled and patients merged. */
export function fillBodyFacts(db: Connection): void {
  const items = itemsOfTerms(db)
  if (items.size === 0) return
  const newestFirst = db.prepare<[string, string], Result>(
    `SELECT g.patient, o.item_id, o.value, coalesce(u.display, '') AS unit,
       o.number IS NOT NULL AND o.comparator = '' AS is_number, coalesce(o.observed_at, g.collected_at) AS at, g.file_id
     FROM observation o JOIN observation_group g ON g.id = o.group_id LEFT JOIN term u ON u.id = o.unit_id
     WHERE o.item_id IN (SELECT value FROM json_each(?)) AND g.standing = 1
       AND coalesce(nullif(o.status, ''), g.status) IN (SELECT value FROM json_each(?))
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

/** Terms of the items, with the item's LOINC code. */
function itemsOfTerms(db: Connection): Map<number, string> {
  const beginnings = [...Object.keys(ITEMS), ...Object.keys(ANALYTES)]
  const like = beginnings.map((code) => `codings LIKE '%"${code}%'`)
  const named = Object.keys(NAMES).map((name) => `display = '${name}'`)
  const terms = db
    .prepare<[], { id: number; display: string; codings: string }>(
      `SELECT id, display, codings FROM term WHERE ${[...like, ...named].join(' OR ')}`,
    )
    .all()
  const found = new Map<number, string>()
  for (const { id, display, codings } of terms) {
    const item = itemOf(display, JSON.parse(codings) as [string, string, string][])
    if (item !== undefined) found.set(id, item)
  }
  return found
}

function itemOf(display: string, codings: readonly [string, string, string][]): string | undefined {
  for (const [code, , system] of codings) {
    const name = systemName(system)
    if (name === LOINC && Object.hasOwn(ITEMS, code)) return code
    const analyte = name === JLAC10 ? meaningOf(ANALYTES, code.slice(0, 5)) : undefined
    if (analyte !== undefined) return analyte
  }
  return meaningOf(NAMES, display)
}

function isUsable(loinc: string, { value, unit, is_number }: Result): boolean {
  const fact = meaningOf(ITEMS, loinc)
  if (fact === 'blood_abo') return ABO.test(value.normalize('NFKC').toUpperCase())
  if (fact === 'blood_rh') return RH.test(value)
  return is_number === 1 && unit !== ''
}

function write(db: Connection, patients: ReadonlyMap<number, ReadonlyMap<string, Result>>): void {
  for (const [loinc, fact] of Object.entries(ITEMS)) {
    if (loinc === COMBINED) continue
    const fill =
      fact === 'height' || fact === 'weight' ? measureFiller(db, fact) : bloodFiller(db, fact)
    for (const [patient, own] of patients) {
      const result = own.get(loinc)
      if (result !== undefined) fill(patient, result)
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

function bloodFiller(db: Connection, fact: 'blood_abo' | 'blood_rh') {
  const fill = db.prepare(`UPDATE patient SET ${fact} = ? WHERE id = ? AND ${fact} = ''`)
  return (patient: number, { value }: Result) => fill.run(value, patient)
}

/**
 * A record that does not say when its value was measured may have kept it for years: what is dated stands in its place, unless it is itself more
 * than a year older than the record's last change.
 */
function measureFiller(db: Connection, fact: 'height' | 'weight') {
  const fill = db.prepare(
    `UPDATE patient SET ${fact} = ?, ${fact}_at = ?
     WHERE id = ? AND (${fact} = '' OR ? > coalesce(${fact}_at, date(updated_at, '-1 year'), ''))`,
  )
  return (patient: number, { value, unit, at }: Result) =>
    fill.run(`${value}${unit}`, at, patient, at)
}
