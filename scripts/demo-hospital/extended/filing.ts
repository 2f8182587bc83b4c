/** How a document comes into a chart: filed under its type, by the hand of its author. */
import { ageAt, hl7Date, type Minute, SNAPSHOT, slashDate } from '../calendar.ts'
import { type Chart, record } from '../chart.ts'
import type { DocumentFile, Flag, Setting } from '../events.ts'
import { DEPARTMENTS, type Doctor } from '../hospital.ts'
import { cda, type Section } from './cda.ts'
import { codeAndName, DOCUMENT_TYPES, type DocumentType } from './document-types.ts'
import type { Operation } from './operation-papers.ts'
import type { VitalReading } from './vitals.ts'

/** What differs from a valid document that its doctor wrote just now. */
export interface Filing {
  readonly flag?: Flag
  readonly key?: string
  readonly sentAt?: Minute
  /** Another one than the doctor of the setting. */
  readonly author?: Doctor
  readonly readings?: readonly VitalReading[]
  readonly operation?: Operation
}

/** Files the document; returns its special key, by which a later version is filed. */
export function fileDocument(
  chart: Chart,
  type: DocumentType,
  at: Minute,
  setting: Setting,
  files: (key: string) => readonly DocumentFile[],
  filing: Filing = {},
): string {
  const key = filing.key ?? documentKey(chart, at)
  const sentAt = filing.sentAt ?? at + 5
  if (sentAt > SNAPSHOT) return key
  record(chart, {
    kind: 'document',
    type: DOCUMENT_TYPES[type],
    at,
    sentAt,
    key,
    department: DEPARTMENTS[setting.department].code,
    flag: filing.flag ?? '1',
    author: filing.author ?? setting.doctor,
    files: files(key),
    ...(filing.readings === undefined ? {} : { readings: filing.readings }),
    ...(filing.operation === undefined ? {} : { operation: filing.operation }),
  })
  return key
}

function documentKey(chart: Chart, at: Minute): string {
  chart.runningNumber++
  return `${hl7Date(at)}${String(chart.index).padStart(5, '0')}${String(chart.runningNumber).padStart(5, '0')}`
}

/** Files a CDA document of these sections; the first attachment is the picture that it shows. */
export function fileCda(
  chart: Chart,
  type: DocumentType,
  title: string,
  at: Minute,
  setting: Setting,
  sections: readonly Section[],
  filing: Filing = {},
  attachments: readonly DocumentFile[] = [],
): string {
  const [code, typeName] = codeAndName(type)
  const image = attachments[0]?.name ?? ''
  return fileDocument(
    chart,
    type,
    at,
    setting,
    (key) => [
      {
        name: 'main_document.xml',
        bytes: cda(chart.person, { code, typeName, title, at, key, setting, sections, image }),
      },
      ...attachments,
    ],
    filing,
  )
}

/** Who the patient is, as forms print it, with the age of that day. */
export function patientLine({ person }: Chart, at: Minute): string {
  const sex = person.sex === 'M' ? '男性' : '女性'
  return `${person.id}　${person.family} ${person.given}　${slashDate(person.birth)} 生（${ageAt(person.birth, at)}歳）　${sex}`
}

/** Family name first, as documents are signed. */
export function fullName({ family, given }: Doctor): string {
  return `${family} ${given}`
}
