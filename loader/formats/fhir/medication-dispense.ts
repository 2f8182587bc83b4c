/** MedicationDispense (FHIR R4 medicationdispense; JP Core): what a pharmacy handed out. */
import type { DispenseRecord } from '../../../model/records.ts'
import { dosageOf } from './dosage.ts'
import { list, obj, str } from './json.ts'
import { labelled } from './labelled-words.ts'
import { componentsOf, groupNumber, joined } from './medication.ts'
import { idOf } from './observation.ts'
import type { Reading } from './reading.ts'

export function readMedicationDispense(reading: Reading): DispenseRecord[] {
  const { resource, patientId } = reading
  const dosage = dosageOf(list(resource.dosageInstruction), reading)
  const handedOver = reading.time(resource.whenHandedOver, 'whenHandedOver')
  const prepared = reading.time(resource.whenPrepared, 'whenPrepared')
  const { dose } = dosage
  const amount = dose === null ? '' : `1回 ${dose.text} ${dose.unit?.display ?? ''}`.trim()
  return [
    {
      kind: 'dispense',
      patientId,
      orderNo: idOf(list(resource.authorizingPrescription)[0]),
      groupNo: groupNumber(resource),
      drug: joined(componentsOf(reading), reading),
      amount: reading.quantity(resource.quantity),
      duration: reading.quantity(resource.daysSupply) ?? dosage.duration,
      usage: [reading.values.text(amount), ...dosage.usage].filter((each) => each !== null),
      dispensedAt: handedOver ?? prepared,
      status: str(resource.status),
      performer: reading.staff(list(resource.performer)[0]?.actor),
      note: [
        handedOver === null && prepared !== null ? ONLY_PREPARED : '',
        labelled(reading, '種類', [resource.type]),
        labelled(reading, '状態の理由', statusReasons(reading)),
        ...substitution(reading),
        reading.notes(resource.note),
      ]
        .filter((words) => words !== '')
        .join('\n'),
    },
  ]
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
