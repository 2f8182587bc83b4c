/** DocumentReference: a document with its files, each as it is on the SS-MIX2 medium. Procedure: the operation that a note tells of. */
import type { DocumentReference, Procedure } from '@medplum/fhirtypes'
import type { ClinicalDocument, DocumentFile, Person } from '../events.ts'
import { dateTime, departmentOfCode, patientKey, staffName, subject } from './datatypes.ts'

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  xml: 'application/hl7-v3+xml',
  html: 'text/html; charset=Shift_JIS',
  css: 'text/css; charset=Shift_JIS',
  pdf: 'application/pdf',
  jpg: 'image/jpeg',
}

export function documentResource(person: Person, event: ClinicalDocument): DocumentReference {
  const [, , , code = '', display = ''] = event.type.split('^')
  const title = titleOf(event.files[0])
  return {
    resourceType: 'DocumentReference',
    id: `${patientKey(person)}-d${event.key}`,
    status: 'current',
    docStatus: 'final',
    type: { coding: [{ system: 'http://loinc.org', code, display }], text: display },
    subject: subject(person),
    date: dateTime(event.at),
    author: [{ display: staffName(event.author) }],
    ...(title === '' ? {} : { description: title }),
    context: { practiceSetting: departmentOfCode(event.department) },
    content: event.files.map(({ name, bytes }) => ({
      attachment: {
        contentType: MEDIA_TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? '',
        title: name,
        data: Buffer.from(bytes).toString('base64'),
      },
    })),
  }
}

export function procedureResources(
  person: Person,
  { key, operation }: ClinicalDocument,
): Procedure[] {
  if (operation === undefined) return []
  const { name, start, minutes, surgeon } = operation
  return [
    {
      resourceType: 'Procedure',
      id: `${patientKey(person)}-o${key}`,
      status: 'completed',
      category: { coding: [{ system: 'http://snomed.info/sct', code: '387713003' }] },
      code: { text: name },
      subject: subject(person),
      performedPeriod: { start: dateTime(start), end: dateTime(start + minutes) },
      performer: [{ actor: { display: staffName(surgeon) } }],
    },
  ]
}

/** The title that the document gives itself; pictures and printed pages have none. */
function titleOf(file: DocumentFile | undefined): string {
  if (file === undefined || !/\.(xml|html)$/.test(file.name)) return ''
  const text = new TextDecoder(file.name.endsWith('.xml') ? 'utf-8' : 'shift_jis').decode(
    file.bytes,
  )
  return /<title>([^<]*)<\/title>/.exec(text)?.[1] ?? ''
}
