/** What was given (medication activity with mood EVN in the section for it, LOINC 29549-3): no order, and nothing that the patient takes. */
import { noteLine } from '../../../model/codes/note-labels.ts'
import type { AdministrationRecord } from '../../../model/records/medications.ts'
import { absenceIn } from '../fhir/absence.ts'
import { besidesTemplates } from './besides.ts'
import { drugOf, formOf, UNNAMED_DRUG } from './drugs.ts'
import { attribute, one } from './element.ts'
import {
  type EntryReader,
  isNegated,
  notesOf,
  nothingSaid,
  siteOf,
  standingOf,
  statusOf,
} from './entry.ts'
import { reasonsOf } from './reasons.ts'
import { isPeriod, timesOf } from './timing.ts'

export const readAdministration: EntryReader = (activity, reading) => {
  const drug = drugOf(activity, reading)
  const absence = absenceIn(drug)
  if (absence !== '') return { unread: 'not-interpreted', detail: absence }
  const nothing = nothingSaid(activity, drug)
  if (nothing !== null) return nothing
  const times = timesOf(activity)
  const period = times.find(isPeriod) ?? null
  const moment = times.find((each) => attribute(each, 'value') !== '') ?? null
  const reasons = reasonsOf(activity, reading)
  const record: AdministrationRecord = {
    kind: 'administration',
    patientId: reading.patientId,
    form: formOf(activity),
    orderNo: attribute(one(activity, 'id'), 'extension') || attribute(one(activity, 'id'), 'root'),
    groupNo: '',
    drug: drug ?? UNNAMED_DRUG,
    amount: reading.quantity(one(activity, 'doseQuantity')),
    rate: reading.quantity(one(activity, 'rateQuantity')),
    startAt: reading.time(one(period, 'low')) ?? reading.time(moment),
    endAt: reading.time(one(period, 'high')),
    status: isNegated(activity) ? 'not-done' : statusOf(activity),
    route: reading.coded(one(activity, 'routeCode')),
    performer: reading.staff(one(activity, 'performer', 'assignedEntity')),
    note: [
      siteOf(activity, reading),
      noteLine('理由', reasons.join('、')),
      ...besidesTemplates(activity, [], reading),
      notesOf(activity, reading),
    ]
      .filter((part) => part !== '')
      .join('\n'),
  }
  return { records: [{ ...record, ...standingOf(activity) }] }
}
