/** Medication activity (C-CDA .22.4.16); older CCD (1.24). */

import { meaningOf } from '../../../model/codes/meaning.ts'
import { MAY_GO_ON } from '../../../model/codes/medication-words.ts'
import { noteLine } from '../../../model/codes/note-labels.ts'
import type { MedicationOrderRecord } from '../../../model/records/medications.ts'
import type { Quantity } from '../../../model/records/values.ts'
import { absenceIn, isNamedByKind } from '../fhir/absence.ts'
import { besidesOf, isStatus } from './besides.ts'
import { dispensesOf } from './dispenses.ts'
import { drugOf, formOf, UNNAMED_DRUG, vehiclesOf } from './drugs.ts'
import { attribute, type Element, one } from './element.ts'
import {
  type EntryReader,
  hasTemplate,
  isNegated,
  notesOf,
  nothingSaid,
  related,
  siteOf,
  standingOf,
  statusOf,
} from './entry.ts'
import type { Reading } from './reading.ts'
import { reasonStatements, reasonsOf } from './reasons.ts'
import { isPeriod, timesOf } from './timing.ts'
import { directionsOf, INSTRUCTIONS, usageOf } from './usage.ts'

const STATUS = ['2.16.840.1.113883.10.20.22.4.47', '2.16.840.1.113883.10.20.1.47']
/** Values of the medication status (HITSP C83, value set 2.16.840.1.113883.1.11.20.7; SNOMED CT) as FHIR calls them. */
const CONTROL_OF_STATUS: Readonly<Record<string, string>> = {
  '55561003': 'active',
  '421139008': 'on-hold',
  '392521001': 'completed',
  '73425007': 'stopped',
}
/** HL7 v3 ActStatus as FHIR calls it: an order that was broken off or is held looks like no other. */
const CONTROL_OF_ACT: Readonly<Record<string, string>> = {
  aborted: 'stopped',
  suspended: 'on-hold',
  held: 'on-hold',
}

export const readMedication: EntryReader = (activity, reading) => {
  if (isNegated(activity)) {
    const drug = drugOf(activity, reading)
    const denied = `negated: not taken ${drug?.display ?? ''}`.trim()
    // What is denied by its kind alone ("drug or medication") is all of it.
    return {
      unread: 'not-interpreted',
      detail: isNamedByKind(drug) ? denied : absenceIn(drug) || denied,
    }
  }
  const times = timesOf(activity)
  const period = times.find(isPeriod)
  const moment = times.find((each) => attribute(each, 'value') !== '')
  const drug = drugOf(activity, reading)
  const nothing = nothingSaid(activity, drug)
  if (nothing !== null) return nothing
  const end = reading.time(one(period ?? null, 'high'))
  const record: MedicationOrderRecord = {
    kind: 'medicationOrder',
    patientId: reading.patientId,
    form: formOf(activity),
    orderNo: attribute(one(activity, 'id'), 'extension') || attribute(one(activity, 'id'), 'root'),
    groupNo: '',
    control: controlOf(activity),
    // CDA R2 mood: INT is ordered, EVN is taken as the patient or another says.
    category: attribute(activity, 'moodCode') === 'EVN' ? reading.text('持参薬・服用中') : null,
    components: [
      {
        role: '',
        drug: drug ?? UNNAMED_DRUG,
        dose: reading.quantity(one(activity, 'doseQuantity')),
      },
      ...vehiclesOf(activity, reading),
    ],
    dosageForm: reading.coded(one(activity, 'administrationUnitCode')),
    perDay: null,
    total: orderedSupply(activity, reading),
    rate: reading.quantity(one(activity, 'rateQuantity')),
    usage: [
      ...usageOf(activity, times, reading),
      ...directionsOf(activity, drug?.display ?? '', reading),
    ],
    duration: reading.quantity(one(period ?? null, 'width')),
    route: reading.coded(one(activity, 'routeCode')),
    device: null,
    note: [
      notesOf(activity, reading),
      indicationOf(activity, reading),
      repeatsOf(activity),
      mayGoOn(activity, end !== null) ? MAY_GO_ON : '',
      siteOf(activity, reading),
      ...besidesOf(activity, (each) => isToldElsewhere(activity, each), reading),
    ]
      .filter((words) => words !== '')
      .join('\n'),
    orderedAt: reading.time(one(activity, 'author', 'time')),
    startAt: reading.time(one(period ?? null, 'low')) ?? reading.time(moment ?? null),
    endAt: end,
    department: null,
    doctor: reading.staff(one(activity, 'author', 'assignedAuthor')),
  }
  const dispensed = dispensesOf(activity, record.orderNo, drug, reading)
  return { records: [{ ...record, ...standingOf(activity) }, ...dispensed] }
}

/** A discharge or admission medication: what is in it. */
export const readMedicationAct: EntryReader = (act, reading) => {
  const read = related(act, 'substanceAdministration').map((each) => readMedication(each, reading))
  const unread = read.find((each) => 'unread' in each)
  if (unread !== undefined) return unread
  const records = read.flatMap((each) => ('records' in each ? each.records : []))
  if (records.length === 0) return { unread: 'not-interpreted', detail: 'no medicine in it' }
  return { records: records.map((each) => ({ ...each, ...standingOf(act) })) }
}

/** What the source says of the medicine itself; the activity's own status may only say that it was written down. */
function controlOf(activity: Element): string {
  const own = statusOf(activity)
  return statedControl(activity) ?? meaningOf(CONTROL_OF_ACT, own) ?? own
}

function statedControl(activity: Element): string | undefined {
  return related(activity, 'observation')
    .filter((each) => hasTemplate(each, ...STATUS) || isStatus(each))
    .map((each) => meaningOf(CONTROL_OF_STATUS, attribute(one(each, 'value'), 'code')))
    .find((control) => control !== undefined)
}

/** Exporters write `completed` of every medicine, its prescription being written: without an end and a status of its own it is not told to be over. */
function mayGoOn(activity: Element, hasEnd: boolean): boolean {
  return statusOf(activity) === 'completed' && !hasEnd && statedControl(activity) === undefined
}

/** How much was ordered to be supplied. */
function orderedSupply(activity: Element, reading: Reading): Quantity | null {
  const amounts = orders(activity).map((each) => reading.quantity(one(each, 'quantity')))
  return amounts.find(Boolean) ?? null
}

/** What was ordered to be supplied, and not what was. */
function orders(activity: Element): Element[] {
  return related(activity, 'supply').filter(
    (each) => attribute(each, 'moodCode') !== 'EVN' && !isNegated(each),
  )
}

/** How often it may be supplied in all (C-CDA medication supply order, .22.4.17: the first supply counts). */
function repeatsOf(activity: Element): string {
  const times = orders(activity)
    .map((each) => Number(attribute(one(each, 'repeatNumber'), 'value')))
    .find((number) => number > 1)
  return times === undefined ? '' : noteLine('調剤', `初回を含め${times}回まで`)
}

/** Steps of a dose and supplies, its status, its instructions, what it is for. */
function isToldElsewhere(activity: Element, inside: Element): boolean {
  return (
    inside.name === 'substanceAdministration' ||
    inside.name === 'supply' ||
    hasTemplate(inside, ...STATUS, ...INSTRUCTIONS) ||
    isStatus(inside) ||
    reasonStatements(activity).includes(inside)
  )
}

/** As FHIR's reasons are labelled. */
function indicationOf(activity: Element, reading: Reading): string {
  return noteLine('理由', reasonsOf(activity, reading).join('、'))
}
