/** Immunization (FHIR R4) as an administration. */
import { LOT, SUBPOTENT, VACCINATION } from '../../../model/codes/medication-words.ts'
import { noteLine } from '../../../model/codes/note-labels.ts'
import type { AdministrationRecord } from '../../../model/records/medications.ts'
import { type Json, list, str } from './json.ts'
import { labelled, noteOf } from './labelled-words.ts'
import { reasonsOf, UNNAMED_DRUG } from './medication.ts'
import type { Reading } from './reading.ts'

/** FHIR R4 immunization: `status` not-done and `isSubpotent` turn it round. */
export function readImmunization(reading: Reading): AdministrationRecord[] {
  const { resource, patientId } = reading
  const lot = str(resource.lotNumber)
  return [
    {
      kind: 'administration',
      patientId,
      form: 'injection',
      orderNo: str(list(resource.identifier)[0]?.value) || str(resource.id),
      groupNo: '',
      drug: reading.concept(resource.vaccineCode) ?? UNNAMED_DRUG,
      amount: reading.quantity(resource.doseQuantity),
      rate: null,
      startAt:
        reading.time(resource.occurrenceDateTime, 'occurrenceDateTime') ??
        said(resource.occurrenceString),
      endAt: null,
      status: str(resource.status),
      route: reading.concept(resource.route),
      performer: reading.staff(list(resource.performer)[0]?.actor),
      note: noteOf([
        VACCINATION,
        resource.isSubpotent === true ? SUBPOTENT : '',
        lot === '' ? '' : `${LOT}${lot}`,
        labelled(reading, '記録の元', [resource.reportOrigin]),
        noteLine('有効期限', str(resource.expirationDate)),
        reading.concept(resource.site)?.display ?? '',
        ...list(resource.protocolApplied).map((each) => seriesText(each, reading)),
        ...reasonsOf(reading),
        reading.notes(resource.note),
      ]),
    },
  ]
}

/** `2-dose 2回目（全2回）`: a bare number beside a lot would say nothing. What is no number stands as it came. */
function seriesText(protocol: Json, reading: Reading): string {
  const number = (name: string) =>
    reading.literal(protocol, `${name}PositiveInt`) || str(protocol[`${name}String`])
  const [dose, doses] = [number('doseNumber'), number('seriesDoses')]
  const place = /^\d+$/.test(dose) ? `${dose}回目` : dose
  const whole = /^\d+$/.test(doses) ? `（全${doses}回）` : doses === '' ? '' : `（${doses}）`
  return [str(protocol.series), place + whole].filter((part) => part !== '').join(' ')
}

function said(value: unknown) {
  return str(value) === '' ? null : { text: str(value), at: null }
}
