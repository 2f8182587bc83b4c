/** The entries of all sections, each accounted for: read into records, or said not to be. */
import type { ClinicalRecord } from '../../../model/records.ts'
import type { FileParts, UnreadPart } from '../format.ts'
import { readAllergyConcern } from './allergies.ts'
import { all, attribute, below, type Element, one, textOf } from './element.ts'
import { type EntryReader, hasTemplate, statementOf } from './entry.ts'
import { readImmunization, readMedication } from './medications.ts'
import { readProblemConcern } from './problems.ts'
import { readProcedure } from './procedures.ts'
import type { Reading } from './reading.ts'
import { readResults, readVitalSigns } from './results.ts'

/** C-CDA templates and those of the older CCD (HITSP C32) that they came from. */
const C_CDA = '2.16.840.1.113883.10.20.22.4.'
const CCD = '2.16.840.1.113883.10.20.1.'
const READERS: readonly (readonly [templates: readonly string[], read: EntryReader])[] = [
  [[`${C_CDA}30`, `${C_CDA}7`, `${CCD}18`], readAllergyConcern],
  [[`${C_CDA}3`, `${C_CDA}4`, `${CCD}28`], readProblemConcern],
  [[`${C_CDA}52`], readImmunization],
  [[`${C_CDA}16`, `${CCD}24`], readMedication],
  [[`${C_CDA}1`, `${CCD}32`], readResults],
  [[`${C_CDA}26`, `${CCD}35`], readVitalSigns],
  [[`${C_CDA}14`, `${C_CDA}12`, `${C_CDA}13`, `${CCD}29`], readProcedure],
]
/** The older CCD has one act for problems and allergies; the section tells which it is. */
const OLD_CONCERN = `${CCD}27`
const ALLERGIES = '48765-2'
const IMMUNIZATIONS = '11369-6'

export function readSections(root: Element, reading: Reading) {
  const records: ClinicalRecord[] = []
  const unread = new Map<string, UnreadPart>()
  const counts = { seen: 0, loaded: 0, supporting: 0, notInterpreted: 0, refused: 0 }
  for (const section of below(root)) {
    if (section.name !== 'section') continue
    const title = titleOf(section)
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
      unread.set(key, partOf(reading.patientId, title, { ...read, count }))
    }
  }
  const parts: FileParts = { ...counts, unread: [...unread.values()], deletions: [] }
  return { records, parts }
}

function partOf(
  patientId: string,
  title: string,
  { unread, detail, count }: { unread: UnreadPart['reason']; detail: string; count: number },
): UnreadPart {
  const where = `section ${title}`
  return { patientId, dataType: 'CDA', date: '', reason: unread, where, detail, count }
}

function readEntry(section: Element, statement: Element | null, reading: Reading) {
  if (statement === null) {
    return { unread: 'not-interpreted', detail: 'an entry without a statement' } as const
  }
  const reader = readerOf(section, statement)
  if (reader !== null) return reader(statement, reading)
  const kind = reading.coded(one(statement, 'code'))?.display ?? ''
  return { unread: 'not-interpreted', detail: `${statement.name} ${kind}`.trim() } as const
}

function readerOf(section: Element, statement: Element): EntryReader | null {
  const code = attribute(one(section, 'code'), 'code')
  if (hasTemplate(statement, OLD_CONCERN)) {
    return code === ALLERGIES ? readAllergyConcern : readProblemConcern
  }
  const found = READERS.find(([templates]) => hasTemplate(statement, ...templates))?.[1] ?? null
  return found === readMedication && code === IMMUNIZATIONS ? readImmunization : found
}

function titleOf(section: Element): string {
  const code = one(section, 'code')
  return textOf(one(section, 'title')) || attribute(code, 'displayName') || attribute(code, 'code')
}
