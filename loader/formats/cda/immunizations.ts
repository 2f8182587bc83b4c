/** Immunization activity (C-CDA .22.4.52): given, or not given. */
import { LOT, VACCINATION } from '../../../model/codes/medication-words.ts'
import { noteLine } from '../../../model/codes/note-labels.ts'
import type { AdministrationRecord } from '../../../model/records/medications.ts'
import { absenceIn } from '../fhir/absence.ts'
import { besidesOf } from './besides.ts'
import { drugOf, UNNAMED_DRUG } from './drugs.ts'
import { attribute, type Element, one } from './element.ts'
import {
  type EntryReader,
  hasTemplate,
  isNegated,
  notesOf,
  related,
  siteOf,
  standingOf,
  statusOf,
} from './entry.ts'

const REFUSAL = '2.16.840.1.113883.10.20.22.4.53'

export const readImmunization: EntryReader = (activity, reading) => {
  const drug = drugOf(activity, reading)
  const absence = absenceIn(drug)
  if (absence !== '') return { unread: 'not-interpreted', detail: absence }
  const reason = related(activity, 'observation').find((each) => hasTemplate(each, REFUSAL))
  const product = one(activity, 'consumable', 'manufacturedProduct')
  const lotNumber = reading.words(one(product, 'manufacturedMaterial', 'lotNumberText'))
  const maker = reading.words(one(product, 'manufacturerOrganization', 'name'))
  const dose = attribute(one(activity, 'repeatNumber'), 'value')
  const record: AdministrationRecord = {
    kind: 'administration',
    patientId: reading.patientId,
    form: 'injection',
    orderNo: attribute(one(activity, 'id'), 'extension') || attribute(one(activity, 'id'), 'root'),
    groupNo: '',
    drug: drug ?? UNNAMED_DRUG,
    amount: reading.quantity(one(activity, 'doseQuantity')),
    rate: null,
    startAt: reading.time(one(activity, 'effectiveTime')),
    endAt: null,
    status: immunizationStatus(activity),
    route: reading.coded(one(activity, 'routeCode')),
    performer: reading.staff(one(activity, 'performer', 'assignedEntity')),
    note: [
      VACCINATION,
      lotNumber === '' ? '' : `${LOT}${lotNumber}`,
      noteLine('製造', maker),
      // C-CDA: of a vaccination that was given, which dose of its series it is.
      dose === '' || attribute(activity, 'moodCode') !== 'EVN' ? '' : `${dose}回目`,
      siteOf(activity, reading),
      reason === undefined ? '' : (reading.coded(one(reason, 'code'))?.display ?? ''),
      ...besidesOf(activity, (each) => each === reason, reading),
      notesOf(activity, reading),
    ]
      .filter((part) => part !== '')
      .join('\n'),
  }
  return { records: [{ ...record, ...standingOf(activity) }] }
}

/** Negated = not given; intended or otherwise not completed is not given, either: the words of FHIR's status. */
function immunizationStatus(activity: Element): string {
  if (isNegated(activity) || attribute(activity, 'moodCode') !== 'EVN') return 'not-done'
  const status = statusOf(activity)
  return status === '' ? 'completed' : status
}
