/** MedicationDispense (FHIR R4 medicationdispense; JP Core): what a pharmacy handed out. */
import type { DispenseRecord } from '../../../model/records/medications.ts'
import type { Quantity } from '../../../model/records/values.ts'
import { dosageOf } from './dosage.ts'
import { bodySitesOf, devicesOf } from './dosage-comments.ts'
import { list, obj, str } from './json.ts'
import { extensionText, labelled } from './labelled-words.ts'
import { componentsOf, groupNumber, joined } from './medication.ts'
import { idOf } from './observation.ts'
import type { Reading } from './reading.ts'
import { unreadTime } from './unread-time.ts'

export function readMedicationDispense(reading: Reading): DispenseRecord[] {
  const { resource, patientId } = reading
  const dosages = list(resource.dosageInstruction)
  const dosage = dosageOf(dosages, reading)
  const handedOver =
    reading.time(resource.whenHandedOver, 'whenHandedOver') ?? unreadTime(resource._whenHandedOver)
  const prepared = reading.time(resource.whenPrepared, 'whenPrepared')
  const amounts = [
    dosage.dose && `1回 ${amountOf(dosage.dose)}`,
    dosage.rate && `速度 ${amountOf(dosage.rate)}`,
  ]
  return [
    {
      kind: 'dispense',
      patientId,
      orderNo: idOf(list(resource.authorizingPrescription)[0]),
      groupNo: groupNumber(resource),
      drug: joined(componentsOf(reading), reading),
      amount: reading.quantity(resource.quantity),
      duration: reading.quantity(resource.daysSupply) ?? daysOfUse(reading) ?? dosage.duration,
      usage: [
        ...amounts.map((words) => reading.values.text(words ?? '')),
        ...dosage.usage,
        dosages.length === 1 ? dosage.route : null,
        ...bodySitesOf(dosages, reading),
        ...devicesOf(dosages, reading),
      ].filter((each) => each !== null),
      dispensedAt: handedOver ?? prepared,
      status: str(resource.status),
      performer: reading.staff(list(resource.performer)[0]?.actor),
      note: [
        handedOver === null && prepared !== null ? ONLY_PREPARED : '',
        labelled(reading, '種類', [resource.type]),
        labelled(reading, '状態の理由', statusReasons(reading)),
        ...substitution(reading),
        ...list(resource.extension)
          .filter(({ url }) => str(url).endsWith('_Preparation'))
          .map((each) => extensionText(reading, '調製', each)),
        reading.notes(resource.note),
      ]
        .filter((words) => words !== '')
        .join('\n'),
    },
  ]
}

function amountOf({ text, unit }: Quantity): string {
  return `${text} ${unit?.display ?? ''}`.trim()
}

/** JP Core: of the whole of what was handed out. */
function daysOfUse(reading: Reading): Quantity | null {
  const found = list(reading.resource.extension).find(({ url }) =>
    str(url).endsWith('_UsageDuration'),
  )
  return reading.quantity(found?.valueDuration)
}

const ONLY_PREPARED = '日時は調製時（交付日時の記載なし）'

function statusReasons({ resource }: Reading): unknown[] {
  const referred = str(obj(resource.statusReasonReference)?.display)
  return [resource.statusReasonCodeableConcept, ...(referred === '' ? [] : [{ text: referred }])]
}

/** Another product than the one that was prescribed. */
function substitution(reading: Reading): string[] {
  const given = obj(reading.resource.substitution)
  if (given === null) return []
  return [
    given.wasSubstituted === true ? '処方と異なる製品に変更' : '',
    labelled(reading, '変更の種類', [given.type]),
    labelled(reading, '変更の理由', list(given.reason)),
  ]
}
