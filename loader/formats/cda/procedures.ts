/** Procedure activities (C-CDA procedure .22.4.14, act .22.4.12, observation .22.4.13; older CCD 1.29). */
import type { ProcedureRecord } from '../../../model/records.ts'
import { absenceIn } from '../fhir/absence.ts'
import { besidesTemplates } from './besides.ts'
import { all, attribute, one } from './element.ts'
import { type EntryReader, isNegated, notesOf, standingOf, statusOf } from './entry.ts'

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
