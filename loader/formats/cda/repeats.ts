/**
 * What several documents of a patient say in the same words is one fact: each summary of a system repeats the lists of the one before. What
 * differs in any word that matters is another fact, and stands beside it.
 */
import crypto from 'node:crypto'
import type { ClinicalRecord } from '../../../model/records.ts'

/** Fields by which the statements of one fact may differ: the newest one's are valid. Keys of the documents' own are no part of a fact. */
const OF_THE_STATEMENT: ReadonlySet<string> = new Set([
  'patientId',
  'version',
  'instanceId',
  'documentKey',
  'orderNo',
  'doctor',
  'clinicalStatus',
  'outcome',
  'control',
])
/** These as well, of a fact whose beginning tells it from others. */
const OTHER_TIMES: ReadonlySet<string> = new Set([
  'reportedAt',
  'orderedAt',
  'diagnosedAt',
  'endedAt',
  'endAt',
])
const BEGINNINGS: ReadonlySet<string> = new Set([
  'onsetAt',
  'startAt',
  'collectedAt',
  'scheduledAt',
])

/** Without a beginning two pneumonias of two years differ in their ends alone. An allergy has no episodes. */
function isToldByBeginning(record: ClinicalRecord): boolean {
  const fields = Object.entries(record)
  return (
    record.kind === 'allergy' ||
    fields.some(([name, value]) => value !== null && BEGINNINGS.has(name))
  )
}

/**
 * The records of one document with the names of their facts: two that say the same are two, each with how many went before it.
 * @param time of the document's version
 */
export function withRepeats(
  records: readonly ClinicalRecord[],
  time: string,
  patientId: string,
): ClinicalRecord[] {
  const told = new Map<string, number>()
  return records.map((record) => {
    const isTold = isToldByBeginning(record)
    const said = JSON.stringify(record, (name, value) =>
      OF_THE_STATEMENT.has(name) || (isTold && OTHER_TIMES.has(name)) ? undefined : value,
    )
    const before = told.get(said) ?? 0
    told.set(said, before + 1)
    const key = crypto.hash('sha256', `${patientId}\0${before}\0${said}`, 'base64')
    return { ...record, repeats: { key, time } }
  })
}
