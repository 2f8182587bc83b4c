/** MedicationAdministration (FHIR R4; JP Core, also of injections): what was given, or was not. */

import { meaningOf } from '../../../model/codes/meaning.ts'
import { type NoteLabel, noteLine } from '../../../model/codes/note-labels.ts'
import type { AdministrationRecord } from '../../../model/records/medications.ts'
import { bodySitesOf, deviceName } from './dosage-comments.ts'
import { furtherWords } from './extensions.ts'
import { isInjection } from './injection.ts'
import { type Json, list, obj, str } from './json.ts'
import { extensionText, noteOf } from './labelled-words.ts'
import { componentsOf, groupNumber, joined, reasonsOf } from './medication.ts'
import { idOf } from './observation.ts'
import type { Reading } from './reading.ts'

export function readMedicationAdministration(reading: Reading): AdministrationRecord[] {
  const { resource, patientId } = reading
  const dosage = obj(resource.dosage)
  const components = componentsOf(reading)
  const period = obj(resource.effectivePeriod)
  const start = resource.effectiveDateTime ?? period?.start
  const dosages = dosage === null ? [] : [dosage]
  const read = reading.dosage(dosages)
  return [
    {
      kind: 'administration',
      patientId,
      form: isInjection(reading, dosages) ? 'injection' : 'prescription',
      orderNo: idOf(obj(resource.request)),
      groupNo: groupNumber(resource),
      drug: joined(components, reading),
      amount: reading.quantity(dosage?.dose),
      rate: read.rate,
      startAt: reading.time(start, 'effective'),
      endAt: reading.time(period?.end, 'effectivePeriod.end'),
      status: str(resource.status),
      route: reading.concept(dosage?.route),
      performer: reading.staff(list(resource.performer)[0]?.actor),
      note: noteOf([
        ...reasonsOf(reading),
        ...[...read.usage, ...bodySitesOf(dosages, reading)].map(({ display }) => display),
        ...list(resource.device).map((each) => deviceText(each, reading)),
        ...list(resource.extension).map((each) => ownText(each, reading)),
        furtherWords(resource, reading),
        reading.notes(resource.note),
      ]),
    },
  ]
}

function deviceText(reference: Json, reading: Reading): string {
  const device = reading.contained(reference)
  const name = (device === null ? '' : deviceName(device, reading)) || str(reference.display)
  return noteLine('投与装置', name)
}

/** JP Core: who asked for it, where it was given, and a comment on the whole. */
const OWN: Readonly<Record<string, NoteLabel>> = {
  Requester: '指示者',
  RequestDepartment: '依頼科',
  Location: '場所',
  UncategorizedComment: 'コメント',
}

function ownText(extension: Json, reading: Reading): string {
  const [, name = ''] = /\/JP_MedicationAdministration_?([A-Za-z]+)$/.exec(str(extension.url)) ?? []
  const label = meaningOf(OWN, name)
  if (label === undefined) return ''
  const referred = str(obj(extension.valueReference)?.display)
  return referred === '' ? extensionText(reading, label, extension) : noteLine(label, referred)
}
