/** Puts documents into the extended storage. SS-MIX2 extended storage 1.2: folders and content folders. */
import { hl7Date, hl7Second } from '../calendar.ts'
import type { Chart } from '../chart.ts'
import type { ClinicalDocument } from '../events.ts'
import type { Medium } from '../medium.ts'
import { patientFolder } from '../messages/filing.ts'

export function writeExtendedStorage(medium: Medium, chart: Chart): void {
  for (const event of chart.events) {
    if (event.kind !== 'document') continue
    const folder = contentFolder(chart.person.id, event)
    for (const file of event.files) medium.write(`${folder}/${file.name}`, file.bytes)
  }
}

/** `<pid>_<date>_<type>_<special key>_<timestamp>_<department>_<flag>` below patient, date and type. */
export function contentFolder(patientId: string, event: ClinicalDocument): string {
  const date = hl7Date(event.at)
  const name = [
    patientId,
    date,
    event.type,
    event.key,
    `${hl7Second(event.sentAt)}000`,
    event.department,
    event.flag,
  ].join('_')
  return `extended/${patientFolder(patientId)}/${date}/${event.type}/${name}`
}
