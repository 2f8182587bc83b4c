/** Procedure activities (C-CDA procedure .22.4.14, act .22.4.12, observation .22.4.13; older CCD 1.29), and what an operation note is of. */
import type { DocumentPartRecord } from '../../../model/records/documents.ts'
import type { ProcedureRecord } from '../../../model/records/results.ts'
import { absenceIn } from '../fhir/absence.ts'
import { besidesTemplates } from './besides.ts'
import { all, attribute, type Element, one } from './element.ts'
import { type EntryReader, isNegated, notesOf, standingOf, statusOf } from './entry.ts'
import type { Reading } from './reading.ts'

export const readProcedure: EntryReader = (activity, reading) => {
  const name = reading.coded(one(activity, 'code'), one(activity, 'text'))
  if (name === null) return { unread: 'not-interpreted', detail: 'a procedure without a name' }
  const absence = absenceIn(name)
  if (absence !== '') return { unread: 'not-interpreted', detail: absence }
  if (isNegated(activity)) {
    return { unread: 'not-interpreted', detail: `negated: not done ${name.display}` }
  }
  const mood = attribute(activity, 'moodCode')
  if (mood !== 'EVN') {
    return { unread: 'not-interpreted', detail: `${mood}: not done yet ${name.display}` }
  }
  const period = one(activity, 'effectiveTime')
  const record: ProcedureRecord = {
    kind: 'procedure',
    patientId: reading.patientId,
    // The standard does not tell operations from other procedures.
    category: 'other',
    name,
    startAt: reading.time(period),
    endAt: reading.time(one(period, 'high')),
    status: statusOf(activity),
    performer: reading.staff(one(activity, 'performer', 'assignedEntity')),
    department: null,
    note: [
      ...all(activity, 'targetSiteCode').map((site) => reading.coded(site)?.display ?? ''),
      ...besidesTemplates(activity, [], reading),
      notesOf(activity, reading),
    ]
      .filter((words) => words !== '')
      .join('\n'),
    documentKey: '',
  }
  return { records: [{ ...record, ...standingOf(activity) }] }
}

/** CPT 4, HCPCS, ICD-9-CM procedures, ICD-10-PCS, SNOMED CT: what a serviceEvent is named by in an operation or procedure note (C-CDA 1.1.13). */
const PROCEDURE_SYSTEMS = new Set([
  '2.16.840.1.113883.6.12',
  '2.16.840.1.113883.6.285',
  '2.16.840.1.113883.6.104',
  '2.16.840.1.113883.6.4',
  '2.16.840.1.113883.6.96',
])

/** Procedures that the header says the document is of: each serviceEvent with the code of one. */
export function readServices(
  root: Element,
  [written]: readonly DocumentPartRecord[],
  reading: Reading,
): ProcedureRecord[] {
  const isOperation = written?.category === 'operation-note'
  return all(root, 'documentationOf')
    .map((each) => one(each, 'serviceEvent'))
    .flatMap((event) => {
      const code = one(event, 'code')
      const name = reading.coded(code)
      if (name === null || !PROCEDURE_SYSTEMS.has(attribute(code, 'codeSystem'))) return []
      const period = one(event, 'effectiveTime')
      return {
        kind: 'procedure',
        patientId: reading.patientId,
        category: isOperation ? 'operation' : 'other',
        name,
        startAt: reading.time(period),
        endAt: reading.time(one(period, 'high')),
        status: '',
        performer: reading.staff(one(event, 'performer', 'assignedEntity')),
        department: null,
        note: '',
        documentKey: written?.documentKey ?? '',
      }
    })
}
