/** ServiceRequest, NutritionOrder, ImagingStudy (FHIR R4) as orders, and what looks like an order and is none. */

import { meaningOf } from '../../../model/codes/meaning.ts'
import { noteLine } from '../../../model/codes/note-labels.ts'
import type { OrderCategory, OrderRecord } from '../../../model/records/results.ts'
import type { Coded } from '../../../model/records/values.ts'
import { siteOf } from './body-site.ts'
import { furtherWords } from './extensions.ts'
import { at, type Json, list, obj, str } from './json.ts'
import { displaysIn, labelled, noteOf, reasonsIn } from './labelled-words.ts'
import { idOf } from './observation.ts'
import type { Reading } from './reading.ts'
import { timingText } from './timing.ts'

/** Codes of a category, any system: SNOMED CT, HL7 table 0074, JP Core. */
const CATEGORIES: Readonly<Record<string, OrderCategory>> = {
  '108252007': 'laboratory',
  LAB: 'laboratory',
  laboratory: 'laboratory',
  '363679005': 'radiology',
  RAD: 'radiology',
  imaging: 'radiology',
  '387713003': 'operation',
  '423860002': 'endoscopy',
  endoscopy: 'endoscopy',
  physiology: 'physiology',
  // HL7 v2.5 table 0074: electrocardiac, ultrasound of the heart, electroneuro, pulmonary function, audiology.
  EC: 'physiology',
  CUS: 'physiology',
  EN: 'physiology',
  PF: 'physiology',
  AU: 'physiology',
}
/** FHIR R4 request-intent: nobody has ordered anything. */
const NOT_ORDERED: Readonly<Record<string, string>> = {
  proposal: '提案（未指示）',
  plan: '計画（未指示）',
  option: '選択肢（未指示）',
}
const UNNAMED: Coded = { display: '名称なし', codings: [] }

export function readServiceRequest(reading: Reading): OrderRecord[] {
  const item = reading.concept(reading.resource.code) ?? UNNAMED
  return [notAnOrder(reading, () => item.display) ?? orderOf(reading, item)]
}

/**
 * An order not to do something (doNotPerform), or a mere plan: its name says so, and no code of the thing is left on it that
 * could be counted as ordered. Null for a real order.
 */
export function notAnOrder(reading: Reading, name: () => string): OrderRecord | null {
  const { resource } = reading
  const word =
    resource.doNotPerform === true
      ? '実施しない指示（doNotPerform）'
      : meaningOf(NOT_ORDERED, str(resource.intent))
  if (word === undefined) return null
  return orderOf(reading, { display: `${word}: ${name()}`, codings: [] })
}

function orderOf(reading: Reading, item: Coded): OrderRecord {
  const { resource, patientId } = reading
  const details = list(resource.orderDetail).map((detail) => reading.concept(detail)?.display ?? '')
  const period = obj(resource.occurrencePeriod)
  const first =
    resource.occurrenceDateTime ?? period?.start ?? at(resource, 'occurrenceTiming', 'event', 0)
  return {
    kind: 'order',
    patientId,
    category: orderCategoryOf(resource),
    orderNo: placerNumber(resource),
    control: str(resource.status),
    item,
    text: noteOf([
      ...details,
      ...particularsOf(reading),
      str(resource.patientInstruction),
      reading.notes(resource.note),
    ]),
    orderedAt: reading.time(resource.authoredOn, 'authoredOn'),
    scheduledAt: reading.time(first, 'occurrence'),
    endAt: reading.time(period?.end, 'occurrencePeriod.end'),
    performed: false,
    accession: '',
    studyUid: '',
    modality: '',
    department: reading.department(),
    doctor: reading.staff(resource.requester),
  }
}

/** How urgent, where, why, when needed, and what a diet must not hold. */
function particularsOf(reading: Reading): string[] {
  const { resource } = reading
  const words = (value: unknown) => reading.concept(value)?.display ?? ''
  const forbidden = [
    ...list(resource.excludeFoodModifier).map(words),
    ...list(resource.allergyIntolerance).map(({ display }) => str(display)),
  ].filter((word) => word !== '')
  const asNeeded = words(resource.asNeededCodeableConcept)
  return [
    URGENT.has(str(resource.priority)) ? `至急（${str(resource.priority)}）` : '',
    ...list(resource.bodySite).map((site) => siteOf(site, reading)?.display ?? ''),
    ...reasonsIn(resource).map(words),
    labelled(reading, '依頼先', [
      ...displaysIn(resource.performer),
      ...displaysIn(resource.locationReference),
      ...list(resource.locationCode),
    ]),
    labelled(reading, '参考', [
      ...displaysIn(resource.supportingInfo),
      ...displaysIn(resource.relevantHistory),
    ]),
    furtherWords(resource, reading),
    asNeeded === '' && resource.asNeededBoolean !== true ? '' : `必要時 ${asNeeded}`.trim(),
    noteLine('禁止・アレルギー', forbidden.join('、')),
  ]
}

/** FHIR R4 request-priority above routine. */
export const URGENT = new Set(['urgent', 'asap', 'stat'])

/** By the first category that is known. */
export function orderCategoryOf(resource: Json): OrderCategory {
  for (const category of list(resource.category)) {
    for (const { code } of list(category.coding)) {
      const kind = meaningOf(CATEGORIES, str(code))
      if (kind !== undefined) return kind
    }
  }
  return 'other'
}

/** The placer's number (HL7 table 0203 PLAC), else the requisition, else the resource's id. */
function placerNumber(resource: Json): string {
  const placer = list(resource.identifier).find((identifier) =>
    list(at(identifier, 'type', 'coding')).some(({ code }) => code === 'PLAC'),
  )
  return str(placer?.value) || str(obj(resource.requisition)?.value) || str(resource.id)
}

/** A diet as ordered: its kinds and textures in words. */
export function readNutritionOrder(reading: Reading): OrderRecord[] {
  const { resource } = reading
  const oral = obj(resource.oralDiet)
  const names = [
    ...list(oral?.type).map((type) => reading.concept(type)?.display ?? ''),
    ...list(oral?.texture).map((each) => reading.concept(each.modifier)?.display ?? ''),
    ...list(resource.supplement).map(
      (each) => reading.concept(each.type)?.display || str(each.productName),
    ),
    reading.concept(at(resource, 'enteralFormula', 'baseFormulaType'))?.display ??
      str(at(resource, 'enteralFormula', 'baseFormulaProductName')),
  ].filter((name) => name !== '')
  const instruction = str(oral?.instruction)
  const timings = list(oral?.schedule)
  const schedule = timings.map((timing) => timingText(timing, false, reading))
  const bounds = obj(at(timings[0], 'repeat', 'boundsPeriod'))
  const item = reading.values.text(names.join('、') || instruction) ?? UNNAMED
  const order = notAnOrder(reading, () => item.display) ?? orderOf(reading, item)
  return [
    {
      ...order,
      category: 'diet',
      text: [order.text, ...schedule, instruction, ...amountsOf(reading)]
        .filter((part) => part !== '')
        .join('\n'),
      orderedAt: reading.time(resource.dateTime, 'dateTime'),
      scheduledAt: order.scheduledAt ?? reading.time(bounds?.start, 'oralDiet.schedule'),
      endAt: order.endAt ?? reading.time(bounds?.end, 'oralDiet.schedule'),
      doctor: reading.staff(resource.orderer),
    },
  ]
}

/** Nutrients, consistency, supplements and tube feeding with their amounts. */
function amountsOf(reading: Reading): string[] {
  const { resource } = reading
  const words = (value: unknown) => reading.concept(value)?.display ?? ''
  const amount = (value: unknown) => {
    const quantity = reading.quantity(value)
    return quantity === null ? '' : `${quantity.text} ${quantity.unit?.display ?? ''}`.trim()
  }
  const line = (...parts: string[]) => parts.filter((part) => part !== '').join(' ')
  const oral = obj(resource.oralDiet)
  const tube = obj(resource.enteralFormula)
  const most = amount(tube?.maxVolumeToDeliver)
  return [
    ...list(oral?.nutrient).map((each) => line(words(each.modifier), amount(each.amount))),
    ...list(oral?.fluidConsistencyType).map(words),
    ...list(resource.supplement).map((each) =>
      line(
        str(each.productName),
        amount(each.quantity),
        ...list(each.schedule).map((timing) => timingText(timing, true, reading)),
        str(each.instruction),
      ),
    ),
    line(str(tube?.baseFormulaProductName), amount(tube?.caloricDensity)),
    line(words(tube?.additiveType), str(tube?.additiveProductName)),
    words(tube?.routeofAdministration),
    ...list(tube?.administration).map((each) => {
      const rate = amount(each.rateQuantity) || ratioOf(each.rateRatio)
      return line(amount(each.quantity), rate, timingText(obj(each.schedule), true, reading))
    }),
    most === '' ? '' : `最大 ${most}`,
    str(tube?.administrationInstruction),
  ]

  function ratioOf(value: unknown): string {
    const ratio = obj(value)
    return ratio === null ? '' : `${amount(ratio.numerator)}/${amount(ratio.denominator)}`
  }
}

/** A study that was done. Its pixels are DICOM files of another source: they are found by the Study Instance UID. */
export function readImagingStudy(reading: Reading): OrderRecord[] {
  const { resource, patientId } = reading
  const series = list(resource.series)
  const modalities =
    list(resource.modality).length > 0
      ? list(resource.modality)
      : series.map((each) => obj(each.modality) ?? {})
  const codes = [...new Set(modalities.map(({ code }) => str(code)).filter((code) => code !== ''))]
  const description = str(resource.description)
  const procedure = reading.concept(list(resource.procedureCode)[0])
  const started = reading.time(resource.started, 'ImagingStudy.started')
  return [
    {
      kind: 'order',
      patientId,
      category: 'radiology',
      orderNo: idOf(list(resource.basedOn)[0]) || str(resource.id),
      control: str(resource.status),
      item:
        reading.values.text(description) ??
        procedure ??
        reading.values.text(codes.join('\\')) ??
        UNNAMED,
      text: noteOf([
        ...series.map((each) => seriesText(each)),
        labelled(reading, '理由', reasonsIn(resource)),
        reading.notes(resource.note),
      ]),
      orderedAt: null,
      scheduledAt: started,
      endAt: null,
      performed: true,
      accession: identifierOf(resource, 'ACSN'),
      studyUid: studyUid(resource),
      modality: codes.join('\\'),
      department: null,
      doctor: reading.staff(resource.referrer),
    },
  ]
}

/** What a series shows, and of which part and side: those are codings in R4, not concepts. */
function seriesText({ description, bodySite, laterality }: Json): string {
  const where = [laterality, bodySite].map(
    (each) => str(obj(each)?.display) || str(obj(each)?.code),
  )
  return [str(description), ...where].filter((word) => word !== '').join(' ')
}

/** FHIR R4 ImagingStudy.identifier: system `urn:dicom:uid`, value `urn:oid:` and the UID. */
function studyUid(resource: Json): string {
  const uid = list(resource.identifier).find(({ system }) => system === 'urn:dicom:uid')
  return str(uid?.value).replace(/^urn:oid:/, '')
}

function identifierOf(resource: Json, type: string): string {
  const found = list(resource.identifier).find((identifier) =>
    list(at(identifier, 'type', 'coding')).some(({ code }) => code === type),
  )
  return str(found?.value)
}
