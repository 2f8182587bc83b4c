/** MedicationRequest: a drug of a prescription, or an injection with its mix (JP Core). */
import type { CodeableConcept, MedicationRequest } from '@medplum/fhirtypes'
import { DAY, type Minute, SNAPSHOT } from '../calendar.ts'
import type { DrugDose, Injection, Person, Prescription, RpGroup } from '../events.ts'
import { groupNumber, totalOf } from '../messages/prescriptions.ts'
import { kindsOfInjection, kindsOfPrescription, type OrderKind } from '../order-kinds.ts'
import { date, dateTime, drugConcept, patientKey, staffName, subject } from './datatypes.ts'

const RP_GROUP = 'urn:oid:1.2.392.100495.20.3.81'
const KIND_SYSTEMS: Readonly<Record<OrderKind['table'], string>> = {
  MR9P: 'http://jpfhir.jp/fhir/core/CodeSystem/JP_MedicationCategoryMERIT9_CS',
  JHSP0007: 'http://jpfhir.jp/fhir/core/CodeSystem/JHSP0007',
  '99I01': 'urn:demo:99I01',
}
const UCUM = 'http://unitsofmeasure.org'
const ROUTES = 'http://terminology.hl7.org/CodeSystem/v2-0162'

export function prescriptionResources(person: Person, order: Prescription): MedicationRequest[] {
  return order.groups.flatMap((group, rp) =>
    group.drugs.map((each, at) => {
      const number = groupNumber(order.orderNo, rp, at)
      return { ...head(person, order, number), ...drugOf(order, group, each) }
    }),
  )
}

type Order = Prescription | Injection

function head(person: Person, { orderNo, orderedAt, setting }: Order, number: string) {
  return {
    resourceType: 'MedicationRequest' as const,
    id: `${patientKey(person)}-${number.replaceAll('_', '-')}`,
    identifier: [{ system: RP_GROUP, value: number }],
    groupIdentifier: { value: orderNo },
    intent: 'order' as const,
    subject: subject(person),
    authoredOn: dateTime(orderedAt),
    requester: { display: staffName(setting.doctor) },
  }
}

function drugOf(order: Prescription, group: RpGroup, each: DrugDose) {
  const { drug, dose } = each
  const { usage, days, start } = group
  const total = totalOf(group, each)
  const regular = usage.times > 0
  const last = start + (days - 1) * DAY
  const boundsPeriod = { start: date(start), ...(regular ? { end: date(last) } : {}) }
  return {
    status: statusOf(order.control, regular ? last + DAY : null),
    category: [kindConcept(kindsOfPrescription(order.category))],
    medicationCodeableConcept: drugConcept(drug),
    dosageInstruction: [
      {
        text: usage.text,
        timing: { repeat: { boundsPeriod } },
        route: { coding: [{ system: ROUTES, code: usage.route.code, display: usage.route.text }] },
        ...(dose === ''
          ? {}
          : { doseAndRate: [{ doseQuantity: { value: Number(dose), unit: drug.unit.text } }] }),
      },
    ],
    dispenseRequest: {
      ...(total === '' ? {} : { quantity: { value: Number(total), unit: drug.unit.text } }),
      ...(regular
        ? { expectedSupplyDuration: { value: days, unit: 'd', system: UCUM, code: 'd' } }
        : {}),
    },
  }
}

export function injectionResource(person: Person, order: Injection): MedicationRequest {
  const { mix, rate, route, start, end, instruction, volume } = order
  return {
    ...head(person, order, `${order.orderNo}_01_001`),
    contained: [
      {
        resourceType: 'Medication',
        id: 'mix',
        ingredient: mix.map(({ drug, amount }) => ({
          itemCodeableConcept: drugConcept(drug),
          strength: {
            numerator: { value: Number(amount), unit: drug.unit.text },
            denominator: { value: 1, unit: '回' },
          },
        })),
      },
    ],
    status: statusOf(order.control, rate === '' ? null : end),
    category: [kindConcept(kindsOfInjection(order.setting))],
    medicationReference: { reference: '#mix' },
    ...(volume === ''
      ? {}
      : { dispenseRequest: { quantity: { value: Number(volume), unit: 'ミリリットル' } } }),
    dosageInstruction: [
      {
        ...(instruction === '' ? {} : { text: instruction }),
        timing: {
          repeat: {
            boundsPeriod: {
              start: dateTime(start),
              ...(rate === '' ? {} : { end: dateTime(end) }),
            },
          },
        },
        route: { coding: [{ system: ROUTES, code: route }] },
        ...(rate === ''
          ? {}
          : {
              doseAndRate: [{ rateQuantity: { value: Number(rate), unit: 'ミリリットル／時間' } }],
            }),
      },
    ],
  }
}

/** One category with every code, as JP Core's examples of brought medicines have it. */
function kindConcept(kinds: readonly OrderKind[]): CodeableConcept {
  return {
    coding: kinds.map(({ code, name, table }) => ({
      system: KIND_SYSTEMS[table],
      code,
      display: name,
    })),
    text: kinds.map(({ name }) => name).join('・'),
  }
}

/** An order whose time is over is completed, and so is one without an end: what is given once, or handed out for when it is needed. */
function statusOf(control: 'NW' | 'CA', end: Minute | null): MedicationRequest['status'] {
  if (control === 'CA') return 'cancelled'
  return end === null || end < SNAPSHOT ? 'completed' : 'active'
}
