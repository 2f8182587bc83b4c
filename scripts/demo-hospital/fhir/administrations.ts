/** MedicationAdministration: one for each drug, given or not. R4 has no status for a part of a dose: it is `stopped`. */
import type { MedicationAdministration } from '@medplum/fhirtypes'
import type { Administration, Person } from '../events.ts'
import { dateTime, drugConcept, patientKey, plainNumber, staffName, subject } from './datatypes.ts'

const STATUS = { CP: 'completed', PA: 'stopped', RE: 'not-done', NA: 'not-done' } as const
const ROUTES = 'http://terminology.hl7.org/CodeSystem/v2-0162'

export function administrationResources(
  person: Person,
  event: Administration,
): MedicationAdministration[] {
  const [route = '', routeName = ''] = event.route.split('^')
  return event.given.map((each, at) => {
    const isGiven = each.status === 'CP' || each.status === 'PA'
    const dose =
      isGiven && each.amount !== ''
        ? { dose: { value: plainNumber(each.amount), unit: each.drug.unit.text } }
        : {}
    const rate =
      each.rate === '' ? {} : { rateQuantity: { value: plainNumber(each.rate), unit: 'ml/hr' } }
    return {
      resourceType: 'MedicationAdministration',
      id: `${patientKey(person)}-g${event.orderNo}-${event.sentAt}-${at + 1}`,
      status: STATUS[each.status],
      ...(each.note === '' ? {} : { statusReason: [{ text: each.note }] }),
      medicationCodeableConcept: drugConcept(each.drug),
      subject: subject(person),
      effectivePeriod: { start: dateTime(each.start), end: dateTime(each.end) },
      performer: [{ actor: { display: staffName(event.nurse) } }],
      request: { identifier: { value: event.orderNo } },
      // FHIR R4 mad-1: no dosage without a dose or a rate.
      ...('dose' in dose || 'rateQuantity' in rate
        ? {
            dosage: {
              route: { coding: [{ system: ROUTES, code: route, display: routeName }] },
              ...dose,
              ...rate,
            },
          }
        : {}),
    }
  })
}
