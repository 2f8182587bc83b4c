/** The entries of all sections, each accounted for: read into records, or said not to be. */
import { meaningOf } from '../../../model/codes/meaning.ts'
import type { ClinicalRecord } from '../../../model/records.ts'
import type { FileParts, UnreadPart } from '../format.ts'
import { readAllergyConcern } from './allergies.ts'
import { calledIn } from './called-in.ts'
import { readDirectives } from './directives.ts'
import { readDispense } from './dispenses.ts'
import { all, attribute, below, type Element, one, textOf } from './element.ts'
import { type EntryReader, hasTemplate, type ReadEntry, related, statementOf } from './entry.ts'
import { checkupReader } from './health-checkup.ts'
import { readImmunization } from './immunizations.ts'
import { readMedication, readMedicationAct } from './medications.ts'
import { readProblemConcern } from './problems.ts'
import { readProcedure } from './procedures.ts'
import type { Reading } from './reading.ts'
import { readOtherResults, readResults, readVitalSigns } from './results.ts'

/** C-CDA templates and those of the older CCD (HITSP C32) that they came from. */
const C_CDA = '2.16.840.1.113883.10.20.22.4.'
const CCD = '2.16.840.1.113883.10.20.1.'
/** Acts that hold problem observations: hospital discharge and admission, postprocedure, preoperative diagnosis. */
const DIAGNOSES = [`${C_CDA}33`, `${C_CDA}34`, `${C_CDA}51`, `${C_CDA}65`]
/** Acts that hold a medication activity: discharge and admission medication. */
const MEDICATION_ACTS = [`${C_CDA}35`, `${C_CDA}36`]
/** Smoking status, tobacco use, social history, assessment scale, pregnancy. */
const OTHER_RESULTS = [
  `${C_CDA}78`,
  `${C_CDA}85`,
  `${C_CDA}38`,
  `${C_CDA}69`,
  `${C_CDA}293`,
  '2.16.840.1.113883.10.20.15.3.8',
]
const READERS: readonly (readonly [templates: readonly string[], read: EntryReader])[] = [
  [[`${C_CDA}30`, `${C_CDA}7`, `${CCD}18`], readAllergyConcern],
  [[`${C_CDA}3`, `${C_CDA}4`, `${CCD}28`, ...DIAGNOSES], readProblemConcern],
  [[`${C_CDA}52`], readImmunization],
  [[`${C_CDA}16`, `${CCD}24`], readMedication],
  [MEDICATION_ACTS, readMedicationAct],
  // Vital signs of the older CCD have the results' templates, too.
  [[`${C_CDA}18`], readDispense],
  [[`${C_CDA}26`, `${C_CDA}27`, `${CCD}35`], readVitalSigns],
  [[`${C_CDA}1`, `${C_CDA}2`, `${CCD}32`], readResults],
  [OTHER_RESULTS, readOtherResults],
  [[`${C_CDA}48`, `${C_CDA}108`, `${CCD}17`], readDirectives],
  [[`${C_CDA}14`, `${C_CDA}12`, `${C_CDA}13`, `${CCD}29`], readProcedure],
]
/** The older CCD has one act for problems and allergies; the section tells which it is. */
const OLD_CONCERN = `${CCD}27`
const ALLERGIES = '48765-2'
const PROBLEMS = '11450-4'
const IMMUNIZATIONS = '11369-6'
const DIRECTIVES = '42348-3'
/** Functional status, mental status, social history: their results have the templates of a laboratory's. */
const NOT_OF_A_LABORATORY = new Set(['47420-5', '10190-7', '29762-2'])
/** Section (LOINC) → kind of data that is missing where one of its entries is not read; see model/codes/data-types.ts. */
const KIND_OF_SECTION: Readonly<Record<string, string>> = {
  [ALLERGIES]: 'AllergyIntolerance',
  [PROBLEMS]: 'Condition',
  '46241-6': 'Condition',
  '11535-2': 'Condition',
  '10160-0': 'MedicationStatement',
  '10183-2': 'MedicationStatement',
  '42346-7': 'MedicationStatement',
  '29549-3': 'MedicationStatement',
  '30954-2': 'Observation',
  '8716-3': 'Observation',
  [IMMUNIZATIONS]: 'Immunization',
  [DIRECTIVES]: 'Consent',
  '47519-4': 'Procedure',
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

/** An organizer that only holds statements together: a medicine whose dose changes. @returns null unless every one is of a kind that is read */
function readCluster(section: Element, statement: Element, reading: Reading): ReadEntry | null {
  if (statement.name !== 'organizer') return null
  const parts = all(statement, 'component').map(statementOf)
  const read = parts.map((part) =>
    part === null ? null : (readerOf(section, part)?.(part, reading) ?? null),
  )
  const known = read.filter((each) => each !== null)
  if (known.length === 0 || known.length < read.length) return null
  const unread = known.find((each) => 'unread' in each)
  if (unread !== undefined) return unread
  return { records: known.flatMap((each) => ('records' in each ? each.records : [])) }
}

function readerOf(section: Element, statement: Element): EntryReader | null {
  const code = attribute(one(section, 'code'), 'code')
  if (hasTemplate(statement, OLD_CONCERN)) {
    return code === ALLERGIES ? readAllergyConcern : readProblemConcern
  }
  if (code === DIRECTIVES && /^(observation|organizer)$/.test(statement.name)) return readDirectives
  const found =
    templateReader(statement) ?? concernReader(code, statement) ?? checkupReader(section, statement)
  if (found === readResults && NOT_OF_A_LABORATORY.has(code)) return readOtherResults
  return found === readMedication && code === IMMUNIZATIONS ? readImmunization : found
}

function templateReader(statement: Element): EntryReader | null {
  return READERS.find(([templates]) => hasTemplate(statement, ...templates))?.[1] ?? null
}

/** A concern whose act names no template that is known, in the section for it: by what it holds. */
function concernReader(code: string, statement: Element): EntryReader | null {
  if (statement.name !== 'act' || (code !== ALLERGIES && code !== PROBLEMS)) return null
  const wanted = code === ALLERGIES ? readAllergyConcern : readProblemConcern
  return related(statement, 'observation').some((each) => templateReader(each) === wanted)
    ? wanted
    : null
}

function titleOf(section: Element): string {
  const code = one(section, 'code')
  return textOf(one(section, 'title')) || attribute(code, 'displayName') || attribute(code, 'code')
}
