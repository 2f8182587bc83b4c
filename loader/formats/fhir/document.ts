/** Composition, DocumentReference, Binary and DiagnosticReport (FHIR R4) as documents with their parts. */

import type { DocumentCategory, DocumentPartRecord } from '../../../model/records/documents.ts'
import type { OrderCategory } from '../../../model/records/results.ts'
import type { ClinicalRecord } from '../../../model/records.ts'
import { type Attachment, readAttachment, textContent } from './attachment.ts'
import { categoryOfDocument, handedOverAs } from './document-category.ts'
import { judge } from './gate.ts'
import { type Json, list, obj, str } from './json.ts'
import { attachmentsOf } from './known-resources.ts'
import { narrativeOf } from './narrative.ts'
import { effectiveTime, idOf, readObservation } from './observation.ts'
import type { Reading } from './reading.ts'
import { orderCategoryOf } from './service-request.ts'
import { unreadTime } from './unread-time.ts'

const UNNAMED = { display: '文書', codings: [] }

type Head = Omit<DocumentPartRecord, 'role' | 'name' | 'mediaType' | 'text' | 'content'>

/** What all parts of one document share. */
function headOf(reading: Reading, date: unknown, author: unknown): Head {
  const { resource, patientId, scope } = reading
  const kind = str(resource.resourceType)
  const type = reading.concept(resource.type) ?? reading.concept(resource.code) ?? UNNAMED
  return {
    kind: 'documentPart',
    patientId,
    documentKey: `${scope}${kind}/${str(resource.id) || reading.where}`,
    category: categoryOfDocument(type),
    type,
    title: str(resource.title) || str(resource.description) || type.display,
    documentAt: reading.time(date, `${kind}.date`) ?? unreadTime(resource._date),
    department: reading.department(),
    author: reading.staff(author),
    status: statusOf(resource),
  }
}

function statusOf({ status, docStatus }: Json): string {
  if (str(docStatus) === '') return str(status)
  return str(status) === '' ? str(docStatus) : `${str(status)} / ${str(docStatus)}`
}

/** The narrative of the sections is the attested content; it is shown as it is, made harmless. */
export function readComposition(reading: Reading): DocumentPartRecord[] {
  const { resource } = reading
  const head = headOf(reading, resource.date, list(resource.author)[0])
  const { html, text } = narrativeOf(resource, head.title)
  const content = Buffer.from(html)
  return [
    { ...head, role: 'main', name: 'composition.html', mediaType: 'text/html', text, content },
  ]
}

export function readDocumentReference(reading: Reading, binaries: Binaries): DocumentPartRecord[] {
  const { resource } = reading
  const [first] = attachmentsOf(resource)
  // `date` is an instant: a document known to the day only has none, and says its day as that of its content.
  const head = headOf(reading, resource.date ?? first?.creation, list(resource.author)[0])
  const title = str(resource.description) || str(first?.title) || head.title
  const department = head.department ?? reading.concept(obj(resource.context)?.practiceSetting)
  const category = handedOverAs(resource) ?? head.category
  return partsOf(reading, { ...head, category, title, department }, { binaries, ahead: '' })
}

/** Binaries of the same Bundle by their references. */
export type Binaries = (url: string) => Json | null

/**
 * A report with a text of its own is a document, its contained results are results. One without is an examination that was
 * done: its results are Observations of their own.
 */
export function readDiagnosticReport(reading: Reading, binaries: Binaries): ClinicalRecord[] {
  const { resource, patientId } = reading
  const results = list(resource.contained)
    .filter((observation) => isValidResult(observation, reading))
    .flatMap((observation) => readObservation(reading, observation))
  const conclusion = [
    str(resource.conclusion),
    ...list(resource.conclusionCode).map((code) => reading.concept(code)?.display ?? ''),
  ]
    .filter((part) => part !== '')
    .join('\n')
  const doneAt = effectiveTime(reading)
  const issued = reading.time(resource.issued, 'DiagnosticReport.issued')
  const category = reportCategory(resource)
  if (attachmentsOf(resource).length > 0 || str(resource.conclusion) !== '') {
    const author = list(resource.resultsInterpreter)[0] ?? list(resource.performer)[0]
    const head = { ...headOf(reading, undefined, author), category, documentAt: doneAt ?? issued }
    return [...results, ...partsOf(reading, head, { binaries, ahead: conclusion })]
  }
  const item = reading.concept(resource.code) ?? UNNAMED
  return [
    ...results,
    {
      kind: 'order',
      patientId,
      category: category === 'imaging-report' ? 'radiology' : performedCategory(resource),
      orderNo: idOf(list(resource.basedOn)[0]) || str(resource.id),
      control: str(resource.status),
      item,
      text: conclusion,
      orderedAt: null,
      scheduledAt: doneAt ?? issued,
      endAt: null,
      performed: true,
      accession: '',
      studyUid: '',
      modality: '',
      department: reading.department(),
      doctor: reading.staff(list(resource.performer)[0]),
    },
  ]
}

/** A contained result has no standing of its own: what must not look valid is left out, and said. */
function isValidResult(observation: Json, reading: Reading): boolean {
  if (observation.resourceType !== 'Observation') return false
  const verdict = judge('Observation', observation)
  if ('standing' in verdict && verdict.standing === 'current') return true
  const why = 'unsafe' in verdict ? verdict.unsafe : 'entered in error'
  reading.problem(`contained #${str(observation.id)}`, str(observation.status), `not shown: ${why}`)
  return false
}

/** A report that says no kind is one of the laboratory. */
function performedCategory(resource: Json): OrderCategory {
  const category = orderCategoryOf(resource)
  return category === 'other' ? 'laboratory' : category
}

/** HL7 table 0074, LOINC parts: radiology, ultrasound, CT, MR, nuclear; pathology. */
const IMAGING = new Set([
  'RAD',
  'LP29684-5',
  'RUS',
  'CT',
  'NMR',
  'NMS',
  'imaging',
  'VUS',
  'CUS',
  'RX',
])
const PATHOLOGY = new Set(['PAT', 'SP', 'CP', 'LP7839-6', 'CG'])

function reportCategory(resource: Json): DocumentCategory {
  const codes = list(resource.category).flatMap(({ coding }) =>
    list(coding).map(({ code }) => str(code)),
  )
  if (codes.some((code) => IMAGING.has(code))) return 'imaging-report'
  return codes.some((code) => PATHOLOGY.has(code)) ? 'pathology-report' : 'examination-report'
}

/**
 * One part for each attachment, the first is the main one. Where none carries its content, the main part is a sheet of what
 * is known of the document; content in another file (Binary) joins it as an attachment under the same key.
 */
function partsOf(
  reading: Reading,
  head: Head,
  { binaries, ahead }: { binaries: Binaries; ahead: string },
): DocumentPartRecord[] {
  const parts: DocumentPartRecord[] = []
  const elsewhere: string[] = []
  for (const attachment of attachmentsOf(reading.resource)) {
    const read = contentOf(attachment, reading, binaries)
    if (read === null) elsewhere.push(str(attachment.url) || str(attachment.title))
    else parts.push(partOf(head, parts.length === 0 ? 'main' : 'attachment', { attachment, read }))
  }
  const [first, ...rest] = parts
  if (first !== undefined) {
    if (ahead === '') return parts
    const text = first.text === '' ? ahead : `${ahead}\n\n${first.text}`
    return [{ ...first, text }, ...conclusionPart(head, first, ahead), ...rest]
  }
  for (const url of elsewhere) {
    reading.problem(
      'attachment',
      url,
      'the content is not in this resource: looked for in the backup’s Binary resources',
    )
  }
  const text = [ahead, ...sheetOf(head, elsewhere)].filter((part) => part !== '').join('\n')
  return [{ ...head, role: 'main', name: 'document.txt', ...textContent(text) }]
}

/** A report's conclusion beside its form, where that does not have it in words: else nobody who opens the report would read it. */
function conclusionPart(head: Head, form: DocumentPartRecord, text: string): DocumentPartRecord[] {
  if (form.text.includes(text)) return []
  const { mediaType, content } = textContent(text)
  return [{ ...head, role: 'attachment', name: '結論 / conclusion', mediaType, text: '', content }]
}

function partOf(
  head: Head,
  role: DocumentPartRecord['role'],
  { attachment, read }: { attachment: Json; read: Attachment },
): DocumentPartRecord {
  const { mediaType, text, content } = read
  const name = str(attachment.title) || str(attachment.url) || mediaType
  return { ...head, role, name, mediaType, text, content }
}

function contentOf(attachment: Json, reading: Reading, binaries: Binaries): Attachment | null {
  const problem = (text: string, reason: string) => reading.problem('attachment', text, reason)
  const url = str(attachment.url)
  const own = readAttachment(attachment, problem)
  const binary =
    own !== null || url === '' ? null : (reading.contained({ reference: url }) ?? binaries(url))
  const read = own ?? (binary === null ? null : readAttachment(binary, problem))
  if (read !== null && read.damage !== null) reading.lose(read.damage)
  return read
}

function sheetOf(head: Head, elsewhere: readonly string[]): string[] {
  return [
    head.title,
    head.type.display === head.title ? '' : head.type.display,
    head.documentAt?.text ?? '',
    head.author?.name ?? '',
    head.status,
    ...elsewhere.map((url) => `内容は別ファイル: ${url}`),
  ]
}

/** A Binary of its own file: a part of the document that refers to it. Null when none does. */
export function readBinary(reading: Reading): DocumentPartRecord[] | null {
  const { resource } = reading
  const owner = reading.known({ reference: `Binary/${str(resource.id)}` }, 'Binary')
  if (owner === null) return null
  if (reading.patientOf({ reference: owner.subject }) === '') return null
  const read = readAttachment(resource, (text, reason) => reading.problem('Binary', text, reason))
  if (read === null) return null
  if (read.damage !== null) reading.lose(read.damage)
  const head = headOf(reading, undefined, undefined)
  return [
    {
      ...head,
      documentKey: owner.owner,
      title: owner.title || head.title,
      role: 'attachment',
      name: owner.title || str(resource.id),
      mediaType: read.mediaType,
      text: read.text,
      content: read.content,
    },
  ]
}

/** Binaries among a Bundle's entries. */
export function binariesIn(entries: readonly { resource: Json; fullUrl: string }[]): Binaries {
  const found = new Map<string, Json>()
  for (const { resource, fullUrl } of entries) {
    if (resource.resourceType !== 'Binary') continue
    if (fullUrl !== '') found.set(fullUrl, resource)
    found.set(`Binary/${str(resource.id)}`, resource)
  }
  return (url) =>
    found.get(url) ?? found.get(/Binary\/[A-Za-z0-9\-.]+/.exec(url)?.[0] ?? '') ?? null
}

/** Keys of the documents that this one replaces (relatesTo code replaces), within its folder or Bundle. */
export function replacedBy(resource: Json, scope: string): string[] {
  return list(resource.relatesTo)
    .filter(({ code }) => code === 'replaces')
    .map(({ target, targetReference }) => str((obj(target) ?? obj(targetReference))?.reference))
    .filter((reference) => reference !== '')
    .map((reference) => `${scope}${reference.split('/_history/')[0]}`)
}
