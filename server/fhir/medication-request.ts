/** FHIR R4 MedicationRequest: prescriptions and injections. Cancelled and discontinued orders never look valid. */

import type {
  CodeableConcept,
  Medication,
  MedicationIngredient,
  MedicationRequest,
} from '@medplum/fhirtypes'
import type { CurrentAt, MedicationOrder } from '../../model/api/chart/medications.ts'
import { meaningOf } from '../../model/codes/meaning.ts'
import { ORDER_CONTROL_WORDS } from '../../model/codes/medication-words.ts'
import { MEDICATION_FORM } from '../../model/codes/sansho-systems.ts'
import { dayOf } from '../charts/calendar.ts'
import { readCurrentAt } from '../charts/current-moment.ts'
import { readDrugTerms, readMedicationOrders } from '../charts/medications.ts'
import { otherwiseTexts } from '../charts/otherwise-text.ts'
import type { Term } from '../generations/open-generation.ts'
import { amountOf, ratioOf } from './amounts.ts'
import { type FhirChart, type Lazy, localName, metaOf, subjectOf } from './chart.ts'
import { conceptOf, departmentOf, textConcept, timed } from './datatypes.ts'
import { dispenseRequestOf, dosageOf } from './dosage.ts'

type Status = MedicationRequest['status']
/** HL7 v2.5 table 0119; FHIR's own words. Everything else that charts/medications.ts calls cancelled is `cancelled`. */
const STATUS: Readonly<Record<string, Status>> = {
  DC: 'stopped',
  OD: 'stopped',
  DR: 'stopped',
  STOPPED: 'stopped',
  'ENTERED-IN-ERROR': 'entered-in-error',
  DRAFT: 'draft',
  HD: 'on-hold',
  'ON-HOLD': 'on-hold',
  COMPLETED: 'completed',
  UNKNOWN: 'unknown',
}
const DOSE = 'urn:sansho:dose'
/** JP Core: number of the Rp group. */
export const RP_GROUP = 'urn:oid:1.2.392.100495.20.3.81'
const MIX = 'mix'

export function medicationResources(chart: FhirChart): Lazy<MedicationRequest>[] {
  const { generation, patient, naming } = chart
  const orders = readMedicationOrders(generation, patient)
  const drugs = readDrugTerms(generation, orders)
  return orders.map((order) => {
    const id = naming.id('MedicationRequest', localName(chart, 'medication', order.id))
    return {
      id,
      make: () => medicationResource(chart, id, { order, drugs: drugs.get(order.id) ?? [] }),
    }
  })
}

interface Ordered {
  readonly order: MedicationOrder
  readonly drugs: readonly (Term | null)[]
}

function medicationResource(chart: FhirChart, id: string, ordered: Ordered): MedicationRequest {
  const { order } = ordered
  const { status, reason } = statusOf(order, readCurrentAt(chart.generation, chart.patient))
  const dispenseRequest = dispenseRequestOf(order)
  const dosage = dosageOf(order)
  const category = textConcept(order.category)
  const isMix = order.components.length !== 1
  return {
    resourceType: 'MedicationRequest',
    id,
    meta: metaOf(chart, order.sources),
    ...departmentOf(order.department),
    ...(isMix ? { contained: [mixOf(ordered)] } : {}),
    ...identifiersOf(order),
    status,
    ...(reason === '' ? {} : { statusReason: { text: reason } }),
    intent: 'order',
    category: [
      ...(category === undefined ? [] : [category]),
      { coding: [{ system: MEDICATION_FORM, code: order.form }] },
    ],
    ...(isMix
      ? { medicationReference: { reference: `#${MIX}` } }
      : { medicationCodeableConcept: drugOf(ordered, 0) }),
    subject: subjectOf(chart),
    ...timed('authoredOn', order.orderedAt),
    ...(order.doctor === '' ? {} : { requester: { display: order.doctor } }),
    ...notesOf(order),
    ...(dosage === undefined ? {} : { dosageInstruction: [dosage] }),
    ...(dispenseRequest === undefined ? {} : { dispenseRequest }),
  }
}

function notesOf(order: MedicationOrder): Pick<MedicationRequest, 'note'> {
  const early = order.currentAsOf === undefined ? '' : earlySourceText(order.currentAsOf)
  const texts = [order.note, early, ...otherwiseTexts(order)].filter((text) => text !== '')
  return texts.length === 0 ? {} : { note: texts.map((text) => ({ text })) }
}

/** What became of an order since its source was saved is not known. */
export function earlySourceText(asOf: string): string {
  const moment = asOf.replace('T', ' ')
  return `${moment} 時点の資料による / by a source as of ${moment}`
}

interface Standing {
  readonly status: Status
  readonly reason: string
}

/** Nothing is active for whom the data call dead. */
function whileCurrent(basis: CurrentAt['basis']): Standing {
  switch (basis) {
    case 'as-of':
      return { status: 'active', reason: '' }
    case 'death':
      return { status: 'completed', reason: '死亡時まで続いた / was current at death' }
    case 'death-undated':
      return { status: 'unknown', reason: '死亡日が分からない / the day of death is unknown' }
  }
}

/**
 * Told from the source's own control. An order that stands is `active` while it is current or begins later, `completed` when
 * its days are over, and `unknown` where its end can't be told (charts/coverage.ts).
 */
function statusOf(order: MedicationOrder, { moment, basis }: CurrentAt): Standing {
  const control = order.control.trim().toUpperCase()
  const words = meaningOf(ORDER_CONTROL_WORDS, order.control)
  const said = words === undefined ? order.control : `${words.ja} / ${words.en}`
  const known = meaningOf(STATUS, control)
  // FHIR's own word needs none beside it.
  if (known !== undefined) return { status: known, reason: order.control === known ? '' : said }
  if (order.cancelled) return { status: 'cancelled', reason: said }
  if (order.currentBy !== null) return whileCurrent(basis)
  const from = order.startAt.at ?? order.orderedAt.at ?? ''
  if (basis === 'as-of' && from !== '' && dayOf(from) > dayOf(moment))
    return { status: 'active', reason: '' }
  if (order.coveredUntil === '') {
    return { status: 'unknown', reason: '終わりが分からない / its end cannot be told' }
  }
  return {
    status: 'completed',
    reason: `${order.coveredUntil} までの分 / was for the days until ${order.coveredUntil}`,
  }
}

function drugOf({ order, drugs }: Ordered, at: number): CodeableConcept {
  return conceptOf(drugs[at] ?? null, order.components[at]?.drug ?? '')
}

/** A mix has no code of its own: its name is its ingredients'. */
function mixOf(ordered: Ordered): Medication {
  const { components } = ordered.order
  if (components.length === 0) {
    return { resourceType: 'Medication', id: MIX, code: { text: '薬剤名なし / no drug named' } }
  }
  return {
    resourceType: 'Medication',
    id: MIX,
    ingredient: components.map(({ dose, unit }, at) => ({
      itemCodeableConcept: drugOf(ordered, at),
      ...strengthOf(dose, unit),
    })),
  }
}

/** The amount in one mix, by one time (回) as JP Core writes it, or by what the source says; what is no plain number is kept as text. */
function strengthOf(dose: string, unit: string): Pick<MedicationIngredient, 'strength'> {
  const written = `${dose} ${unit}`.trim()
  if (dose === '') return {}
  const strength = ratioOf(written)
  if (strength !== null) return { strength }
  const numerator = amountOf(written)
  return numerator === null
    ? { strength: { extension: [{ url: DOSE, valueString: written }] } }
    : { strength: { numerator, denominator: { value: 1, unit: '回' } } }
}

/** Order number, and the Rp group as JP Core names it. */
function identifiersOf({ orderNo, group }: MedicationOrder): Partial<MedicationRequest> {
  const identifier = [
    ...(orderNo === '' ? [] : [{ value: orderNo }]),
    ...(group === '' ? [] : [{ system: RP_GROUP, value: group }]),
  ]
  return {
    ...(identifier.length === 0 ? {} : { identifier }),
    ...(orderNo === '' ? {} : { groupIdentifier: { value: orderNo } }),
  }
}
