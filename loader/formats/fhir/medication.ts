/** MedicationRequest, MedicationStatement (FHIR R4; JP Core prescription and injection) as orders; the drugs of every kind of them. */

import { noteLine } from '../../../model/codes/note-labels.ts'
import type {
  MedicationComponent,
  MedicationOrderRecord,
} from '../../../model/records/medications.ts'
import type { OrderRecord } from '../../../model/records/results.ts'
import type { Coded, Quantity } from '../../../model/records/values.ts'
import { dayAmountOf, periodOfUse } from './dosage.ts'
import { bodySitesOf, devicesOf } from './dosage-comments.ts'
import { furtherWords } from './extensions.ts'
import { categoriesOf, isInjection, ownForm } from './injection.ts'
import { type Json, list, obj, str } from './json.ts'
import { extensionText, labelled, noteOf, reasonsIn } from './labelled-words.ts'
import type { Reading } from './reading.ts'
import { notAnOrder, URGENT } from './service-request.ts'
import { spanInWords } from './times.ts'
import { unreadTime } from './unread-time.ts'

export const UNNAMED_DRUG: Coded = { display: '薬剤名の記載なし', codings: [] }
/** JP Core: number of the Rp group, old and new system. */
const GROUP_NUMBER = /(3\.81|Medication-RPGroupNumber)$/
const NOTHING_SAID: readonly string[] = []

export function readMedicationRequest(reading: Reading): (MedicationOrderRecord | OrderRecord)[] {
  const { resource } = reading
  const components = componentsOf(reading)
  const instead = notAnOrder(reading, () => components.map(({ drug }) => drug.display).join(' + '))
  if (instead !== null) return [instead]
  return [medicationOrder(reading, components, list(resource.dosageInstruction))]
}

/** What the patient takes by their own account or another's: brought medicines, home medicines. */
export function readMedicationStatement(reading: Reading): MedicationOrderRecord[] {
  const { resource } = reading
  const order = medicationOrder(reading, componentsOf(reading), list(resource.dosage))
  const period = obj(resource.effectivePeriod)
  const moment = reading.time(resource.effectiveDateTime, 'effectiveDateTime')
  return [
    {
      ...order,
      category: order.category ?? reading.values.text('持参薬・服用中'),
      orderedAt: reading.time(resource.dateAsserted, 'dateAsserted'),
      startAt: order.startAt ?? reading.time(period?.start, 'effectivePeriod.start') ?? moment,
      endAt: order.endAt ?? reading.time(period?.end, 'effectivePeriod.end'),
      doctor: reading.staff(resource.informationSource),
    },
  ]
}

function medicationOrder(
  reading: Reading,
  components: readonly MedicationComponent[],
  dosages: readonly Json[],
): MedicationOrderRecord {
  const { resource, patientId } = reading
  const dosage = reading.dosage(dosages)
  const dispense = obj(resource.dispenseRequest)
  const supplied = reading.quantity(dispense?.expectedSupplyDuration)
  const use = periodOfUse(dosages, reading)
  const sites = bodySitesOf(dosages, reading)
  const devices = devicesOf(dosages, reading)
  const form = isInjection(reading, dosages) ? 'injection' : 'prescription'
  const [only = {}, ...more] = dosages
  const perDay = form === 'prescription' && more.length === 0 ? dayAmountOf(only, reading) : null
  return {
    kind: 'medicationOrder',
    patientId,
    form,
    orderNo: str(obj(resource.groupIdentifier)?.value) || str(resource.id),
    groupNo: groupNumber(resource),
    control: str(resource.status),
    category: reading.concept(categoriesOf(resource).find((each) => ownForm(each) === '')),
    components: components.map((component) =>
      component.dose === null && components.length === 1
        ? { role: component.role, drug: component.drug, dose: dosage.dose }
        : component,
    ),
    dosageForm: null,
    perDay,
    total: reading.quantity(dispense?.quantity),
    rate: perDay === null ? dosage.rate : null,
    usage: sites.length === 0 ? dosage.usage : [...dosage.usage, ...sites],
    duration: supplied ?? dosage.duration,
    route: dosage.route,
    device: reading.values.text(devices.map(({ display }) => display).join('、')),
    note: noteOf([
      URGENT.has(str(resource.priority)) ? `至急（${str(resource.priority)}）` : '',
      courseText(dosage.duration, supplied),
      reading.notes(resource.note),
      ...reasonsOf(reading),
      labelled(reading, '治療の期間', [resource.courseOfTherapyType]),
      ...termsOf(reading),
      furtherWords(resource, reading),
    ]),
    orderedAt: reading.time(resource.authoredOn, 'authoredOn') ?? unreadTime(resource._authoredOn),
    startAt: use.start,
    endAt: use.end,
    department: reading.department(),
    doctor: reading.staff(resource.requester),
  }
}

/** For how long it is to be taken, where that is not what the supply is to last for. */
function courseText(course: Quantity | null, supplied: Quantity | null): string {
  if (course === null || supplied === null) return ''
  const words = ({ text, unit }: Quantity) => `${text} ${unit?.display ?? ''}`.trim()
  return words(course) === words(supplied) ? '' : noteLine('投与期間', words(course))
}

/** Why it is taken, and why it stands as it does: `statusReason` is one in a request and several elsewhere. */
export function reasonsOf(reading: Reading): readonly string[] {
  const { resource } = reading
  const { statusReason } = resource
  const reasons = reasonsIn(resource)
  if (statusReason === undefined && reasons.length === 0) return NOTHING_SAID
  const statuses = Array.isArray(statusReason) ? list(statusReason) : [statusReason]
  return [
    // In the words of other formats (RXA-9, NTE), or the same dose of two sources would be two.
    ...statuses.map((each) => reading.concept(each)?.display ?? ''),
    labelled(reading, '理由', reasons),
  ]
}

/** Whether another product may be given, how often the pharmacy may repeat it, and whether it is only told and not prescribed here. */
function termsOf(reading: Reading): readonly string[] {
  const { dispenseRequest, reportedBoolean, reportedReference, substitution } = reading.resource
  const terms = dispenseRequest ?? reportedBoolean ?? reportedReference ?? substitution
  if (terms === undefined) return NOTHING_SAID
  const allowed = obj(substitution)
  const extended = list(obj(dispenseRequest)?.extension)
  const times = extended.find(({ url }) => str(url).endsWith('ExpectedRepeatCount'))
  const repeats = Number(obj(dispenseRequest)?.numberOfRepeatsAllowed ?? 0)
  const isReported = reportedBoolean === true || obj(reportedReference) !== null
  return [
    allowed?.allowedBoolean === false ? noteLine('他の製品への変更', '不可') : '',
    labelled(reading, '他の製品への変更', [allowed?.allowedCodeableConcept]),
    labelled(reading, '他の製品への変更の理由', [allowed?.reason]),
    repeats > 0 ? noteLine('再調剤（リフィル）', `${repeats}回まで`) : '',
    isReported ? '患者などからの聞き取り' : '',
    validText(obj(dispenseRequest)?.validityPeriod),
    times === undefined ? '' : noteLine('頓用回数', reading.literal(times, 'valueInteger')),
    ...extended
      .filter(({ url }) => str(url).endsWith('InstructionForDispense'))
      .map((each) => extensionText(reading, '調剤指示', each)),
  ]
}

/** Until when the pharmacy may hand it out: no end of taking it. */
function validText(value: unknown): string {
  return noteLine('処方の有効期間', spanInWords(value))
}

/** JP Core writes the Rp group into an identifier; '' where there is none. */
export function groupNumber(resource: Json): string {
  const found = list(resource.identifier).find(({ system }) => GROUP_NUMBER.test(str(system)))
  return str(found?.value)
}

/**
 * The drug, or the drugs of a mix: a Medication without a code of its own is what its ingredients are (JP Core injection).
 * A reference that leads nowhere is what it is displayed as.
 */
export function componentsOf(reading: Reading): MedicationComponent[] {
  const { resource } = reading
  const concept = reading.concept(resource.medicationCodeableConcept)
  if (concept !== null) return [{ role: '', drug: concept, dose: null }]
  const reference = obj(resource.medicationReference)
  if (reference === null) return [{ role: '', drug: UNNAMED_DRUG, dose: null }]
  const medication =
    reading.contained(reference) ?? reading.known(reference, 'Medication')?.resource
  const drug = reading.concept(medication?.code)
  if (drug !== null) return [{ role: '', drug, dose: null }]
  const mix = list(medication?.ingredient).map((ingredient) =>
    ingredientOf(ingredient, medication, reading),
  )
  if (mix.length > 0) return mix
  const display = reading.values.text(str(reference.display))
  if (display === null)
    reading.problem(
      'medicationReference',
      str(reference.reference),
      'the Medication is not in this backup',
    )
  return [{ role: '', drug: display ?? UNNAMED_DRUG, dose: null }]
}

function ingredientOf(
  ingredient: Json,
  medication: Json | null | undefined,
  reading: Reading,
): MedicationComponent {
  const reference = obj(ingredient.itemReference)
  const behind =
    reference === null
      ? null
      : (within(medication, reference) ?? reading.known(reference, 'Medication')?.resource)
  const drug =
    reading.concept(ingredient.itemCodeableConcept) ??
    reading.concept(behind?.code) ??
    reading.values.text(str(reference?.display)) ??
    UNNAMED_DRUG
  const strength = obj(ingredient.strength)
  const numerator = reading.quantity(strength?.numerator)
  return { role: '', drug, dose: perUnit(numerator, strength, reading) }
}

function within(medication: Json | null | undefined, reference: Json): Json | null {
  const id = str(reference.reference).replace(/^#/, '')
  return list(medication?.contained).find((each) => each.id === id) ?? null
}

/** Strength as written: `1 アンプル/回`; a denominator of 1 is only its unit. */
function perUnit(
  numerator: Quantity | null,
  strength: Json | null,
  reading: Reading,
): Quantity | null {
  const denominator = reading.quantity(strength?.denominator)
  if (numerator === null || denominator === null) return numerator
  const amount = denominator.text === '1' ? '' : denominator.text
  const unit = `${numerator.unit?.display ?? ''}/${amount}${denominator.unit?.display ?? ''}`
  return { text: numerator.text, unit: reading.values.text(unit) }
}

/** A mix under one name, each part with its strength. */
export function joined(components: readonly MedicationComponent[], reading: Reading): Coded {
  const [only] = components
  if (only !== undefined && components.length === 1) return only.drug
  const names = components.map(({ drug, dose }) =>
    dose === null ? drug.display : `${drug.display} ${dose.text}${dose.unit?.display ?? ''}`,
  )
  return reading.values.text(names.join(' + ')) ?? UNNAMED_DRUG
}
